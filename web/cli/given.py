"""What people write after an option, taken apart."""

from datetime import date

from lifecycle.errors import Invalid
from lifecycle.verbs.rounds import Owed

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
    try:
        return Owed(what, owner, date.fromisoformat(due))
    except ValueError as error:
        raise Invalid("--owe", "not_a_date", {"given": due}) from error
