"""Who there is: organisations, people, who belongs to what and holds which office.

Whether an office or an organisation kind exists is for the caller to know, who has the standard; here they are codes.
`until` is the day of leaving. Somebody who comes back starts anew: the row keeps the latest stay only.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from lifecycle.accounts.credit_code import checked_credit_code
from lifecycle.accounts.delegations import end_given_and_taken, end_taken
from lifecycle.accounts.links import void_links
from lifecycle.accounts.logins import checked_email, checked_login, normal_login
from lifecycle.accounts.sessions import sign_out_everywhere
from lifecycle.clock import day_of
from lifecycle.database import Transaction, row_count
from lifecycle.errors import Invalid, NotFound
from lifecycle.mistakes import together
from lifecycle.names import CODE, checked_code, checked_name
from lifecycle.records import people
from lifecycle.records.people import ADMINISTRATORS, BUSINESS, OrganisationRow, PersonRow, StaffRow

LANGUAGES = ("zh", "en")


def add_organisation(
    tx: Transaction, *, code: str, name: str, kind: str, credit_code: str | None = None
) -> OrganisationRow:
    """Raises Invalid for `code` (`taken`, `characters`, lengths), `name`, `kind` and `credit_code`."""
    values = together(
        name=lambda: checked_name("name", name, 120),
        code=lambda: _free(tx, people.organisation, "code", checked_code("code", code, 40)),
        kind=lambda: checked_code("kind", kind, 40),
        credit_code=lambda: _free(tx, people.organisation, "credit_code", checked_credit_code(credit_code)),
    )
    return OrganisationRow.of(_insert(tx, people.organisation, values, taken="code"))


def _free(tx: Transaction, table: Table, field: str, value: str | None) -> str | None:
    """The value, which nobody else has. Raises Invalid(`taken`)."""
    if value is not None and tx.execute(select(table.c.id).where(table.c[field] == value)).first():
        raise Invalid(field, "taken", {field: value})
    return value


def add_person(
    tx: Transaction,
    *,
    login: str,
    name: str,
    email: str | None = None,
    language: str = "zh",
    domain: str = BUSINESS,
) -> PersonRow:
    """A person without a password: a one-time link lets them set one. Raises Invalid, so for a `login` `taken`."""
    values = together(
        name=lambda: checked_name("name", name, 60),
        login=lambda: _free(tx, people.person, "login", checked_login(login)),
        email=lambda: checked_email(email),
        language=lambda: one_of("language", language, LANGUAGES),
        domain=lambda: one_of("domain", domain, (BUSINESS, *ADMINISTRATORS)),
    )
    return PersonRow.of(_insert(tx, people.person, values | {"failures": 0}, taken="login"))


def choose_language(tx: Transaction, person: int, language: str) -> None:
    """The language that somebody reads, on every screen and in whatever is sent to them. Raises Invalid."""
    chosen = one_of("language", language, LANGUAGES)
    tx.execute(update(people.person).where(people.person.c.id == person).values(language=chosen))


def person_by_login(tx: Transaction, login: str) -> PersonRow | None:
    """However the login is spelled; also people who are closed."""
    row = tx.execute(select(people.person).where(people.person.c.login == normal_login(login))).first()
    return None if row is None else PersonRow.of(row)


def organisation_by_code(tx: Transaction, code: str) -> OrganisationRow | None:
    if not CODE.fullmatch(code):
        return None
    row = tx.execute(select(people.organisation).where(people.organisation.c.code == code)).first()
    return None if row is None else OrganisationRow.of(row)


def close_person(tx: Transaction, person: PersonRow, now: datetime) -> None:
    """Nobody is deleted. Ends memberships and offices, delegations, sessions and links; seats on projects are vacated
    there.
    """
    day = day_of(now)
    closed = update(people.person).where(people.person.c.id == person.id, people.person.c.closed_on.is_(None))
    if not row_count(tx.execute(closed.values(closed_on=day))):
        raise NotFound("person", person.login)
    for table in (people.member, people.staff):
        tx.execute(
            update(table).where(table.c.person == person.id, table.c.until.is_(None)).values(until=day)
        )
    end_given_and_taken(tx, person, day)
    sign_out_everywhere(tx, person, now)
    void_links(tx, person)


def join_organisation(tx: Transaction, person: PersonRow, organisation: OrganisationRow, since: date) -> None:
    """Raises Invalid(`organisation`, `already_member` | `closed`)."""
    if organisation.closed_on is not None:
        raise Invalid("organisation", "closed", {"name": organisation.name})
    stay = {
        "person": person.id,
        "organisation": organisation.id,
        "since": since,
        "is_head": False,
        "is_administrator": False,
    }
    if not _begin(tx, people.member, ("person", "organisation"), stay):
        raise Invalid("organisation", "already_member", {"name": organisation.name})


def leave_organisation(
    tx: Transaction, person: PersonRow, organisation: OrganisationRow, until: date
) -> None:
    """Raises NotFound when the person is no member, Invalid(`until`, `before_since`)."""
    member = people.member.c
    stay = (member.person == person.id) & (member.organisation == organisation.id)
    _end(tx, people.member, stay, until, NotFound("membership", organisation.code))


HEAD, ADMINISTRATOR = "head", "administrator"
"""What a member may be besides: who is told what their people are late with; who keeps the people in order."""


def name_member(
    tx: Transaction, person: PersonRow, organisation: OrganisationRow, post: str, *, holds: bool
) -> None:
    """Make a member its organisation's head or administrator, or no longer. Raises NotFound when they are no member."""
    member, column = people.member.c, f"is_{one_of('post', post, (HEAD, ADMINISTRATOR))}"
    stay = (member.person == person.id) & (member.organisation == organisation.id) & member.until.is_(None)
    if not row_count(tx.execute(update(people.member).where(stay).values({column: holds}))):
        raise NotFound("membership", organisation.code)


def appoint(
    tx: Transaction,
    person: PersonRow,
    office: str,
    *,
    standing: bool,
    since: date,
    bureau: bool = True,
    ends_on: date | None = None,
) -> StaffRow:
    """Give an office; a `standing` one acts on every project, the others where the person is seated.

    Those of the `bureau` see the whole register. `ends_on` is the last day of a term.

    Raises Invalid(`office`, `administrators_apart`) when a business office and an administrator's, or two of the
    latter, would meet in one person; `already_held`; `characters`. Invalid(`ends_on`, `before_since`).
    """
    code = checked_code("office", office, 20)
    if person.domain != (code if code in ADMINISTRATORS else BUSINESS):
        raise Invalid("office", "administrators_apart", {"office": code, "domain": person.domain})
    if ends_on is not None and ends_on < since:
        raise Invalid("ends_on", "before_since", {"since": since})
    held = {
        "person": person.id,
        "office": code,
        "domain": person.domain,
        "standing": standing,
        "bureau": bureau,
        "since": since,
        "until": None,
        "ends_on": ends_on,
    }
    if not _begin(tx, people.staff, ("person", "office"), held):
        raise Invalid("office", "already_held", {"office": code})
    return StaffRow.of(held)


def dismiss(tx: Transaction, person: PersonRow, office: str, until: date) -> None:
    """Whoever loses their last office acts for nobody any more.

    Raises NotFound when the person does not hold it, Invalid(`until`, `before_since`).
    """
    staff = people.staff.c
    held = (staff.person == person.id) & (staff.office == office)
    _end(tx, people.staff, held, until, NotFound("office", office))
    others = select(staff.office).where(staff.person == person.id, staff.until.is_(None))
    if tx.execute(others).first() is None:
        end_taken(tx, person, until)


def one_of(field: str, value: str, allowed: tuple[str, ...]) -> str:
    """Raises Invalid(`unknown`)."""
    if value not in allowed:
        raise Invalid(field, "unknown", {"allowed": allowed})
    return value


def _insert(tx: Transaction, table: Table, values: dict[str, Any], *, taken: str) -> Any:
    """The new row. A savepoint, because PostgreSQL ends the whole transaction with the first failed statement."""
    try:
        with tx.begin_nested():
            return tx.execute(insert(table).values(values).returning(table)).one()
    except IntegrityError as error:
        raise Invalid(taken, "taken", {taken: values[taken]}) from error


def _begin(tx: Transaction, table: Table, key: tuple[str, ...], stay: dict[str, Any]) -> bool:
    """Whether the stay could begin: the row is new, or its earlier stay has ended and is replaced."""
    same = [table.c[name] == stay[name] for name in key]
    if row_count(
        tx.execute(update(table).where(*same, table.c.until.is_not(None)).values(stay | {"until": None}))
    ):
        return True
    if tx.execute(select(table.c.person).where(*same)).first():
        return False
    try:
        with tx.begin_nested():
            tx.execute(insert(table).values(stay))
    except IntegrityError:
        return False
    return True


def _end(tx: Transaction, table: Table, stay: ColumnElement[bool], until: date, missing: NotFound) -> None:
    since = tx.execute(select(table.c.since).where(stay, table.c.until.is_(None))).scalar()
    if since is None:
        raise missing
    if until < since:
        raise Invalid("until", "before_since", {"since": since})
    tx.execute(update(table).where(stay).values(until=until))
