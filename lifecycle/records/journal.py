"""The history and what is written with it: personal words, commands already answered, messages to be sent."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from lifecycle.records.base import Record, table_of
from lifecycle.records.instant import Instant


class HistoryRow(Record):
    """One event. `body` is canonical JSON of the rows it wrote; `hash` covers every other column but `project`'s key
    order: SHA-256 of the previous hash and the canonical JSON of the event. `at` is an ISO instant in UTC.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    seq: int = Field(primary_key=True)
    at: str = Field(max_length=32)
    actor: int
    event: str = Field(max_length=40)
    body: str
    note_hash: str | None = Field(default=None, max_length=64)
    prev: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class History(HistoryRow, table=True):
    __tablename__ = "history"
    __table_args__ = (Index("ix_history_at", "at", "project", "seq"),)


class NoteRow(Record):
    """A person's own words, kept apart so that they can be erased. `hash` is SHA-256 of salt and words."""

    hash: str = Field(max_length=64, primary_key=True)
    salt: str = Field(max_length=32)
    words: str | None = None


class Note(NoteRow, table=True):
    __tablename__ = "note"


class CommandRow(Record):
    """A command that was carried out: sent again with the same key, it gets the same answer and does nothing."""

    actor: int = Field(primary_key=True)
    key: str = Field(max_length=64, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    verb: str = Field(max_length=40)
    project: int
    seq: int
    number: str = Field(max_length=30)


class Command(CommandRow, table=True):
    __tablename__ = "command"


class OutboxRow(Record):
    """A message to come: to whom (an office or a role of one project), about which event."""

    id: int | None = Field(default=None, primary_key=True)
    project: int = Field(foreign_key="project.id")
    seq: int
    audience: str = Field(max_length=40)
    code: str = Field(max_length=40)
    subject: str = Field(default="", max_length=60)
    created_at: datetime = Field(sa_type=Instant)


class Outbox(OutboxRow, table=True):
    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_project", "project", "id"),)


history = table_of(History)
note = table_of(Note)
command = table_of(Command)
outbox = table_of(Outbox)
