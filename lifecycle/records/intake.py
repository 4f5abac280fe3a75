"""What outsiders offer to the register: calls with their days, invitations to them, applications and their files.

An application is no project and has no part in a project's history: it becomes one when it is accepted, and the project
then names it as its origin. What was done with it is told by its steps, which nobody changes.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from lifecycle.records.base import Record, one_of, table_of
from lifecycle.records.instant import Instant

AUDIENCES = ("public", "invited")
EDITABLE = ("draft", "asked")
WAITING = ("sent", "asked")
STATES = ("draft", "sent", "asked", "accepted", "merged", "refused", "withdrawn")


class CallRow(Record):
    """A call for projects. `closes_on` is its last day; `kinds`, between commas, the organisation kinds it is for."""

    code: str = Field(max_length=20, primary_key=True)
    title: str = Field(max_length=120)
    guidance: str = Field(default="", max_length=4000)
    audience: str = Field(default="public", max_length=8)
    kinds: str = Field(max_length=400)
    opens_on: date
    closes_on: date
    opened_by: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)
    revision: int = 1


class Call(CallRow, table=True):
    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint(one_of("audience", AUDIENCES), name="audience"),
        CheckConstraint("opens_on <= closes_on", name="days"),
        Index("ix_call_closes", "closes_on", "code"),
    )


class InvitationRow(Record):
    """An organisation that is asked to apply: whoever holds the link applies in its name."""

    call: str = Field(foreign_key="call.code", primary_key=True)
    n: int = Field(primary_key=True)
    organisation: int = Field(foreign_key="organisation.id")
    token_hash: str = Field(max_length=64, unique=True)
    made_by: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class Invitation(InvitationRow, table=True):
    __tablename__ = "invitation"


class ApplicationRow(Record):
    """What somebody offers. `number` is that of the receipt, None until it is sent. `token_hash` belongs to the private
    link, `check_hash` to the code on the receipt: whoever holds one of the two is its sender. `declared` are the codes
    of the conditions that the sender says are met, between commas. `project` is what it became or was merged into,
    `twin` the application that it repeats.
    """

    id: int | None = Field(default=None, primary_key=True)
    call: str = Field(foreign_key="call.code")
    state: str = Field(default="draft", max_length=10)
    number: str | None = Field(default=None, max_length=30, unique=True)
    token_hash: str = Field(max_length=64, unique=True)
    check_hash: str = Field(max_length=64)
    title: str = Field(max_length=120)
    summary: str = Field(default="", max_length=2000)
    holder: str = Field(max_length=120)
    kind: str = Field(max_length=40)
    organisation: int | None = Field(default=None, foreign_key="organisation.id")
    contact: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=254)
    declared: str = Field(default="", max_length=1000)
    language: str = Field(default="zh", max_length=2)
    begun_at: datetime = Field(sa_type=Instant)
    saved_at: datetime = Field(sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    revision: int = 1
    project: int | None = Field(default=None, foreign_key="project.id")
    twin: int | None = Field(default=None, foreign_key="application.id")


class Application(ApplicationRow, table=True):
    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="sent_has_number"),
        CheckConstraint("(state = 'draft') = (sent_at IS NULL)", name="sent_has_instant"),
        CheckConstraint("state <> 'accepted' OR project IS NOT NULL", name="accepted_is_project"),
        Index("ix_application_call", "call", "state", "sent_at", "id"),
        Index("ix_application_state", "state", "sent_at", "id"),
        Index("ix_application_saved", "state", "saved_at"),
        Index("ix_application_project", "project"),
    )


class EnclosureRow(Record):
    """A file that came with an application; it lies in the application's own folder, under the hash of its bytes."""

    application: int = Field(foreign_key="application.id", primary_key=True)
    n: int = Field(primary_key=True)
    sha256: str = Field(max_length=64)
    name: str = Field(max_length=120)
    size: int
    at: datetime = Field(sa_type=Instant)


class Enclosure(EnclosureRow, table=True):
    __tablename__ = "enclosure"
    __table_args__ = (UniqueConstraint("application", "sha256"),)


class StepRow(Record):
    """What was done with an application, append-only. `person` is None for its sender; `behalf` is the person for whom
    they acted, if any. `words` are the question, the answer or the reason; `body` is JSON of what was sent.
    """

    application: int = Field(foreign_key="application.id", primary_key=True)
    n: int = Field(primary_key=True)
    act: str = Field(max_length=10)
    at: datetime = Field(sa_type=Instant)
    person: int | None = Field(default=None, foreign_key="person.id")
    behalf: int | None = None
    words: str = Field(default="", max_length=2000)
    body: str = Field(default="", max_length=8000)


class Step(StepRow, table=True):
    __tablename__ = "application_step"


class TryRow(Record):
    """One act of a stranger, kept for a day to count how often a network does it. Never what was typed."""

    id: int | None = Field(default=None, primary_key=True)
    network: str = Field(max_length=45)
    act: str = Field(max_length=10)
    at: datetime = Field(sa_type=Instant)


class Try(TryRow, table=True):
    __tablename__ = "stranger_try"
    __table_args__ = (
        Index("ix_stranger_try_network", "network", "act", "at"),
        Index("ix_stranger_try_act", "act", "at"),
    )


call = table_of(Call)
invitation = table_of(Invitation)
application = table_of(Application)
enclosure = table_of(Enclosure)
step = table_of(Step)
stranger_try = table_of(Try)
