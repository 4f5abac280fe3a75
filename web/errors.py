"""What went wrong, said so that the reader knows what it is, where it is and what to do; one place for all of it.

The pages on which it is said, where no form says it, are those of `web.error_pages`.
"""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus

from lifecycle.errors import (
    GateClosed,
    Invalid,
    NoSuchMove,
    NotFound,
    NotPermitted,
    Refusal,
    Stale,
    Unavailable,
)
from lifecycle.records.people import ADMINISTRATORS
from web import session
from web.labels import TEXTS
from web.speech import Speech

STATUS: Mapping[type[Refusal], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotPermitted: HTTPStatus.FORBIDDEN,
    NoSuchMove: HTTPStatus.CONFLICT,
    GateClosed: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.BAD_REQUEST,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


# Sentences ----------------------------------------------------------------------------------------------------


def sentence(refusal: Refusal, speech: Speech, *, label: bool = True) -> str:
    """The sentence for a refusal. `label`: whether an `Invalid` names its field, as it must away from the form."""
    match refusal:
        case Invalid():
            return _of_invalid(refusal, speech, label=label)
        case NotPermitted():
            return _of_not_permitted(refusal, speech)
        case GateClosed():
            return speech.t("refused.gate_closed", n=len(refusal.blockers))
        case NotFound():
            return speech.t("refused.not_found")
        case NoSuchMove():
            return speech.t("refused.no_such_move")
        case Stale():
            return speech.t("refused.stale")
        case _:
            return speech.t("refused.unavailable")


def _of_invalid(refusal: Invalid, speech: Speech, *, label: bool) -> str:
    values = {name: _said(value, speech) for name, value in refusal.values.items()}
    key = f"problem.{refusal.problem}"
    problem = speech.t(key if key in TEXTS else "problem.other", **values)
    name = field_name(refusal.field, speech)
    return speech.t("refused.field", label=name, problem=problem) if label and name else problem


def field_name(field: str, speech: Speech) -> str:
    """What a field is called: by our own labels, or by the standard's facts and documents. Empty when nothing does."""
    if f"field.{field}" in TEXTS:
        return speech.t(f"field.{field}")
    standard = session.engine().standards.current()
    known = standard.facts.get(field) or standard.documents.get(field)
    return speech.of(known.text) if known is not None else ""


def _of_not_permitted(refusal: NotPermitted, speech: Speech) -> str:
    key = f"clause.{refusal.clause}"
    reason = speech.t(key if key in TEXTS else "clause.nobody")
    named = [name for code in refusal.offices if (name := office_name(code, speech))]
    if not named:
        return reason
    return speech.t("refused.permitted_to", reason=reason, offices=speech.listed(named))


def office_name(code: str, speech: Speech) -> str:
    """An office of the standard in words, or one of the administrators; empty for one that nobody defines."""
    if code in ADMINISTRATORS:
        return speech.t(f"admin.{code}")
    office = session.engine().standards.current().offices.get(code)
    return speech.of(office.text) if office is not None else ""


def _said(value: object, speech: Speech) -> object:
    """A value of a problem as people write it."""
    if isinstance(value, date):
        return speech.day(value)
    if isinstance(value, tuple | list | set | frozenset):
        return speech.listed([str(each) for each in value])
    return value


def status_of(refusal: Refusal) -> HTTPStatus:
    return STATUS.get(type(refusal), HTTPStatus.BAD_REQUEST)
