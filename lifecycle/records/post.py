"""What is said to people and how it reaches them: the due queue, the ledger of reminders, notices, digests, letters.

None of these rows is part of a project's history: a reminder changes nothing in a project, and whether a mail server
answered is no fact about one. No sentence is kept: codes and values, which the web layer words in the reader's
language when it is read or sent.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from lifecycle.records.base import Record, one_of, table_of
from lifecycle.records.instant import Instant

NEWS, REMINDER, ALERT = "news", "reminder", "alert"
MAIL, CHAT = "mail", "chat"
WAITING, SENT, DEAD, VOID = "waiting", "sent", "dead", "void"


class DueRow(Record):
    """On this day the ladder of a milestone is to be looked at. What is true is in the milestone: a row may be out of
    date and is then dropped, but for every rung to come there is one no later than it. Kept by day, so that a look at
    what is due reads what is due; no foreign key, which would cost a search for each row.
    """

    on_day: date = Field(primary_key=True)
    project: int = Field(primary_key=True)
    visit: int = Field(primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    occurrence: int = Field(primary_key=True)


class Due(DueRow, table=True):
    __tablename__ = "due_queue"
    __table_args__ = {"sqlite_with_rowid": False}


class ReminderRow(Record):
    """The ledger: this rung of this milestone has been claimed for this person. The row itself is the claim.

    `term` counts the extensions granted: each begins a new ladder. `why`: see `lifecycle.reminding.recipients`.
    `rung_on` is the day the rung was due; `caught_up` when it went later than that, and `skipped` then names the lower
    rungs that the outage swallowed, between blanks.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    visit: int = Field(primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    occurrence: int = Field(primary_key=True)
    term: int = Field(primary_key=True)
    rung: str = Field(max_length=20, primary_key=True)
    person: int = Field(primary_key=True)
    why: str = Field(max_length=20)
    due: date
    rung_on: date
    at: datetime = Field(sa_type=Instant)
    skipped: str = Field(default="", max_length=120)
    caught_up: bool = False


class Reminder(ReminderRow, table=True):
    __tablename__ = "reminder"
    __table_args__ = (
        Index(
            "ix_reminder_caught_up",
            "at",
            sqlite_where=text("caught_up"),
            postgresql_where=text("caught_up"),
        ),
        {"sqlite_with_rowid": False},
    )


class AskRow(Record):
    """What a rung asks an office for, from the claim until it is opened as a debt of the project: written with the
    one, taken out with the other, so that it is neither lost nor asked twice.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    visit: int = Field(primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    occurrence: int = Field(primary_key=True)
    term: int = Field(primary_key=True)
    rung: str = Field(max_length=20, primary_key=True)
    owner: str = Field(max_length=20, primary_key=True)


class Ask(AskRow, table=True):
    __tablename__ = "ask"
    __table_args__ = {"sqlite_with_rowid": False}


class UrgeRow(Record):
    """The ledger of reminders by hand: this person was urged about this milestone on this day, and is not again. The
    row itself is the claim. `by` sent it; `office` has the ball, `role` is the party; `why`: as in the other ledger.
    """

    project: int = Field(foreign_key="project.id", primary_key=True)
    visit: int = Field(primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    occurrence: int = Field(primary_key=True)
    day: date = Field(primary_key=True)
    person: int = Field(primary_key=True)
    by: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)
    why: str = Field(max_length=20)
    office: str = Field(max_length=20)
    role: str = Field(max_length=40)


class Urge(UrgeRow, table=True):
    __tablename__ = "urge"
    __table_args__ = {"sqlite_with_rowid": False}


class NoticeRow(Record):
    """A message to one person: what the inbox shows and letters are made of.

    `kind`: news (of an event), reminder (of a milestone), alert (to whoever keeps the people in order). `code` is the
    message's of news, else the milestone's; `subject` what the news is about. `is_red` ones and those that somebody
    sent by hand (`urged_by`) go singly. `mail_on` is the day from which it may go by letter, empty for the inbox alone;
    `digest` the one that took it.
    """

    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id")
    project: int | None = Field(default=None, foreign_key="project.id")
    at: datetime = Field(sa_type=Instant)
    kind: str = Field(max_length=10)
    code: str = Field(max_length=40)
    subject: str = Field(default="", max_length=60)
    visit: int = 0
    occurrence: int = 0
    rung: str = Field(default="", max_length=20)
    due: date | None = None
    why: str = Field(max_length=40)
    office: str = Field(default="", max_length=20)
    role: str = Field(default="", max_length=40)
    instead_of: int | None = Field(default=None, foreign_key="person.id")
    is_red: bool = False
    urged_by: int | None = Field(default=None, foreign_key="person.id")
    mail_on: date | None = None
    digest: int | None = Field(default=None, foreign_key="digest.id")
    read_at: datetime | None = Field(default=None, sa_type=Instant)


class Notice(NoticeRow, table=True):
    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(one_of("kind", (NEWS, REMINDER, ALERT)), name="kind"),
        Index("ix_notice_inbox", "person", "id"),
        Index(
            "ix_notice_unread",
            "person",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_notice_to_send",
            "mail_on",
            "person",
            sqlite_where=text("mail_on IS NOT NULL AND digest IS NULL"),
            postgresql_where=text("mail_on IS NOT NULL AND digest IS NULL"),
        ),
        Index("ix_notice_digest", "digest"),
    )


class DigestRow(Record):
    """What one person is told by letter on one day: number 0 is the day's digest, of which there is one; the others
    are red reminders that go singly.
    """

    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id")
    day: date
    n: int


class Digest(DigestRow, table=True):
    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("person", "day", "n"),)


class LetterRow(Record):
    """A digest on its way through one channel. `message_id` never changes, so that a mail sent twice is known as one.

    `first_at` and `tried_at` are the first and the latest attempt, `next_at` the earliest next one; while a process is
    trying, `next_at` is when it is taken for dead. `trouble` is the code of what went wrong last.
    """

    id: int | None = Field(default=None, primary_key=True)
    digest: int = Field(foreign_key="digest.id")
    channel: str = Field(max_length=10)
    state: str = Field(default=WAITING, max_length=10)
    message_id: str = Field(max_length=120, unique=True)
    attempts: int = 0
    created_at: datetime = Field(sa_type=Instant)
    next_at: datetime = Field(sa_type=Instant)
    first_at: datetime | None = Field(default=None, sa_type=Instant)
    tried_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    trouble: str = Field(default="", max_length=60)


class Letter(LetterRow, table=True):
    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("digest", "channel"),
        CheckConstraint(one_of("state", (WAITING, SENT, DEAD, VOID)), name="state"),
        CheckConstraint(one_of("channel", (MAIL, CHAT)), name="channel"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        Index(
            "ix_letter_waiting",
            "channel",
            "next_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_letter_dead",
            "id",
            sqlite_where=text("state = 'dead'"),
            postgresql_where=text("state = 'dead'"),
        ),
        Index("ix_letter_tried", "tried_at"),
    )


class ChatRow(Record):
    """The address of a chat robot, of a person or of whoever holds an office. It is a secret: whoever has it can
    post.
    """

    id: int | None = Field(default=None, primary_key=True)
    person: int | None = Field(default=None, foreign_key="person.id", unique=True)
    office: str | None = Field(default=None, max_length=20, unique=True)
    url: str = Field(max_length=500)
    set_on: date


class Chat(ChatRow, table=True):
    __tablename__ = "chat"
    __table_args__ = (CheckConstraint("(person IS NULL) <> (office IS NULL)", name="of_one"),)


class ChoiceRow(Record):
    """What a person has chosen about letters; without a row everything goes. `days` are weekdays from 1 (Monday) to 5.

    Overdue ones are not chosen: see `lifecycle.reminding.choices`.
    """

    person: int = Field(foreign_key="person.id", primary_key=True)
    days: str = Field(default="12345", max_length=5)
    before_due: bool = True
    news: bool = True


class Choice(ChoiceRow, table=True):
    __tablename__ = "notice_choice"


class BeatRow(Record):
    """The latest sign of life of one clock process."""

    process: str = Field(max_length=120, primary_key=True)
    started_at: datetime = Field(sa_type=Instant)
    at: datetime = Field(sa_type=Instant)
    turns: int = 0


class Beat(BeatRow, table=True):
    __tablename__ = "heartbeat"


class FeedRow(Record):
    """A private calendar address, of a person or of an organisation. We keep the SHA-256 of its token only."""

    token_hash: str = Field(max_length=64, primary_key=True)
    person: int | None = Field(default=None, foreign_key="person.id")
    organisation: int | None = Field(default=None, foreign_key="organisation.id")
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class Feed(FeedRow, table=True):
    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint("(person IS NULL) <> (organisation IS NULL)", name="of_one"),
        Index("ix_feed_person", "person"),
        Index("ix_feed_organisation", "organisation"),
    )


due_queue = table_of(Due)
reminder = table_of(Reminder)
ask = table_of(Ask)
urge = table_of(Urge)
notice = table_of(Notice)
digest = table_of(Digest)
letter = table_of(Letter)
chat = table_of(Chat)
choice = table_of(Choice)
heartbeat = table_of(Beat)
feed = table_of(Feed)
