"""The officer's page: draw, invite, remind, replace, open, conclude; and what others see of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from lifecycle.evaluation.striking import strike_relation
from lifecycle.policy import actor_of
from lifecycle.records import experts as tables
from lifecycle.records import journal, people
from lifecycle.verbs import invitations, sheets, system
from tests.lifecycle.evaluation.scenes import employ
from tests.lifecycle.scenes import on

if TYPE_CHECKING:
    from tests.web.evaluation.conftest import Room
    from tests.web.project.site import Page

PAGE = "/evaluation"


def act(room: Room, button: str, office: str = "PO", **values: str) -> Page:
    """Press a button of the officer's page in whatever form has it first."""
    having = values.pop("having", "")
    return room.office(office).send(room.path(PAGE), button, having=having, **values)


def names(room: Room) -> list[str]:
    """Of everybody who was drawn."""
    wanted = [row.person for row in room.panel.now.assignments.values()]
    with room.site.world.engine.database.read() as tx:
        return list(tx.scalars(select(people.person.c.name).where(people.person.c.id.in_(wanted))))


def test_a_panel_is_drawn_invited_and_its_draw_can_be_made_again(room: Room) -> None:
    room.panel.rate_self()
    assert act(room, "draw").status == 303
    assert act(room, "invite").status == 303
    page = room.office("PO").get(room.path(PAGE))
    for name in names(room):
        assert name in page.text
    record = room.office("PO").get(room.path("/evaluation/draws"))
    draw = room.panel.now.draws[1]
    assert draw.seed in record.text
    assert "可重现" in record.text or "一致" in record.text


def test_the_pool_says_who_can_be_drawn_and_why_not(room: Room) -> None:
    room.panel.rate_self()
    room.panel.draw()
    text = room.office("PO").get(room.path(PAGE)).text
    assert "本次已抽过" in text
    assert re.search(r"可抽 \d+ / \d+", text)


def test_laggards_are_reminded_one_or_all_and_the_day_is_shown(room: Room) -> None:
    room.panel.rate_self()
    first, *_ = room.panel.draw()
    assert act(room, "remind", experts=str(first.n)).status == 303
    assert [row.n for row in room.panel.live if row.reminded_on] == [first.n]
    officer = room.office("PO")
    everybody = next(
        form
        for form in officer.get(room.path(PAGE)).forms
        if ("act", "remind") in form.buttons and "experts" not in form.names
    )
    assert officer.press(room.path(PAGE), everybody, "remind").status == 303
    assert all(row.reminded_on for row in room.panel.live)


def test_somebody_who_declined_is_replaced(room: Room) -> None:
    room.panel.rate_self()
    first, *_ = room.panel.draw()
    room.panel.by(first.person, invitations.answer, accept=False, reason="示例：出差")
    assert "空缺 1 席" in room.office("PO").get(room.path(PAGE)).text
    assert act(room, "draw").status == 303
    assert f"接替 {first.n} 号" in room.office("PO").get(room.path(PAGE)).text


def test_a_reason_is_needed_to_replace_and_what_was_typed_stays(room: Room) -> None:
    room.panel.rate_self()
    room.panel.draw()
    refused = act(room, "release", reason="")
    assert refused.status == 400
    long = act(room, "release", reason="示" * 501)
    assert long.status == 400
    assert "示" * 501 in long.text
    assert act(room, "release", reason="示例：无法联系").status == 303


def test_nobody_sees_a_level_before_all_are_in_and_the_officer_sees_all_afterwards(room: Room) -> None:
    panel = room.panel.begun()
    *most, last = panel.live
    for row in most:
        panel.by(row.person, sheets.submit, panel.given(7, "金丝雀理由"))
    for office in ("PO", "PL", "EX", "DIR"):
        assert "金丝雀理由" not in room.office(office).get(room.path(PAGE)).text, office
    panel.by(last.person, sheets.submit, panel.given(7, "金丝雀理由"))
    assert "金丝雀理由" in room.office("PO").get(room.path(PAGE)).text
    assert "金丝雀理由" not in room.office("PL").get(room.path(PAGE)).text, "not before it is concluded"
    assert act(room, "conclude").status == 303
    assert "金丝雀理由" in room.office("PL").get(room.path(PAGE)).text


def test_the_ladder_of_scoring_stands_beside_the_panel_until_it_is_concluded(room: Room) -> None:
    panel = room.panel.begun()
    milestone = panel.now.scored.milestone
    shown = room.office("PO").get(room.path(PAGE))
    assert shown.status == 200
    assert f'<span class="chip code">{milestone}</span>' in shown.text
    due = panel.now.due(panel.now.attempt) if panel.now.attempt else None
    assert shown.text.count('<li class="later"><span class="code">') == 0 or due is not None
    ladder = room.site.world.standard.supervision.ladder
    said = [rung.text.zh in shown.text for rung in ladder]
    assert all(said) if due is not None else "期限尚未起算" in shown.text
    assert 'id="ladder"' not in room.office("PL").get(room.path(PAGE)).text
    for row in panel.live:
        panel.score(row, 7)
    act(room, "conclude")
    assert 'id="ladder"' not in room.office("PO").get(room.path(PAGE)).text


def test_the_parties_never_learn_who_is_on_the_panel(room: Room) -> None:
    room.panel.concluded()
    for office in ("PL", "EL", "BR"):
        seen = [
            room.office(office).get(room.path(rest)).text
            for rest in (PAGE, "", "/evaluation/1/report", "/history")
        ]
        assert not [name for name in names(room) if any(name in text for text in seen)], office


def test_the_buttons_are_there_for_whoever_may_and_refused_to_others(room: Room) -> None:
    room.panel.rate_self()
    for office in ("PL", "EL", "EX"):
        page = room.office(office).get(room.path(PAGE))
        assert not any(("act", "draw") in form.buttons for form in page.forms), office
    form = room.office("PO").get(room.path(PAGE)).form("draw")
    intruder = room.office("EL")
    form.fields["csrf_token"] = intruder.get("/my-work").forms[0].fields["csrf_token"]
    assert intruder.press(room.path(PAGE), form, "draw").status == 403


def test_a_form_sent_twice_draws_once(room: Room) -> None:
    room.panel.rate_self()
    officer = room.office("PO")
    form = officer.get(room.path(PAGE)).form("draw")
    assert [officer.press(room.path(PAGE), form, "draw").status for _ in range(2)] == [303, 303]
    assert len(room.panel.now.draws) == 1


def test_of_two_officers_who_draw_from_the_same_page_the_second_is_told(room: Room) -> None:
    """Each has the page open with the button on it; the second finds that there is nobody to draw any more."""
    room.panel.rate_self()
    officer, other = room.office("PO"), room.office("PO")
    form, same = (each.get(room.path(PAGE)).form("draw") for each in (officer, other))
    assert officer.press(room.path(PAGE), form, "draw").status == 303
    second = other.press(room.path(PAGE), same, "draw")
    assert second.status in (400, 409)
    assert "专家席位已满" in second.text or "之后有了变化" in second.text
    assert len(room.panel.now.draws) == 1


def test_who_is_waited_for_stands_in_the_order_of_the_panel(room: Room) -> None:
    room.panel.rate_self()
    room.panel.draw()
    page = room.office("PO").get(room.path(PAGE)).text.split("现在等什么")[1].split("</section>")[0]
    places = [page.index(f"{row.n} 号专家") for row in room.panel.live]
    assert places == sorted(places)


def test_an_invitation_goes_to_the_expert_alone(room: Room) -> None:
    room.panel.rate_self()
    room.panel.draw()
    with room.site.world.engine.database.read() as tx:
        told = list(
            tx.scalars(select(journal.outbox.c.audience).where(journal.outbox.c.code == "expert_invited"))
        )
    assert sorted(told) == sorted(f"person:{row.person}" for row in room.panel.live)


def test_who_was_excluded_for_what_was_struck_is_shown_to_whoever_may_waive_and_comes_back_by_them_alone(
    room: Room,
) -> None:
    panel = room.panel
    panel.concluded(5)
    row = panel.live[0]
    employ(panel, row.person, "source_platform")
    with on(panel.driver.day):
        list(system.tick(panel.driver.engine))
        assert "已离开专家组" in room.office("DD").get(room.path(PAGE)).text
        assert "登记有误" not in room.office("DD").get(room.path(PAGE)).text
        with panel.driver.engine.write() as session:
            n = session.tx.scalar(select(tables.relation.c.id)) or 0
            keeper = actor_of(session.tx, panel.driver.cast["SH"])
            strike_relation(session, keeper, panel.standard, n, "示例：登记错人")
        page = room.office("DD").get(room.path(PAGE))
        assert page.status == 200
        assert "依据的登记已被撤销" in page.text
        assert act(room, "waive", "DD", cause="RC2", reason="示例：登记已撤销，恢复").status == 303
    assert panel.now.assignments[row.n].state == "accepted"
    assert "已离开专家组" not in room.office("DD").get(room.path(PAGE)).text
