"""The addresses of intake, and what their templates may ask for."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import flask

from lifecycle import clock
from lifecycle.errors import NotFound
from lifecycle.intake import calls
from lifecycle.records.intake import CallRow
from web import session
from web.labels import TEXTS

blueprint = flask.Blueprint("intake", __name__, template_folder="templates")
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@blueprint.url_value_preprocessor
def _refuse_odd_addresses(_: str | None, values: dict[str, Any] | None) -> None:
    """What could not have been given out leads nowhere, and never reaches the database."""
    for value in (values or {}).values():
        if isinstance(value, str) and value and not PLAIN.fullmatch(value):
            raise NotFound("address")


def kind_name(code: str) -> str:
    """An organisation kind in words; its code where the standard in force does not know it any more."""
    kind = session.in_force().organisation_kinds.get(code)
    return session.speech().of(kind.text) if kind is not None else code


def kinds_of(row: CallRow) -> tuple[str, ...]:
    """The codes of the kinds that a call is for."""
    return tuple(code for code in row.kinds.split(",") if code)


def stand(row: CallRow) -> str:
    """Whether a call is open, coming or closed."""
    today = session.reader().day
    if calls.is_open(row, today):
        return "open"
    return "coming" if today < row.opens_on else "closed"


def days_left(row: CallRow) -> int:
    """Calendar days after today until the last one."""
    today: date = session.reader().day
    return (row.closes_on - today).days


def names(fields: Iterable[str]) -> list[str]:
    """What fields are called on a stranger's form."""
    own = ((f"intake.field.{name}", f"field.{name}") for name in fields)
    return [session.speech().t(first if first in TEXTS else other) for first, other in own]


@blueprint.context_processor
def _say() -> dict[str, object]:
    say = (kind_name, kinds_of, stand, days_left, names)
    return {each.__name__: each for each in say} | {"zone": clock.ZONE}
