"""The addresses of chat robots: of a person, and of an office for whoever holds it and has none of their own."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.records import post
from lifecycle.records.post import ChatRow


class Robots(NamedTuple):
    """All addresses there are."""

    of_people: Mapping[int, str]
    of_offices: Mapping[str, str]

    def address(self, person: int, whys: Iterable[str]) -> str | None:
        """Where somebody is told who was told for these reasons, of which offices are some."""
        through = (self.of_offices[why] for why in whys if why in self.of_offices)
        return self.of_people.get(person) or next(through, None)


NO_ROBOTS = Robots({}, {})


def robots(session: Session) -> Robots:
    """Every address that is kept: few, since they are typed in one by one."""
    rows = [ChatRow.of(row) for row in session.tx.execute(select(post.chat))]
    return Robots(
        {row.person: row.url for row in rows if row.person is not None},
        {row.office: row.url for row in rows if row.office is not None},
    )
