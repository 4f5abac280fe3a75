"""What went wrong, said so that the reader knows what it is, where it is and what to do; one place for all of it.

The pages on which it is said, where no form says it, are those of `web.error_pages`.
"""

from collections.abc import Mapping
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
from web import session
from web.refusals import Teller
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
    return _teller(speech).sentence(refusal, label=label)


def office_name(code: str, speech: Speech) -> str:
    """An office of the standard in words, or one of the administrators; empty for one that nobody defines."""
    return _teller(speech).office(code)


def _teller(speech: Speech) -> Teller:
    return Teller(speech, session.engine().standards.current())


def status_of(refusal: Refusal) -> HTTPStatus:
    return STATUS.get(type(refusal), HTTPStatus.BAD_REQUEST)
