"""The addresses of intake, and what their templates may ask for."""

from datetime import date

import flask

from lifecycle.intake import calls
from lifecycle.records.intake import CallRow
from stages import Standard
from web import session

blueprint = flask.Blueprint("intake", __name__, template_folder="templates")


def standard() -> Standard:
    """The standard in force, by which projects are registered."""
    with session.reading() as reading:
        return reading.in_force


def kind_name(code: str) -> str:
    """An organisation kind in words; its code where the standard in force does not know it any more."""
    kind = standard().organisation_kinds.get(code)
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


@blueprint.context_processor
def _say() -> dict[str, object]:
    return {"kind_name": kind_name, "kinds_of": kinds_of, "stand": stand, "days_left": days_left}
