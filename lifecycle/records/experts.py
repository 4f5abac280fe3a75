"""The pool of experts, and the dated relations from which conflicts of interest are found."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from lifecycle.records.base import Record, one_of, table_of
from stages.vocabulary import RELATIONS


class ExpertRow(Record):
    """A person who can be drawn. `fields` are those of the panel's structure, `keywords` what they know, both between
    commas; `load_limit` is the number of sheets that may be open at once.
    """

    person: int = Field(foreign_key="person.id", primary_key=True)
    fields: str = Field(max_length=200)
    keywords: str = Field(default="", max_length=1000)
    load_limit: int = 3
    since: date
    until: date | None = None

    @property
    def mark(self) -> str:
        """What they are competent for, in one word: a form that was opened before a change carries another."""
        return f"{self.fields}|{self.keywords}|{self.load_limit}"


class Expert(ExpertRow, table=True):
    __tablename__ = "expert"
    __table_args__ = (CheckConstraint("load_limit > 0", name="load_limit"),)


class RelationRow(Record):
    """A relation of a person to an organisation or to another person, with its dates. It is never deleted: it ends, or
    it is struck where it should not have been recorded (`struck_why`, in words), and counts for nothing from then on.
    """

    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id")
    organisation: int | None = Field(default=None, foreign_key="organisation.id")
    other: int | None = Field(default=None, foreign_key="person.id")
    kind: str = Field(max_length=20)
    since: date
    until: date | None = None
    recorded_by: int
    recorded_on: date
    struck_on: date | None = None
    struck_by: int | None = None
    struck_why: str | None = Field(default=None, max_length=500)


class Relation(RelationRow, table=True):
    __tablename__ = "relation"
    __table_args__ = (
        CheckConstraint("(organisation IS NULL) <> (other IS NULL)", name="to_one"),
        CheckConstraint("other IS NULL OR other <> person", name="to_another"),
        CheckConstraint(one_of("kind", tuple(sorted(RELATIONS))), name="kind"),
        CheckConstraint(
            "(struck_on IS NULL) = (struck_by IS NULL) AND (struck_on IS NULL) = (struck_why IS NULL)",
            name="struck",
        ),
        Index("ix_relation_person", "person"),
        Index("ix_relation_other", "other"),
    )


expert = table_of(Expert)
relation = table_of(Relation)
STANDS = relation.c.struck_on.is_(None)
"""Of a relation: it was not struck."""
