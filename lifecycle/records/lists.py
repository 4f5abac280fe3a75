"""What people keep of the register's lists: views they saved, tables they took away, acts they did on many at once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from lifecycle.records.base import Record, one_of, table_of
from lifecycle.records.instant import Instant

EXPORT_FORMATS = ("xlsx", "csv")
EXPORT_STATES = ("waiting", "running", "done", "failed")
OUTCOMES = ("waiting", "done", "refused")


class SavedViewRow(Record):
    """A list somebody keeps under a name: its address, without the site and the place in the list."""

    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id")
    name: str = Field(max_length=40)
    address: str = Field(max_length=1000)


class SavedView(SavedViewRow, table=True):
    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person", "name"),)


class ExportRow(Record):
    """A table taken out of the register: by whom, of which list, how far it is. `check_code` is that of its content,
    under which the access log knows it. The file lies in the home under `token`, for a day.
    """

    token: str = Field(max_length=32, primary_key=True)
    person: int = Field(foreign_key="person.id")
    format: str = Field(max_length=4)
    language: str = Field(max_length=2)
    address: str = Field(max_length=1000)
    state: str = Field(default="waiting", max_length=8)
    total: int = 0
    done: int = 0
    check_code: str = Field(default="", max_length=9)
    at: datetime = Field(sa_type=Instant)
    seen_alive: datetime = Field(sa_type=Instant)


class Export(ExportRow, table=True):
    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint(one_of("format", EXPORT_FORMATS), name="format"),
        CheckConstraint(one_of("state", EXPORT_STATES), name="state"),
        Index("ix_export_person", "person", "at"),
    )


class BatchRow(Record):
    """One act on many projects. `given` is JSON of what the act takes; `of_list` the address of the list it was drawn
    from.
    """

    code: str = Field(max_length=20, primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    act: str = Field(max_length=40)
    given: str = Field(max_length=1000)
    of_list: str = Field(default="", max_length=1000)
    key: str = Field(max_length=64)
    at: datetime = Field(sa_type=Instant)


class Batch(BatchRow, table=True):
    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("person", "key"),)


class BatchItemRow(Record):
    """What became of one project of a batch. `seq` is the event it made, `refusal` JSON of why it made none."""

    batch: str = Field(foreign_key="batch.code", primary_key=True)
    n: int = Field(primary_key=True)
    project: int = Field(foreign_key="project.id")
    outcome: str = Field(default="waiting", max_length=8)
    seq: int | None = None
    refusal: str | None = Field(default=None, max_length=4000)


class BatchItem(BatchItemRow, table=True):
    __tablename__ = "batch_item"
    __table_args__ = (
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
        UniqueConstraint("batch", "project"),
    )


saved_view = table_of(SavedView)
export = table_of(Export)
batch = table_of(Batch)
batch_item = table_of(BatchItem)
