"""Who acts for somebody on a day. Until leave is recorded, everybody acts for themselves."""

from collections.abc import Iterable, Mapping
from datetime import date

from lifecycle.database import Transaction


def acting_for(tx: Transaction, people: Iterable[int], day: date) -> Mapping[int, int]:  # noqa: ARG001 - the seam
    """For each of these people, the one who acts for them on `day`: themselves while they are there.

    Asked once for all who are to be told something, when it is settled who is told.
    """
    return {person: person for person in people}
