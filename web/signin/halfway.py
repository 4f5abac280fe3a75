"""Between password and code: who has shown the password, sealed into the page that asks for the code.

The server keeps nothing for somebody who is not in yet. What is sealed lets nobody in: the code does.
"""

from datetime import datetime, timedelta

import flask
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from lifecycle import clock
from lifecycle.accounts.tokens import fingerprint
from lifecycle.records import people
from lifecycle.records.people import PersonRow
from web import session

GOOD_FOR = timedelta(minutes=5)


def seal(person: PersonRow) -> str:
    """That this person showed the present password just now."""
    content = {"person": person.id, "of": _mark(person), "at": clock.now().isoformat()}
    return str(_seals().dumps(content))


def unseal(sealed: str) -> PersonRow | None:
    """Who showed the password that is still theirs, within the last five minutes; None for anything else."""
    try:
        content = _seals().loads(sealed)
    except BadSignature:
        return None
    if not timedelta() <= clock.now() - datetime.fromisoformat(content["at"]) <= GOOD_FOR:
        return None
    with session.reading() as reading:
        row = reading.tx.execute(select(people.person).where(people.person.c.id == content["person"])).first()
    person = None if row is None else PersonRow.of(row)
    return person if person is not None and _mark(person) == content["of"] else None


def _mark(person: PersonRow) -> str:
    return fingerprint(person.password_hash or "")[:16]


def _seals() -> URLSafeSerializer:
    return URLSafeSerializer(str(flask.current_app.secret_key), salt="halfway")
