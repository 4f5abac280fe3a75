"""A relation recorded by mistake is struck: kept, of no effect from then on, and nobody comes back by it in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.evaluation.striking import strike_relation
from lifecycle.experts import Related, end_relation, relate
from lifecycle.policy import actor_of
from lifecycle.records import experts, journal, people
from lifecycle.records.experts import RelationRow
from lifecycle.verbs import evaluations, system
from tests.lifecycle import scenes
from tests.lifecycle.evaluation.scenes import Panel, employ
from tests.lifecycle.scenes import disagreements, events_of, on
from tests.world import LONG_AGO

if TYPE_CHECKING:
    from lifecycle.records.evaluations import AssignmentRow

WHY = "示例：同名同姓，登记错人"


def strike(panel: Panel, n: int, why: str = WHY, office: str = "SH") -> list[str]:
    with on(panel.driver.day), panel.driver.engine.write() as session:
        keeper = actor_of(session.tx, panel.driver.cast[office])
        return strike_relation(session, keeper, panel.standard, n, why)


def relation_of(panel: Panel, person: int) -> RelationRow:
    with panel.driver.engine.read() as session:
        found = select(experts.relation).where(experts.relation.c.person == person)
        return RelationRow.of(session.tx.execute(found.order_by(experts.relation.c.id.desc())).first())


def told(panel: Panel) -> set[tuple[str, str]]:
    """Which offices are told of it, and of which expert."""
    with panel.driver.engine.read() as session:
        news = journal.outbox.c
        rows = session.tx.execute(select(news.audience, news.subject).where(news.code == "relation_struck"))
        return {(row.audience, row.subject) for row in rows}


def excluded(panel: Panel) -> tuple[AssignmentRow, int]:
    """A concluded panel, whose first expert the system excluded for an employment that the pool learned of late."""
    panel.concluded(5)
    row = panel.live[0]
    employ(panel, row.person, "source_platform")
    with on(panel.driver.day):
        assert len(list(system.tick(panel.driver.engine))) == 1
    assert panel.now.assignments[row.n].state == "excluded"
    return row, relation_of(panel, row.person).id or 0


def test_what_was_struck_is_kept_with_who_when_and_why_and_a_line_of_the_access_log(panel: Panel) -> None:
    person = panel.begun().live[0].person
    employ(panel, person, "source_platform")
    strike(panel, relation_of(panel, person).id or 0)
    row = relation_of(panel, person)
    assert (row.struck_on, row.struck_by, row.struck_why) == (
        panel.driver.day,
        panel.driver.cast["SH"],
        WHY,
    )
    assert row.until is None
    with panel.driver.engine.read() as session:
        log = people.access_log.c
        [line] = session.tx.execute(select(log.person, log.target).where(log.act == "strike_relation"))
    assert tuple(line) == (panel.driver.cast["SH"], str(person))


def test_nobody_is_excluded_for_what_was_struck_in_time(panel: Panel) -> None:
    panel.begun()
    row = panel.live[0]
    employ(panel, row.person, "source_platform")
    assert strike(panel, relation_of(panel, row.person).id or 0) == []
    panel.score(row)
    with on(panel.driver.day):
        assert list(system.tick(panel.driver.engine)) == []
    assert panel.now.assignments[row.n].state == "accepted"
    assert told(panel) == set()


def test_whoever_was_excluded_for_it_stays_out_until_another_office_says_so_in_writing(panel: Panel) -> None:
    row, n = excluded(panel)
    before = panel.fact("valid_scores")
    assert strike(panel, n) == [panel.number]
    with on(panel.driver.day):
        list(system.tick(panel.driver.engine))
    assert panel.now.assignments[row.n].state == "excluded"
    assert panel.fact("valid_scores") == before
    event = events_of(panel.driver)[-1]
    assert (event.event, event.actor) == ("RelationStruck", panel.driver.cast["SH"])
    assert told(panel) == {("DD", str(row.n)), ("PO", str(row.n))}
    panel.act("DD", evaluations.waive_conflict, row.person, "RC2", WHY)
    assert panel.now.assignments[row.n].state == "accepted"
    assert panel.fact("valid_scores") == before + 1
    with panel.driver.engine.read() as session:
        assert disagreements(session, panel.number) == []


def test_where_another_relation_says_the_same_nobody_is_asked(panel: Panel) -> None:
    row, n = excluded(panel)
    with on(panel.driver.day), panel.driver.engine.write() as session:
        keeper = actor_of(session.tx, panel.driver.cast["SH"])
        to = scenes.organisation_id(session.tx, "source_platform")
        relate(session, keeper, panel.standard, Related(row.person, "shares", LONG_AGO, to))
    assert strike(panel, n) == []
    assert told(panel) == set()


def test_an_exclusion_by_hand_keeps_what_was_recorded_and_is_asked_about_too(panel: Panel) -> None:
    panel.begun()
    row = panel.live[0]
    panel.score(row)
    employ(panel, row.person, "source_platform")
    panel.act("DD", evaluations.exclude, row.n, "RC2", "示例：查到任职")
    assert strike(panel, relation_of(panel, row.person).id or 0) == [panel.number]


def test_an_exclusion_for_another_reason_is_left_alone(panel: Panel) -> None:
    panel.begun()
    row = panel.live[0]
    panel.act("DD", evaluations.exclude, row.n, "RC3", "示例：经查有共同专利")
    employ(panel, row.person, "source_platform")
    assert strike(panel, relation_of(panel, row.person).id or 0) == []


def test_the_tie_through_somebody_else_is_struck_with_their_employment(panel: Panel) -> None:
    panel.concluded(5)
    row = panel.live[0]
    with panel.driver.engine.write() as session:
        friend = scenes.person(session.tx, "friend")
    employ(panel, friend, "source_platform")
    with on(panel.driver.day), panel.driver.engine.write() as session:
        keeper = actor_of(session.tx, panel.driver.cast["SH"])
        relate(session, keeper, panel.standard, Related(row.person, "kin", LONG_AGO, other=friend))
    with on(panel.driver.day):
        assert len(list(system.tick(panel.driver.engine))) == 1
    assert panel.now.assignments[row.n].cause == "RC1"
    assert strike(panel, relation_of(panel, friend).id or 0) == [panel.number]


def test_the_same_days_may_be_recorded_again_after_it(panel: Panel) -> None:
    person = panel.begun().live[0].person
    employ(panel, person, "source_platform")
    strike(panel, relation_of(panel, person).id or 0)
    with on(panel.driver.day), panel.driver.engine.write() as session:
        keeper = actor_of(session.tx, panel.driver.cast["SH"])
        to = scenes.organisation_id(session.tx, "source_platform")
        again = relate(session, keeper, panel.standard, Related(person, "employment", LONG_AGO, to))
    assert again.struck_on is None


def test_only_the_keeper_strikes_once_with_a_reason_and_nothing_of_their_own(panel: Panel) -> None:
    person = panel.begun().live[0].person
    employ(panel, person, "source_platform")
    n = relation_of(panel, person).id or 0
    with pytest.raises(NotPermitted):
        strike(panel, n, office="DD")
    with pytest.raises(Invalid) as missing:
        strike(panel, n, "  ")
    assert (missing.value.field, missing.value.problem) == ("reason", "missing")
    strike(panel, n)
    with pytest.raises(NotFound):
        strike(panel, n)
    with on(panel.driver.day), panel.driver.engine.write() as session:
        keeper = actor_of(session.tx, panel.driver.cast["SH"])
        with pytest.raises(NotFound):
            end_relation(session, keeper, panel.standard, n, panel.driver.day)
    employ(panel, panel.driver.cast["SH"], "source_platform")
    with pytest.raises(NotPermitted):
        strike(panel, relation_of(panel, panel.driver.cast["SH"]).id or 0)
