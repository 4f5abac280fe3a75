"""What an application may repeat: projects and other applications with a title or a holder like its own.

Candidates come from the search index of the register, by runs of the title's characters; how alike two titles are is
the share of their pairs of tokens (Dice). To those who screen all of it is shown, with what they may see. A sender is
told only when something of the same title and holder is known: anything less exact would let a stranger ask the
register what is in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select, type_coerce
from sqlalchemy.types import Integer

from lifecycle.engine import Session
from lifecycle.policy import Actor, visible
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.intake import ApplicationRow, application
from lifecycle.register import search

RUN = 4
"""Tokens of a title that a candidate shares in one run."""
MOST_RUNS = 24
MOST_CANDIDATES = 200
MOST_PENDING = 2000
SHOWN = 8
LEAST_ALIKE = 0.5
LEAST_OF_SAME_HOLDER = 0.25
"""Ours, found by looking at invented pairs: a title with a word changed is at 0.7, two sensors of one house at 0.3."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A project (`is_project`) or another application. `percent`: how alike the titles are."""

    is_project: bool
    number: str
    title: str
    holder: str
    same_holder: bool
    percent: int


def alike(session: Session, actor: Actor, row: ApplicationRow) -> tuple[Alike, ...]:
    """What the application may repeat, the likeliest first."""
    found = [*_projects(session, actor, row), *_pending(session, row)]
    least = {True: LEAST_OF_SAME_HOLDER, False: LEAST_ALIKE}
    likely = [each for each in found if each.percent >= 100 * least[each.same_holder]]
    return tuple(sorted(likely, key=lambda each: (-each.percent, each.number))[:SHOWN])


def likeness(one: str, other: str) -> float:
    """How alike two titles are: 1 for the same signs in the same order, 0 for none in common."""
    mine, theirs = _pairs(one), _pairs(other)
    if not mine or not theirs:
        return float(search.tokens(one) == search.tokens(other) != ())
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _pairs(title: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(search.tokens(title)))


def _projects(session: Session, actor: Actor, row: ApplicationRow) -> Iterable[Alike]:
    """Projects whose words hold a run of the title."""
    asked = _question(session.tx.dialect.name, _runs(row.title))
    if not asked:
        return
    project = projects.project.c
    named = search.found(session.tx.dialect.name).limit(MOST_CANDIDATES).subquery()
    statement = (
        select(project.id, project.number, project.title)
        .join(named, type_coerce(named.c.project, Integer) == project.id)
        .where(visible(actor))
    )
    rows = session.tx.execute(statement, {search.QUESTION: asked}).all()
    holders = _holders(session, [each.id for each in rows])
    for each in rows:
        yield _weighed(row, each.number, each.title, holders.get(each.id, ()), is_project=True)


def _runs(title: str) -> list[tuple[str, ...]]:
    """The runs of a title; of one that is shorter, all of it."""
    signs = search.tokens(title)
    if len(signs) <= RUN:
        return [signs] if signs else []
    runs = [signs[place : place + RUN] for place in range(len(signs) - RUN + 1)]
    return runs[:: max(1, -(-len(runs) // MOST_RUNS))]


def _question(dialect: str, runs: list[tuple[str, ...]]) -> str:
    """Any of the runs, in the language of the database."""
    if dialect == "sqlite":
        return " OR ".join(f'"{" ".join(run)}"' for run in runs)
    return " | ".join(f"({' <-> '.join(repr(sign) for sign in run)})" for run in runs)


def _holders(session: Session, ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The names of those who take part, by project."""
    part, organisation = projects.participation.c, people.organisation.c
    statement = (
        select(part.project, organisation.name)
        .join(people.organisation, organisation.id == part.organisation)
        .where(part.project.in_(ids), part.until.is_(None))
        .order_by(part.n)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in session.tx.execute(statement):
        found[row.project] = (*found.get(row.project, ()), row.name)
    return found


def _pending(session: Session, row: ApplicationRow) -> Iterable[Alike]:
    """Other applications that are no project yet, the newest first."""
    known = application.c
    waiting = select(known.number, known.title, known.holder).where(
        known.state.in_(("sent", "asked", "refused")), known.id != row.id
    )
    for each in session.tx.execute(waiting.order_by(known.sent_at.desc()).limit(MOST_PENDING)):
        yield _weighed(row, each.number, each.title, (each.holder,), is_project=False)


def _weighed(
    row: ApplicationRow, number: str, title: str, holders: tuple[str, ...], *, is_project: bool
) -> Alike:
    same = any(is_same(row.holder, holder) for holder in holders)
    shown = next((holder for holder in holders if is_same(row.holder, holder)), holders[0] if holders else "")
    return Alike(is_project, number, title, shown, same, round(100 * likeness(row.title, title)))


def is_same(one: str, other: str) -> bool:
    """Whether two names are one but for case, width, blanks and signs."""
    return search.tokens(one) == search.tokens(other) != ()


def is_known(session: Session, row: ApplicationRow) -> bool:
    """Whether a project or another application has exactly this title and this holder."""
    dialect, project = session.tx.dialect.name, projects.project.c
    named = search.found(dialect).limit(MOST_CANDIDATES).subquery()
    statement = select(project.id, project.title).join(
        named, type_coerce(named.c.project, Integer) == project.id
    )
    asked = search.question(dialect, (row.title, row.holder))
    rows = session.tx.execute(statement, {search.QUESTION: asked}).all()
    holders = _holders(session, [each.id for each in rows])
    of_register = any(
        is_same(row.title, each.title) and any(is_same(row.holder, name) for name in holders.get(each.id, ()))
        for each in rows
    )
    return of_register or any(each.same_holder and each.percent == 100 for each in _pending(session, row))  # noqa: PLR2004 - all of it
