"""What people write after an option, taken apart."""

from datetime import date

from lifecycle.errors import Invalid
from lifecycle.verbs.rounds import Owed
from stages import Standard
from web.speech import Speech

OWED_PARTS = 3


def pair_of(option: str, given: str) -> tuple[str, str]:
    """`NAME=VALUE`; the value may hold further signs. Raises Invalid for the option."""
    name, sign, value = given.partition("=")
    if not sign or not name.strip():
        raise Invalid(option, "not_a_pair", {"given": given})
    return name.strip(), value


def owed_of(given: str) -> Owed:
    """`OFFICE,DAY,WHAT`; what is owed may hold further commas. Raises Invalid."""
    parts = [part.strip() for part in given.split(",", OWED_PARTS - 1)]
    if len(parts) != OWED_PARTS:
        raise Invalid("--owe", "not_a_debt", {"given": given})
    owner, due, what = parts
    return Owed(what, owner, _day("--owe", due))


def settled_of(given: str, standard: Standard, speech: Speech) -> Owed:
    """`ITEM=DAY`: an item that the standard lists for settlements, due on a day. Raises Invalid."""
    code, day = pair_of("--settle", given)
    item = standard.flow.settlement.get(code)
    if item is None:
        raise Invalid("--settle", "not_in_list", {"given": code, "values": tuple(standard.flow.settlement)})
    return Owed(speech.of(item.text), item.owner, _day("--settle", day.strip()), code)


def _day(option: str, given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise Invalid(option, "not_a_date", {"given": given}) from error
