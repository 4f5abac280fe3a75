"""Who may see which score when: a table, and every page held against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lifecycle.engine import Session
from lifecycle.errors import NotFound, Refusal
from lifecycle.policy import actor_of
from lifecycle.queries.evaluation import evaluation_page
from lifecycle.queries.facts import facts_page
from lifecycle.queries.history import history_page
from lifecycle.queries.project import project_page
from lifecycle.queries.results import results
from lifecycle.queries.sheet import sheet_page
from lifecycle.verbs import evaluations, invitations, sheets
from tests.lifecycle import scenes
from tests.lifecycle.evaluation.scenes import Panel
from tests.lifecycle.scenes import on

WORDS = "示例：只有打分人写过的理由"
NOTHING, LEVELS, NAMED, NO_PROJECT = "nothing", "levels", "levels with who gave them", "no such project"
"""What a reader learns: no level; levels without names; levels by expert; not even that there is a project."""


# Moments --------------------------------------------------------------------------------------------------------------


def _four_in(panel: Panel) -> None:
    panel.begun()
    for row in panel.live[:4]:
        panel.by(row.person, sheets.submit, panel.given(4, WORDS))


def _all_in(panel: Panel) -> None:
    _four_in(panel)
    panel.by(panel.live[4].person, sheets.submit, panel.given(4, WORDS))


def _concluded(panel: Panel) -> None:
    _all_in(panel)
    panel.act("PO", evaluations.conclude)


def _excluded(panel: Panel) -> None:
    _concluded(panel)
    panel.act("DD", evaluations.exclude, 1, "RC3", "示例：经查有共同专利")


MOMENTS: Mapping[str, Callable[[Panel], None]] = {
    "four of five are in": _four_in,
    "all are in": _all_in,
    "concluded": _concluded,
    "one excluded": _excluded,
}
BUREAU = (NOTHING, NAMED, NAMED, NAMED)
PARTY = (NOTHING, NOTHING, LEVELS, LEVELS)
MAY: Mapping[str, tuple[str, str, str, str]] = {
    "PO": BUREAU,
    "SH": BUREAU,
    "DD": BUREAU,
    "DIR": BUREAU,
    "EX": BUREAU,  # who chairs is seated on the project
    "PL": PARTY,
    "EL": PARTY,
    "BR": PARTY,
    "an expert": (NO_PROJECT,) * 4,
    "the excluded expert": (NO_PROJECT,) * 4,
    "an expert of the pool": (NO_PROJECT,) * 4,
    "a stranger": (NO_PROJECT,) * 4,
}
AS_EXPERT: Mapping[str, tuple[str, str, str, str]] = {
    "an expert": (NOTHING, LEVELS, LEVELS, LEVELS),
    "the excluded expert": (NOTHING, LEVELS, LEVELS, NOTHING),
    "an expert of the pool": (NO_PROJECT,) * 4,
    "a stranger": (NO_PROJECT,) * 4,
    "PO": (NO_PROJECT,) * 4,
    "PL": (NO_PROJECT,) * 4,
}
"""On the sheet of an expert: those who scored know the others' levels without names once all are in."""


def reader(panel: Panel, session: Session, who: str) -> int:
    drawn = {row.person for row in panel.now.assignments.values()}
    match who:
        case "an expert":
            return panel.now.assignments[2].person
        case "the excluded expert":
            return panel.now.assignments[1].person
        case "an expert of the pool":
            return next(person for person in panel.pool if person not in drawn)
        case "a stranger":
            return scenes.person(session.tx, "stranger")
        case _:
            return panel.driver.cast[who]


@pytest.mark.parametrize("when", range(4), ids=list(MOMENTS))
def test_who_may_see_which_score_when(panel: Panel, when: int) -> None:
    list(MOMENTS.values())[when](panel)
    with on(panel.driver.day), panel.driver.engine.write() as session:
        for who, learns in MAY.items():
            found = _learned(session, reader(panel, session, who), panel.number)
            assert found == learns[when], who


def _learned(session: Session, person: int, number: str) -> str:
    actor = actor_of(session.tx, person)
    try:
        page = evaluation_page(session, actor, number)
    except NotFound:
        for other in (project_page, history_page, facts_page):
            with pytest.raises(NotFound):
                other(session, actor, number)
        assert results(session, actor) == ()
        return NO_PROJECT
    experts = {cell.expert for line in page.dimensions for cell in line.cells}
    elsewhere = "".join(str(other(session, actor, number)) for other in (project_page, facts_page))
    assert WORDS not in elsewhere
    assert (page.total is not None) is bool(experts)
    assert (results(session, actor) != ()) is (experts not in (set(), {0}))
    if not experts:
        assert WORDS not in str(page)
        return NOTHING
    return LEVELS if experts == {0} else NAMED


@pytest.mark.parametrize("when", range(4), ids=list(MOMENTS))
def test_what_the_experts_see_of_each_other_when(panel: Panel, when: int) -> None:
    list(MOMENTS.values())[when](panel)
    with on(panel.driver.day), panel.driver.engine.write() as session:
        for who, learns in AS_EXPERT.items():
            actor = actor_of(session.tx, reader(panel, session, who))
            try:
                page = sheet_page(session, actor, panel.number)
            except NotFound:
                assert learns[when] == NO_PROJECT, who
                continue
            peers = [peer for line in page.lines for peer in line.peers]
            assert (LEVELS if peers else NOTHING) == learns[when], who


def test_who_gave_what_is_no_partys_business_and_the_order_says_nothing(panel: Panel) -> None:
    panel.begun()
    for row, level in zip(panel.live, (5, 3, 4, 5, 4), strict=True):
        panel.score(row, level)
    panel.act("PO", evaluations.conclude)
    with on(panel.driver.day), panel.driver.engine.read() as session:
        page = evaluation_page(session, actor_of(session.tx, panel.driver.cast["PL"]), panel.number)
        names = {f"示例expert{n}" for n in range(1, len(panel.pool) + 1)}
        told = str(page) + str(
            history_page(session, actor_of(session.tx, panel.driver.cast["PL"]), panel.number)
        )
    assert [cell.level for cell in page.dimensions[0].cells] == [3, 4, 4, 5, 5]
    assert page.experts == ()
    assert not [name for name in names if name in told]


def test_who_declined_learns_nothing_more(panel: Panel) -> None:
    panel.rate_self()
    first, *rest = panel.draw()
    panel.by(first.person, invitations.answer, accept=False)
    panel.seat(*rest, *panel.draw())
    for row in panel.live:
        panel.score(row)
    with on(panel.driver.day), panel.driver.engine.read() as session:
        page = sheet_page(session, actor_of(session.tx, first.person), panel.number)
    assert not page.sees_case
    assert page.lines == ()


@pytest.mark.parametrize("query", [project_page, history_page, facts_page, evaluation_page])
def test_a_link_leads_to_one_evaluation_and_to_nothing_else(panel: Panel, query: Callable[..., Any]) -> None:
    """Even of somebody who holds an office: through a link they are an expert of that project alone."""
    panel.rate_self()
    row = panel.draw()[0]
    with panel.driver.engine.write() as session:
        scenes.appoint(session.tx, row.person, "SH", standing=True)
    with on(panel.driver.day), panel.driver.engine.read() as session:
        project = scenes.read_case(session, panel.number).project.id or 0
        through = actor_of(session.tx, row.person, only=project)
        assert not through.is_bureau
        assert sheet_page(session, through, panel.number).assignment == row.n
        with pytest.raises(Refusal):
            query(session, through, panel.number)
        elsewhere = actor_of(session.tx, row.person, only=project + 1)
        with pytest.raises(NotFound):
            sheet_page(session, elsewhere, panel.number)
