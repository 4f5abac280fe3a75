"""What keeps machines from beginning applications, without asking people to prove that they are none.

A form carries the secret of the link it will make, sealed with the instant at which it was opened. So it begins one
draft however often it is sent, and what was sent sooner than anybody can type, or into a field that nobody sees, is
given back to be sent again. Whoever needs longer for it than a day gets a fresh one.
"""

from datetime import timedelta

import flask
from itsdangerous import BadSignature, URLSafeSerializer

from lifecycle import clock
from lifecycle.accounts.tokens import new_token
from lifecycle.errors import Invalid

SHORTEST = timedelta(seconds=3)
"""Nobody reads the form and types a title and a name in less."""
LONGEST = timedelta(days=1)


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(str(flask.current_app.secret_key), salt="application-form")


def sealed() -> str:
    """A new link's secret and this instant, for a form that is opened now."""
    sealed_now: str | bytes = _sealer().dumps([new_token(), int(clock.now().timestamp())])
    return sealed_now if isinstance(sealed_now, str) else sealed_now.decode()


def token_of(seal: str, trap: str) -> str:
    """The secret in a form that somebody sent. `trap` is what stood in the field that nobody sees.

    Raises Invalid: `leave_empty`, `too_quick`, `form_expired` for one that is too old or not ours.
    """
    if trap.strip():
        raise Invalid("website", "leave_empty")
    try:
        token, opened = _sealer().loads(seal)
        age = clock.now().timestamp() - float(opened)
    except (BadSignature, TypeError, ValueError) as error:
        raise Invalid("form", "form_expired") from error
    if age > LONGEST.total_seconds():
        raise Invalid("form", "form_expired")
    if age < SHORTEST.total_seconds():
        raise Invalid("form", "too_quick")
    return str(token)
