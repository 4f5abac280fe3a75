"""Searching the register by words: what is kept for each project, and what a word that somebody types asks for.

A Chinese text has no blanks, and what people look for is often two characters long. So every character is a token of
its own, a run of Latin letters and digits is one, and a word is looked for as a phrase of them; its last run may go on.
Case, width and signs do not count: `yh-2026` finds the numbers that begin so. A token is spelled in ASCII (`u4f59`,
`zyh`), so that neither database's own idea of a word has a say.

What is kept is derived: `verify` computes it again.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    bindparam,
    cast,
    insert,
    literal_column,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from lifecycle.case import Case
from lifecycle.database import Transaction
from lifecycle.prepared import Prepared
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.words import INDEX, project_words

_PIECE = re.compile(r"[a-z0-9]+|[^\W_]")
"""A run of ASCII letters and digits, or one other letter or digit."""
GAP = "x"
"""Stands between two fields, and nobody can ask for it: no phrase runs from one field into the next."""
Names = dict[tuple[str, int], str]
"""Names by table and id."""
AT_ONCE = 500
"""Projects whose words are written anew at a time."""
QUESTION = "search"
"""The parameter of `found`, filled in by `question`."""


def tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text, in order."""
    found = _PIECE.findall(unicodedata.normalize("NFKC", text).casefold())
    return tuple(f"z{piece}" if piece.isascii() else f"u{ord(piece):x}" for piece in found)


# What is kept -------------------------------------------------------------------------------------------------


def keep(tx: Transaction, case: Case, *, is_new: bool) -> None:
    """Write what can be found of a project, as the case has it now."""
    if is_new:
        _INSERT.run(tx, kept(tx, case, {}))
    else:
        _UPDATE.run(tx, {"words": words_of(tx, case), "key_project": case.project.id})


def kept(tx: Transaction, case: Case, names: Names) -> dict[str, Any]:
    """The row that is kept for a project. `names` are those looked up before, and grow."""
    return {"project": case.project.id, "words": words_of(tx, case, names)}


def keep_many(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    """Write such rows of new projects."""
    _INSERT.run_each(tx, rows)


def words_of(tx: Transaction, case: Case, names: Names | None = None) -> str:
    """The tokens of number, title and origin, and of the names of whoever takes part or is seated now."""
    named = _names(tx, case, {} if names is None else names)
    return spelled((case.project.number, case.project.title, case.project.origin or "", *named))


def spelled(fields: Iterable[str]) -> str:
    """The text of tokens that is kept for these fields."""
    return f" {GAP} ".join(_spelled(field) for field in fields)


@lru_cache(maxsize=2048)
def _spelled(field: str) -> str:
    """Kept for names, which recur."""
    return " ".join(tokens(field))


def _names(tx: Transaction, case: Case, known: Names) -> Iterator[str]:
    parts = {row.organisation for row in case.participations.values() if row.until is None}
    seated = {row.person for row in case.seats.values() if row.until is None}
    for table_, ids in ((people.organisation, parts), (people.person, seated)):
        for id_ in sorted(ids):
            if (table_.name, id_) not in known:
                found = _name(table_).row(tx, {"key_id": id_})
                known[table_.name, id_] = found["name"] if found else ""
            yield known[table_.name, id_]


def renamed(tx: Transaction, of: Table, id_: int) -> None:
    """Write anew what is found of the projects in which an organisation takes part, or a person is seated."""
    link, whose = (_PARTS if of is people.organisation else _SEATS)[:2]
    wanted = select(link.c.project).where(whose == id_, link.c.until.is_(None)).distinct()
    ids = tx.scalars(wanted.order_by(link.c.project)).all()
    for start in range(0, len(ids), AT_ONCE):
        _renew(tx, ids[start : start + AT_ONCE])


def _renew(tx: Transaction, ids: Sequence[int]) -> None:
    """The same words as `words_of` has of a case, of many projects in four statements."""
    project = projects.project.c
    parts, seats = (_named(tx, ids, *each) for each in (_PARTS, _SEATS))
    named = select(project.id, project.number, project.title, project.origin).where(project.id.in_(ids))
    rows = [
        {
            "key_project": row.id,
            "words": spelled((row.number, row.title, row.origin or "", *parts[row.id], *seats[row.id])),
        }
        for row in tx.execute(named)
    ]
    _UPDATE.run_each(tx, rows)


def _named(
    tx: Transaction, ids: Sequence[int], link: Table, whose: ColumnElement[int], of: Table
) -> defaultdict[int, list[str]]:
    there = select(link.c.project, whose, of.c.name).distinct().join(of, of.c.id == whose)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in tx.execute(
        there.where(link.c.project.in_(ids), link.c.until.is_(None)).order_by(link.c.project, whose)
    ):
        found[row.project].append(row.name)
    return found


_PARTS = (projects.participation, projects.participation.c.organisation, people.organisation)
_SEATS = (projects.seat, projects.seat.c.person, people.person)

_INSERT = Prepared(insert(project_words), ["project", "words"])
_UPDATE = Prepared(
    update(project_words)
    .where(project_words.c.project == bindparam("key_project"))
    .values(words=bindparam("words"))
)


@lru_cache(maxsize=2)
def _name(of: Table) -> Prepared:
    return Prepared(select(of.c.name).where(of.c.id == bindparam("key_id")))


# What is asked ------------------------------------------------------------------------------------------------


def found(dialect: str) -> Select[int]:
    """The ids of the projects that hold every word of a `question`."""
    if dialect == "sqlite":
        index = table(INDEX)
        rowid: Select[int] = select(literal_column("rowid").label("project")).select_from(index)
        return rowid.where(literal_column(INDEX).match(bindparam(QUESTION)))
    vector: ColumnElement[str] = literal_column("to_tsvector('simple', words)")
    return select(project_words.c.project).where(vector.op("@@")(cast(bindparam(QUESTION), TSQUERY)))


def question(dialect: str, words: Iterable[str]) -> str:
    """What `found` is asked for, in the language of the database. Words of signs only find nothing."""
    phrases = [tokens(word) for word in words]
    if dialect == "sqlite":
        return " AND ".join(_fts5(phrase) for phrase in phrases)
    return " & ".join(f"({_tsquery(phrase)})" for phrase in phrases)


def _fts5(phrase: tuple[str, ...]) -> str:
    return f'"{" ".join(phrase) or GAP * 2}"{" *" if _goes_on(phrase) else ""}'


def _tsquery(phrase: tuple[str, ...]) -> str:
    asked = " <-> ".join(f"'{token}'" for token in phrase) or f"'{GAP * 2}'"
    return asked + (":*" if _goes_on(phrase) else "")


def _goes_on(phrase: tuple[str, ...]) -> bool:
    """Whether the last token is a run of letters, of which somebody may have typed the beginning."""
    return bool(phrase) and phrase[-1].startswith("z")
