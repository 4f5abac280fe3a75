"""Organisations, people, what they belong to, and the proof that somebody is signed in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, false, text
from sqlmodel import Field

from lifecycle.records.base import Record, one_of, table_of
from lifecycle.records.instant import Instant

BUSINESS = "business"
ADMINISTRATORS = ("sysadmin", "secadmin", "auditadmin")
"""The engine's own three offices. They exclude each other and every business office, by constraint."""


class OrganisationRow(Record):
    """`credit_code` is the unified social credit code of GB 32100, for those that have one."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=120)
    kind: str = Field(max_length=40)
    closed_on: date | None = None
    credit_code: str | None = Field(default=None, max_length=18)


class Organisation(OrganisationRow, table=True):
    __tablename__ = "organisation"
    __table_args__ = (Index("uq_organisation_credit_code", "credit_code", unique=True),)


class PersonRow(Record):
    """`domain` is `business` or one administrator office: the constraint that keeps the three apart hangs on it.

    `second_factor_at`: since when a code is asked for after the password; None while none is.
    """

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(max_length=60, unique=True)
    name: str = Field(max_length=60)
    domain: str = Field(default=BUSINESS, max_length=20)
    language: str = Field(default="zh", max_length=2)
    email: str | None = Field(default=None, max_length=254)
    password_hash: str | None = Field(default=None, max_length=200)
    password_set_on: date | None = None
    failures: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=Instant)
    closed_on: date | None = None
    second_factor_at: datetime | None = Field(default=None, sa_type=Instant)


class Person(PersonRow, table=True):
    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("id", "domain"),
        CheckConstraint(one_of("domain", (BUSINESS, *ADMINISTRATORS)), name="domain"),
    )


class PasswordHistoryRow(Record):
    """A password a person has set, so that it is not set again; the highest `n` is the one in use."""

    person: int = Field(foreign_key="person.id", primary_key=True)
    n: int = Field(primary_key=True)
    hash: str = Field(max_length=200)


class PasswordHistory(PasswordHistoryRow, table=True):
    __tablename__ = "password_history"


class SecondFactorRow(Record):
    """What the one-time codes of a person are derived from, together with a key that is not in the database.

    `last_step` is the half minute of the last code that was taken: none up to it is taken again.
    """

    person: int = Field(foreign_key="person.id", primary_key=True)
    seed: str = Field(max_length=64)
    made_at: datetime = Field(sa_type=Instant)
    last_step: int = 0


class SecondFactor(SecondFactorRow, table=True):
    __tablename__ = "second_factor"


class RecoveryCodeRow(Record):
    """A code for whoever has lost what makes their codes; only its SHA-256 is kept, and it opens once."""

    person: int = Field(foreign_key="person.id", primary_key=True)
    code_hash: str = Field(max_length=64, primary_key=True)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class RecoveryCode(RecoveryCodeRow, table=True):
    __tablename__ = "recovery_code"


class MemberRow(Record):
    """Somebody who belongs to an organisation. Its head is told what its people are late with; its administrator keeps
    its people in order, and is told when nobody is there to be told.
    """

    person: int = Field(foreign_key="person.id", primary_key=True)
    organisation: int = Field(foreign_key="organisation.id", primary_key=True)
    since: date
    until: date | None = None
    is_head: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    is_administrator: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Member(MemberRow, table=True):
    __tablename__ = "member"
    __table_args__ = (Index("ix_member_organisation", "organisation", "person"),)


class StaffRow(Record):
    """An office a person holds. `standing` offices act on every project, the others only when seated on
    one. Those of the `bureau` see the whole register; a panel's do not. `ends_on` is the last day of a term that
    was given with one: the clock ends it.
    """

    person: int = Field(primary_key=True)
    office: str = Field(max_length=20, primary_key=True)
    domain: str = Field(default=BUSINESS, max_length=20)
    standing: bool = False
    bureau: bool = True
    since: date
    until: date | None = None
    ends_on: date | None = None


class Staff(StaffRow, table=True):
    __tablename__ = "staff"
    __table_args__ = (
        ForeignKeyConstraint(["person", "domain"], ["person.id", "person.domain"]),
        CheckConstraint(
            f"domain = '{BUSINESS}' AND NOT {one_of('office', ADMINISTRATORS)} OR domain = office",
            name="administrators_apart",
        ),
        Index("ix_staff_office", "office", "person"),
    )


class DelegationRow(Record):
    """`taker` acts for `giver` in an office, or in all of them where `office` is empty, from `since` to `until`, both
    days included. Without a taker it says that the giver is away and nobody acts for them. Ended early, it gives
    nothing from that moment on. It belongs to people and so to no project's history; what is done by it says so there.
    """

    id: int | None = Field(default=None, primary_key=True)
    giver: int = Field(foreign_key="person.id", index=True)
    taker: int | None = Field(default=None, foreign_key="person.id", index=True)
    office: str = Field(default="", max_length=20)
    since: date
    until: date
    ended_on: date | None = None


class Delegation(DelegationRow, table=True):
    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("until >= since", name="term"),
        CheckConstraint("taker IS NULL OR taker <> giver", name="to_another"),
    )


class SigninRow(Record):
    """One signed-in browser or terminal: `token_hash` is the SHA-256 of 256 random bits that only the holder has.

    With a `project` it came from an expert's link, and reaches the evaluation of that project alone.
    """

    token_hash: str = Field(max_length=64, primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    project: int | None = Field(default=None, foreign_key="project.id")
    address: str = Field(default="", max_length=45)


class Signin(SigninRow, table=True):
    __tablename__ = "session"
    __table_args__ = (Index("ix_session_expires_at", "expires_at"),)


class OneTimeLinkRow(Record):
    """With a `project` it leads an expert to the evaluation of that project, without one to setting a password."""

    token_hash: str = Field(max_length=64, primary_key=True)
    person: int = Field(foreign_key="person.id")
    project: int | None = Field(default=None, foreign_key="project.id")
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class OneTimeLink(OneTimeLinkRow, table=True):
    __tablename__ = "one_time_link"


class AccessRow(Record):
    """The access log: sign-ins, refusals outside a visible project. Never a name, a form value or a token."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    person: int | None = None
    address: str = Field(default="", max_length=45)
    act: str = Field(max_length=40)
    target: str = Field(default="", max_length=80)
    outcome: str = Field(max_length=40)


class Access(AccessRow, table=True):
    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_address", "address", "at", sqlite_where=text("outcome = 'failed'")),
        Index("ix_access_log_person", "person", "id"),
        Index("ix_access_log_at", "at"),
    )


organisation = table_of(Organisation)
person = table_of(Person)
password_history = table_of(PasswordHistory)
second_factor = table_of(SecondFactor)
recovery_code = table_of(RecoveryCode)
member = table_of(Member)
staff = table_of(Staff)
delegation = table_of(Delegation)
signin = table_of(Signin)
one_time_link = table_of(OneTimeLink)
access_log = table_of(Access)
