"""What the search of the register looks in: one text of tokens for each project, and the index of the database on it.

The table is the same on both databases; the index is what each of them has for phrases: an FTS5 table that reads the
texts from here, kept by triggers, or a GIN index on the text as a `tsvector`. Neither can be said in the models, so
both are made when the table is, and `is_modelled` keeps them out of comparisons.
"""

from sqlalchemy import DDL, event
from sqlmodel import Field

from lifecycle.records.base import Record, table_of

INDEX = "project_words_index"
SQLITE = (
    """
    CREATE VIRTUAL TABLE project_words_index
    USING fts5(words, content='project_words', content_rowid='project', tokenize='ascii')
    """,
    """
    CREATE TRIGGER project_words_index_added AFTER INSERT ON project_words BEGIN
      INSERT INTO project_words_index(rowid, words) VALUES (NEW.project, NEW.words);
    END
    """,
    """
    CREATE TRIGGER project_words_index_changed AFTER UPDATE ON project_words BEGIN
      INSERT INTO project_words_index(project_words_index, rowid, words) VALUES ('delete', OLD.project, OLD.words);
      INSERT INTO project_words_index(rowid, words) VALUES (NEW.project, NEW.words);
    END
    """,
    """
    CREATE TRIGGER project_words_index_removed AFTER DELETE ON project_words BEGIN
      INSERT INTO project_words_index(project_words_index, rowid, words) VALUES ('delete', OLD.project, OLD.words);
    END
    """,
)
POSTGRESQL = ("CREATE INDEX project_words_index ON project_words USING gin (to_tsvector('simple', words))",)


class ProjectWordsRow(Record):
    """Derived: the tokens of a project's number, title and origin, and of the names of those who take part."""

    project: int = Field(foreign_key="project.id", primary_key=True)
    words: str


class ProjectWords(ProjectWordsRow, table=True):
    __tablename__ = "project_words"


project_words = table_of(ProjectWords)


def is_modelled(name: str | None) -> bool:
    """Whether a table or an index is one that the models say."""
    return name is None or not name.startswith(INDEX)


def _only(dialect: str, statement: str) -> DDL:
    """A statement that one dialect carries out and the other leaves."""
    return DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy declares none


for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(project_words, "after_create", _only(_dialect, _statement))
event.listen(project_words, "before_drop", _only("sqlite", f"DROP TABLE {INDEX}"))
