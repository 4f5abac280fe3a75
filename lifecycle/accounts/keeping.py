"""Accounts after they were added: corrected, unlocked, reset, taken up again, and offices whose term has ended."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select, update

from lifecycle.accounts.links import make_link
from lifecycle.accounts.logins import checked_email
from lifecycle.accounts.people import LANGUAGES, dismiss, one_of
from lifecycle.accounts.sessions import sign_out_everywhere
from lifecycle.accounts.signins import note_access
from lifecycle.clock import day_of
from lifecycle.database import Transaction, row_count
from lifecycle.errors import Invalid, NotFound
from lifecycle.mistakes import together
from lifecycle.names import checked_name
from lifecycle.records import people
from lifecycle.records.people import PersonRow
from lifecycle.register import search

_PERSON, _STAFF = people.person.c, people.staff.c
TERM_ENDED = "term_ended"


def change_person(tx: Transaction, person: PersonRow, *, name: str, email: str | None, language: str) -> None:
    """Correct what is known of somebody; the search of their projects follows. Raises Invalid."""
    values = together(
        name=lambda: checked_name("name", name, 60),
        email=lambda: checked_email(email),
        language=lambda: one_of("language", language, LANGUAGES),
    )
    tx.execute(update(people.person).where(_PERSON.id == person.id).values(values))
    if values["name"] != person.name:
        search.renamed(tx, people.person, person.id or 0)


def unlock(tx: Transaction, person: PersonRow) -> None:
    """Let somebody try again at once after too many failures."""
    cleared = {"failures": 0, "locked_until": None}
    tx.execute(update(people.person).where(_PERSON.id == person.id).values(cleared))


def reset_password(tx: Transaction, person: PersonRow, now: datetime) -> str:
    """The old password is worthless at once, every session has ended; the token of a link to set a new one."""
    forgotten = {"password_hash": None, "failures": 0, "locked_until": None}
    tx.execute(update(people.person).where(_PERSON.id == person.id).values(forgotten))
    sign_out_everywhere(tx, person, now)
    return make_link(tx, person, now)


def reopen_person(tx: Transaction, person: PersonRow) -> None:
    """They may come back, with nothing: a new password, and offices and memberships to be given again.

    Raises NotFound for an account that is not closed.
    """
    closed = update(people.person).where(_PERSON.id == person.id, _PERSON.closed_on.is_not(None))
    empty = {"closed_on": None, "password_hash": None, "failures": 0, "locked_until": None}
    if not row_count(tx.execute(closed.values(empty))):
        raise NotFound("person", person.login)


def set_term(tx: Transaction, person: PersonRow, office: str, ends_on: date | None, today: date) -> None:
    """The last day of the term in an office, None for an open end.

    Raises NotFound when they do not hold it, Invalid(`ends_on`, `before_today`).
    """
    if ends_on is not None and ends_on < today:
        raise Invalid("ends_on", "before_today")
    held = and_(_STAFF.person == person.id, _STAFF.office == office, _STAFF.until.is_(None))
    if not row_count(tx.execute(update(people.staff).where(held).values(ends_on=ends_on))):
        raise NotFound("office", office)


def are_terms_over(tx: Transaction, today: date) -> bool:
    """Whether `end_terms` has anything to do."""
    return tx.execute(select(_STAFF.person).where(_over(today)).limit(1)).first() is not None


def end_terms(tx: Transaction, now: datetime) -> int:
    """End what had its last day before today, each with a line in the access log; how many offices that were."""
    joined = select(people.person, _STAFF.office, _STAFF.ends_on).join(
        people.staff, _PERSON.id == _STAFF.person
    )
    over = tx.execute(joined.where(_over(day_of(now)))).all()
    for row in over:
        dismiss(tx, PersonRow.of(row), row.office, row.ends_on)
        note_access(tx, None, "", now, TERM_ENDED, "done", f"{row.login} {row.office}")
    return len(over)


def _over(today: date) -> ColumnElement[bool]:
    return and_(_STAFF.until.is_(None), _STAFF.ends_on < today)
