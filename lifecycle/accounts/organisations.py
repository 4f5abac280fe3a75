"""Organisations after they were added: renamed, closed, open again. Nobody and nothing is deleted."""

from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from lifecycle.accounts.credit_code import checked_credit_code
from lifecycle.database import Transaction, row_count
from lifecycle.errors import Invalid, NotFound
from lifecycle.mistakes import together
from lifecycle.names import checked_code, checked_name
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.people import OrganisationRow
from lifecycle.records.project import ENDS
from lifecycle.register import search

_ORGANISATION = people.organisation.c


def change_organisation(
    tx: Transaction, organisation: OrganisationRow, *, name: str, kind: str, credit_code: str | None
) -> None:
    """Correct what is known of it. The search of its projects follows.

    Raises Invalid for `name`; for `kind` (`takes_part` once it takes part somewhere: its part there hangs on it); for
    `credit_code` (see `checked_credit_code`, and `taken`).
    """
    values = together(
        name=lambda: checked_name("name", name, 120),
        kind=lambda: checked_code("kind", kind, 40),
        credit_code=lambda: checked_credit_code(credit_code),
    )
    if values["kind"] != organisation.kind and (parts := parts_of(tx, organisation, running=False)):
        raise Invalid("kind", "takes_part", {"n": parts})
    statement = update(people.organisation).where(_ORGANISATION.id == organisation.id).values(values)
    try:
        with tx.begin_nested():
            tx.execute(statement)
    except IntegrityError as error:
        raise Invalid("credit_code", "taken", {"credit_code": values["credit_code"]}) from error
    if values["name"] != organisation.name:
        search.renamed(tx, people.organisation, organisation.id or 0)


def close_organisation(tx: Transaction, organisation: OrganisationRow, day: date) -> None:
    """Nobody can join it any more, and its members are none from now on.

    Raises Invalid(`organisation`, `takes_part`) while it takes part in a project that runs; NotFound when closed.
    """
    if parts := parts_of(tx, organisation, running=True):
        raise Invalid("organisation", "takes_part", {"n": parts})
    _set(tx, organisation, day)
    stays = people.member.c
    left = update(people.member).where(stays.organisation == organisation.id, stays.until.is_(None))
    tx.execute(left.values(until=day))


def reopen_organisation(tx: Transaction, organisation: OrganisationRow) -> None:
    """It can be joined again; whoever belonged to it has to join anew. Raises NotFound when it is open."""
    _set(tx, organisation, None)


def parts_of(tx: Transaction, organisation: OrganisationRow, *, running: bool) -> int:
    """In how many projects it takes part now; `running`: of those that have not ended."""
    part, project = projects.participation.c, projects.project.c
    joined = select(func.count(part.project.distinct())).join(projects.project, project.id == part.project)
    here = joined.where(part.organisation == organisation.id, part.until.is_(None))
    return tx.scalar(here.where(project.status.not_in(ENDS)) if running else here) or 0


def _set(tx: Transaction, organisation: OrganisationRow, closed_on: date | None) -> None:
    """Close or open it, if it is not so already."""
    was_open = _ORGANISATION.closed_on.is_(None)
    changing = was_open if closed_on is not None else was_open.is_(False)
    found = update(people.organisation).where(_ORGANISATION.id == organisation.id, changing)
    if not row_count(tx.execute(found.values(closed_on=closed_on))):
        raise NotFound("organisation", organisation.code)
