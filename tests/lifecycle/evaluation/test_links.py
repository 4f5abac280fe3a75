"""The link that leads an expert without an account to one evaluation: once, in time, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from lifecycle import accounts
from lifecycle.accounts import (
    expert_link_holder,
    open_session,
    signed_in,
    signed_in_expert,
    use_expert_link,
    use_link,
)
from lifecycle.accounts.tokens import fingerprint, new_token
from lifecycle.commands import run
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.policy import actor_of
from lifecycle.queries.my_evaluations import my_evaluations
from lifecycle.queries.sheet import sheet_page
from lifecycle.records import people
from lifecycle.records.evaluations import AssignmentRow
from lifecycle.verbs import duties, invitations, panels, sheets
from lifecycle.verbs.duties import DutyKey
from tests.lifecycle.evaluation.scenes import Panel, fill_pool
from tests.lifecycle.scenes import case_of, events_of, on
from web.demonstration.driver import OFFICE_HOUR

HOURS = 240


def project_of(panel: Panel) -> int:
    found = case_of(panel.driver).project.id
    assert found is not None
    return found


def now(panel: Panel) -> datetime:
    return datetime.combine(panel.driver.day, OFFICE_HOUR, UTC)


@pytest.fixture
def invited(panel: Panel) -> Panel:
    panel.rate_self()
    panel.draw()
    return panel


def link(panel: Panel, row: AssignmentRow) -> str:
    token = new_token()
    panel.act("PO", panels.issue_link, row.n, fingerprint(token), HOURS)
    return token


def test_a_link_lets_the_expert_in_once(invited: Panel) -> None:
    row = invited.live[0]
    token = link(invited, row)
    at, project = now(invited), project_of(invited)
    with invited.driver.engine.write() as session:
        assert (expert_link_holder(session.tx, token, project, at) or row).id == row.person
        person = use_expert_link(session.tx, token, project, at)
        assert person.id == row.person
    with pytest.raises(NotFound), invited.driver.engine.write() as session:
        use_expert_link(session.tx, token, project, at)


@pytest.mark.parametrize("hours", [HOURS, HOURS + 1])
def test_an_expired_link_is_as_unknown_as_a_guessed_one(invited: Panel, hours: int) -> None:
    token, project = link(invited, invited.live[0]), project_of(invited)
    late = now(invited) + timedelta(hours=hours)
    for wrong, at in ((token, late), ("guessed", now(invited))):
        with pytest.raises(NotFound) as refusal, invited.driver.engine.write() as session:
            use_expert_link(session.tx, wrong, project, at)
        assert str(refusal.value) == "no link"


def test_a_link_opens_no_other_project_and_no_password(invited: Panel) -> None:
    token, at = link(invited, invited.live[0]), now(invited)
    with pytest.raises(NotFound), invited.driver.engine.write() as session:
        use_expert_link(session.tx, token, project_of(invited) + 1, at)
    with pytest.raises(NotFound), invited.driver.engine.write() as session:
        use_link(session.tx, token, at)


def test_a_new_link_voids_the_one_before(invited: Panel) -> None:
    row, at, project = invited.live[0], now(invited), project_of(invited)
    first, second = link(invited, row), link(invited, row)
    with invited.driver.engine.write() as session:
        assert expert_link_holder(session.tx, first, project, at) is None
        assert expert_link_holder(session.tx, second, project, at) is not None


def test_neither_the_history_nor_the_database_knows_the_link(invited: Panel) -> None:
    token = link(invited, invited.live[0])
    event = events_of(invited.driver)[-1]
    assert event.event == "ExpertLinkIssued"
    assert token not in event.body
    assert fingerprint(token) not in event.body
    with invited.driver.engine.read() as session:
        kept = set(session.tx.scalars(select(people.one_time_link.c.token_hash)))
    assert token not in kept


def test_a_link_is_for_somebody_invited_and_from_the_officer(panel: Panel) -> None:
    panel.rate_self()
    panel.act("PO", panels.draw)
    row, good = panel.live[0], fingerprint(new_token())
    with pytest.raises(Invalid, match="not_invited"):
        panel.act("PO", panels.issue_link, row.n, good)
    panel.act("PO", panels.invite)
    with pytest.raises(NotFound):
        panel.act("PO", panels.issue_link, 99, good)
    with pytest.raises(Invalid, match="unreadable"):
        panel.act("PO", panels.issue_link, row.n, "short")
    for office in ("PL", "SH", "EX"):
        with pytest.raises(NotPermitted):
            panel.act(office, panels.issue_link, row.n, good)
    panel.by(row.person, invitations.answer, accept=False)
    with pytest.raises(Invalid, match="not_invited"):
        panel.act("PO", panels.issue_link, row.n, good)


def test_the_session_behind_a_link_is_no_session_elsewhere(invited: Panel) -> None:
    row, at, project = invited.live[0], now(invited), project_of(invited)
    with invited.driver.engine.write() as session:
        person = use_expert_link(session.tx, link_in(session, row, project, at), project, at)
        signed = open_session(session.tx, person, "::1", at, project=project)
    with invited.driver.engine.read() as session:
        assert signed_in(session.tx, signed.token, at) is None
        found = signed_in_expert(session.tx, signed.token, at)
        assert found is not None
        assert (found[0].id, found[1]) == (row.person, project)
        assert signed_in_expert(session.tx, "guessed", at) is None
        assert signed_in_expert(session.tx, signed.token, at + timedelta(days=1)) is None


def link_in(session: Any, row: AssignmentRow, project: int, at: datetime) -> str:
    token = new_token()
    accounts.keep_expert_link(session.tx, row.person, project, fingerprint(token), at + timedelta(hours=1))
    return token


def test_through_a_link_an_expert_does_everything_that_is_asked_of_them(invited: Panel) -> None:
    row, project = invited.live[0], project_of(invited)

    def through(verb: Callable[..., Any], *given: Any, **named: Any) -> None:
        with on(invited.driver.day):
            engine = invited.driver.engine
            run(engine, row.person, verb, invited.number, *given, only=project, **named)

    through(invitations.acknowledge)
    through(invitations.answer, accept=True)
    through(invitations.declare)
    through(sheets.submit, invited.given(4))
    assert (row.n, 1) in invited.now.sheets


def test_through_a_link_to_another_project_nothing_is_done(invited: Panel) -> None:
    row, engine = invited.live[0], invited.driver.engine
    with on(invited.driver.day), pytest.raises(NotFound):
        run(engine, row.person, invitations.answer, invited.number, accept=True, only=project_of(invited) + 1)


def test_an_officer_who_came_by_a_link_is_no_officer(invited: Panel) -> None:
    """Who is an expert here and holds an office as well does nothing by that office, and leaves no trace of trying."""
    row, engine = invited.live[0], invited.driver.engine
    with engine.write() as session:
        session.tx.execute(
            insert(people.staff).values(
                person=row.person,
                office="SH",
                domain="business",
                standing=True,
                bureau=True,
                since=invited.driver.day,
            )
        )
    before = len(events_of(invited.driver))
    key = DutyKey(invited.number, "EVA-G-1")
    with on(invited.driver.day), pytest.raises(NotFound):
        run(engine, row.person, duties.confirm, key, only=project_of(invited))
    assert len(events_of(invited.driver)) == before


def test_a_link_shows_the_one_evaluation_among_several(released: Any) -> None:
    scene = released("evaluation")
    pool = fill_pool(
        scene.world, [("technical",), ("technical",), ("industry",), ("finance",), ("ip_or_legal",)]
    )
    one = Panel(scene.driver, scene.standard)
    driver = scene.world.started(title="示例另一项目")
    driver.pass_gate()
    other = Panel(driver, scene.standard)
    for panel in (one, other):
        panel.rate_self()
        panel.draw()
    with on(other.driver.day), driver.engine.read() as session:
        everywhere = my_evaluations(session, actor_of(session.tx, pool[0]))
        through = actor_of(session.tx, pool[0], only=project_of(one))
        assert {each.number for each in everywhere} == {one.number, other.number}
        assert {each.number for each in my_evaluations(session, through)} == {one.number}
        assert sheet_page(session, through, one.number).number == one.number
        with pytest.raises(NotFound):
            sheet_page(session, through, other.number)
