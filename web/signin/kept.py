"""A form that was sent after its session had ended: what was typed is kept, and sent again after signing in.

It is kept in the page itself, signed and for the same person only; the server stores nothing for somebody who is not
signed in. Files cannot be kept, and passwords are not.
"""

from dataclasses import dataclass

import flask
from itsdangerous import BadSignature, URLSafeSerializer

from web import session

LARGEST = 700_000
"""Characters; signed and encoded, it still fits into a request of 1 MiB with the sign-in around it."""
NOT_KEPT = frozenset({"csrf_token", "password", "again", "present", "one_time"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody was sending, and where to."""

    to: str
    fields: tuple[tuple[str, str], ...]


def seal() -> str:
    """What is being sent, to be put into the sign-in page. Empty when it is too much, or nobody was signed in."""
    fields = [(name, value) for name, value in flask.request.form.items(multi=True) if name not in NOT_KEPT]
    person = session.last_person()
    if person is None or sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return ""
    return str(
        _seals().dumps({"person": person, "to": flask.request.full_path.rstrip("?"), "fields": fields})
    )


def unseal(sealed: str, person: int | None) -> Kept | None:
    """What was kept, if it is ours and this person's."""
    try:
        content = _seals().loads(sealed)
    except BadSignature:
        return None
    if content["person"] != person:
        return None
    return Kept(content["to"], tuple((name, value) for name, value in content["fields"]))


def _seals() -> URLSafeSerializer:
    return URLSafeSerializer(str(flask.current_app.secret_key), salt="interrupted")
