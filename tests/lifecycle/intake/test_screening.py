"""What the bureau does with an application: by whom the standard names, once, with the register or not at all."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from lifecycle import accounts, clock
from lifecycle.accounts import Term
from lifecycle.errors import Invalid, NotFound, NotPermitted, Stale
from lifecycle.intake import calls, holding, reading, screening
from lifecycle.intake.alike import alike, is_known, likeness
from lifecycle.policy import SYSTEM, actor_of
from lifecycle.queries.filters import Filters
from lifecycle.queries.register import register
from lifecycle.records.intake import application
from lifecycle.records.people import access_log
from lifecycle.verify import verify
from tests.lifecycle.intake.desk import TODAY, Desk
from tests.lifecycle.scenes import on
from tests.watching import watching

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_accepted_it_is_a_draft_with_its_holder_its_officer_and_its_origin(any_world: World) -> None:
    desk = Desk(any_world)
    sent = desk.sent(desk.open())
    receipt = desk.accept(sent)
    page = desk.look(sent)
    assert (page.row.state, page.became) == ("accepted", receipt.number)
    with any_world.engine.read() as session:
        actor = actor_of(session.tx, any_world.cast[desk.office("screen_application")])
        (row,) = register(session, actor, Filters(words=(sent.number or "",))).rows
    assert (row.number, row.title, row.status) == (receipt.number, sent.title, "draft")
    assert row.officer is not None
    assert list(verify(any_world.engine)) == []


def test_a_holder_that_is_known_is_not_entered_again(desk: Desk) -> None:
    call = desk.open()
    sent = desk.sent(call, holder="示例单位enterprise", kind="enterprise")
    page = desk.look(sent)
    assert page.holder == "enterprise"
    desk.accept(sent, organisation=page.holder)
    new = desk.sent(call, title="另一件成果", holder="示例·新单位", kind="enterprise")
    assert desk.look(new).holder is None
    desk.accept(new)
    with desk.world.engine.read() as session:
        named = session.tx.execute(
            text("SELECT count(*) FROM organisation WHERE name = '示例·新单位'")
        ).scalar()
    assert named == 1
    assert (
        desk.look(desk.sent(call, title="第三件", holder="示例·新单位", kind="enterprise")).holder is not None
    )


def test_what_was_settled_is_settled_once(desk: Desk) -> None:
    call = desk.open()
    for verb, given in (
        (screening.accept, ()),
        (screening.refuse, ("不属于征集范围",)),
        (screening.merge, (_project(desk),)),
    ):
        sent = desk.sent(call, title=f"成果{verb.__name__}")
        desk.screen(verb, sent, *given)
        for again in (screening.accept, screening.ask, screening.refuse, screening.merge):
            with pytest.raises(Invalid) as refusal:
                desk.screen(again, sent, *(() if again is screening.accept else ("x",)))
            assert refusal.value.problem == "not_now"


def _project(desk: Desk) -> str:
    return desk.world.register(title="已在库的项目", day=desk.day).number


def test_the_same_command_sent_twice_registers_once(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    first, second = desk.accept(sent, key="k"), desk.accept(sent, key="k")
    assert first == second


def test_a_form_that_showed_an_earlier_state_is_refused(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    desk.screen(screening.ask, sent, "样机在哪里？")
    desk.send(sent, "在本实验室。")
    with pytest.raises(Stale):
        desk.screen(screening.refuse, sent, "不属于征集范围", seen=sent.revision)


def test_where_the_register_refuses_the_application_stays_as_it_was(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    with pytest.raises(NotFound):
        desk.accept(sent, organisation="nobody")
    assert desk.look(sent).row.state == "sent"


def test_question_and_reason_are_words_somebody_has_to_say(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    for verb, field in ((screening.ask, "question"), (screening.refuse, "reason")):
        with pytest.raises(Invalid) as refusal:
            desk.screen(verb, sent, "  ")
        assert (refusal.value.field, refusal.value.problem) == (field, "missing")


def test_merged_it_names_the_project_or_the_application_it_repeats(desk: Desk) -> None:
    call = desk.open()
    known, first, second, third = (
        _project(desk),
        desk.sent(call),
        desk.sent(call, title="同一件"),
        desk.sent(call, title="还是同一件"),
    )
    desk.screen(screening.merge, second, first.number)
    assert desk.look(second).repeats == first.number
    receipt = desk.accept(first)
    desk.screen(screening.merge, third, first.number, "与先前申报重复")
    assert (desk.look(third).repeats, desk.look(third).became) == (first.number, receipt.number)
    fourth = desk.sent(call, title="第四件")
    desk.screen(screening.merge, fourth, known.lower())
    assert desk.look(fourth).became == known
    fifth = desk.sent(call, title="第五件")
    for into, error in ((fifth.number, Invalid), (third.number, Invalid), ("YH-2026-9999", NotFound)):
        with pytest.raises(error):
            desk.screen(screening.merge, fifth, into)


def test_what_came_back_with_an_answer_shows_beside_what_was_sent_first(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    desk.screen(screening.ask, sent, "样机在哪里？")
    desk.send(sent, "在本实验室。")
    steps = desk.look(sent).steps
    assert [(each.row.act, each.row.words, each.name is None) for each in steps] == [
        ("sent", "", True),
        ("asked", "样机在哪里？", False),
        ("answered", "在本实验室。", True),
    ]
    assert json.loads(steps[0].row.body)["title"] == sent.title


# Who may ------------------------------------------------------------------------------------------------------------


def test_only_the_offices_of_the_standard_open_calls_and_screen(any_world: World) -> None:
    desk = Desk(any_world)
    standard = any_world.standard
    sent = desk.sent(desk.open())
    for office in standard.offices:
        person = any_world.cast[office]
        may_open, may_screen = (office in standard.power(act) for act in ("open_call", "screen_application"))
        assert _is_permitted(lambda office=office: desk.open(office)) == may_open, office
        ask = lambda office=office: desk.screen(screening.ask, sent, "？", office=office)  # noqa: E731 - said once
        if not may_screen:
            assert not _is_permitted(ask), office
        with any_world.engine.read() as session:
            actor = actor_of(session.tx, person)
            looks = (
                partial(reading.desk, session, actor),
                partial(reading.queue, session, actor),
                partial(reading.application_page, session, actor, sent.number or ""),
                partial(reading.call_page, session, actor, sent.call),
                partial(reading.guests, session, actor, sent.call),
            )
            assert {_is_permitted(look) for look in looks} == {may_open or may_screen}, office
    with any_world.engine.read() as session:
        assert not _is_permitted(lambda: reading.desk(session, SYSTEM))


def _is_permitted(act: object) -> bool:
    try:
        act()  # type: ignore[operator]
    except NotPermitted:
        return False
    return True


def let(world: World, giver: str, taker: str, until: int = 6) -> None:
    """Somebody without an office of the desk acts for one who has it."""
    with on(TODAY), world.engine.database.write() as tx:
        people_ = [accounts.person_by_login(tx, login) for login in (giver, taker)]
        assert all(people_)
        term = Term(TODAY, TODAY + timedelta(days=until))
        accounts.delegate(tx, world.standard, people_[0], term, TODAY, taker=people_[1])  # type: ignore[arg-type]


def test_whoever_acts_for_an_officer_screens_and_both_names_are_kept(world: World) -> None:
    desk = Desk(world)
    sent = desk.sent(desk.open())
    with pytest.raises(NotPermitted):
        desk.screen(screening.ask, sent, "样机在哪里？", office="DIR")
    let(world, "po", "dir")
    desk.screen(screening.ask, sent, "样机在哪里？", office="DIR")
    step = desk.look(sent).steps[-1]
    names = {office: world.cast[office] for office in ("DIR", "PO")}
    assert (step.row.person, step.row.behalf) == (names["DIR"], names["PO"])
    assert step.name is not None
    assert step.giver is not None
    assert step.name != step.giver
    desk.send(sent, answer="在三号楼。")
    desk.day += timedelta(days=10)
    with pytest.raises(NotPermitted):
        desk.screen(screening.ask, sent, "还在吗？", office="DIR")


def test_whoever_acts_for_a_head_opens_calls_and_the_log_names_both(world: World) -> None:
    desk = Desk(world)
    with pytest.raises(NotPermitted):
        desk.open(office="PO")
    let(world, "sh", "po")
    made = desk.open(office="PO")
    with world.engine.read() as session:
        lines = session.tx.execute(select(access_log.c.person, access_log.c.target)).all()
    assert (world.cast["PO"], f"{made.code} for sh") in [tuple(line) for line in lines]


def test_what_somebody_accepts_for_an_officer_is_in_the_register(world: World) -> None:
    desk = Desk(world)
    sent = desk.sent(desk.open())
    let(world, "po", "dir")
    receipt = desk.screen(screening.accept, sent, office="DIR")
    assert desk.look(sent).became == receipt.number
    assert list(verify(world.engine)) == []


def test_a_page_of_work_says_what_waits_to_be_screened(desk: Desk) -> None:
    def mine(office: str) -> reading.MyQueue | None:
        with on(desk.day), desk.world.engine.read() as session:
            return reading.my_queue(session, actor_of(session.tx, desk.world.cast[office]))

    assert mine("PO") is None
    call = desk.open()
    desk.sent(call)
    desk.day += timedelta(days=3)
    desk.sent(call, title="另一件")
    assert mine("PO") == (2, 3)
    assert mine("SH") == (2, 3)
    assert mine("PL") is None
    assert mine("DIR") is None
    let(desk.world, "po", "dir", until=30)
    assert mine("DIR") == (2, 3)


def test_each_act_is_a_line_of_the_access_log_without_a_name_or_a_word(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    desk.screen(screening.refuse, sent, "不属于征集范围")
    with desk.world.engine.read() as session:
        lines = [(row.act, row.outcome, row.target) for row in session.tx.execute(select(access_log))]
    assert lines == [
        ("open_call", "done", sent.call),
        ("apply", "sent", sent.number),
        ("screen_application", "refused", sent.number),
    ]


# Calls --------------------------------------------------------------------------------------------------------------


def test_a_call_is_prolonged_or_ended_by_its_last_day(desk: Desk) -> None:
    call = desk.open()
    with on(desk.day), desk.world.engine.write() as session:
        actor = actor_of(session.tx, desk.world.cast["SH"])
        later = calls.amend_call(
            session, actor, call.code, desk.terms(closes_on=call.closes_on + timedelta(days=5))
        )
        with pytest.raises(Stale):
            calls.amend_call(session, actor, call.code, desk.terms(), seen=call.revision)
        with pytest.raises(Invalid):
            calls.amend_call(session, actor, call.code, desk.terms(closes_on=desk.day - timedelta(days=1)))
    assert later.closes_on == call.closes_on + timedelta(days=5)
    desk.day = later.closes_on
    assert desk.begin(call).state == "draft"


def test_a_call_is_for_the_kinds_it_says_and_never_for_the_bureau(any_world: World) -> None:
    desk = Desk(any_world)
    assert desk.kinds
    for kind in any_world.standard.organisation_kinds:
        office = any_world.standard.member_office(kind)
        is_bureau = office is not None and any_world.standard.of_bureau(office)
        assert (kind in desk.kinds) == (office is not None and not is_bureau)
    call = desk.open(kinds=desk.kinds[:1])
    if desk.kinds[1:]:
        with pytest.raises(Invalid):
            desk.begin(call, kind=desk.kinds[1])
    with pytest.raises(Invalid):
        desk.open(kinds=("nonsense",))


def test_strangers_see_the_public_calls_that_are_open_or_coming(desk: Desk) -> None:
    now = desk.open()
    coming = desk.open(
        opens_on=desk.day + timedelta(days=3), closes_on=desk.day + timedelta(days=9), title="下一批"
    )
    desk.open(audience="invited")
    with on(desk.day), desk.world.engine.read() as session:
        assert [each.code for each in calls.public_calls(session)] == [coming.code, now.code]
    with on(now.closes_on + timedelta(days=1)), desk.world.engine.read() as session:
        assert calls.public_calls(session) == ()


# The queue ----------------------------------------------------------------------------------------------------------


def _queue(desk: Desk, **asked: object) -> reading.Queue:
    with on(desk.day), desk.world.engine.read() as session:
        actor = actor_of(session.tx, desk.world.cast["SH"])
        return reading.queue(session, actor, **asked)  # type: ignore[arg-type]


def test_the_longest_waiting_comes_first_and_drafts_are_their_senders(desk: Desk) -> None:
    call, other = desk.open(), desk.open(title="另一批")
    first = desk.sent(call, title="先到的")
    desk.begin(call, title="还在写的")
    desk.day += timedelta(days=1)
    second, elsewhere = desk.sent(call, title="后到的"), desk.sent(other, title="别处的")
    assert [row.id for row in _queue(desk).rows] == [first.id, second.id, elsewhere.id]
    assert [row.id for row in _queue(desk, code=call.code).rows] == [first.id, second.id]
    assert _queue(desk, code=call.code).counts == {"draft": 1, "sent": 2}
    assert "draft" not in {row.state for row in _queue(desk, state="draft").rows}
    assert [row.title for row in _queue(desk, words="后到 手套").rows] == []
    assert [row.title for row in _queue(desk, words="后到").rows] == ["后到的"]
    with pytest.raises(NotFound):
        _queue(desk, code="ZJ-2020-01")


def test_the_queue_goes_on_where_a_page_ended_in_as_many_statements(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = desk.open()
    monkeypatch.setattr(reading, "PAGE", 3)
    for n in range(7):
        desk.sent(call, title=f"成果{n}")
    seen, after, counts = [], None, set()
    while True:
        with watching(desk.world.engine.database) as asked:
            page = _queue(desk, after=after)
        counts.add(len(asked))
        seen += [row.title for row in page.rows]
        if (after := page.more) is None:
            break
    assert seen == [f"成果{n}" for n in range(7)]
    assert len(counts) == 1


# What it may repeat ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("柔性压力传感手套", "柔性压力传感手套", 1, 1),
        ("柔性压力传感手套", "柔性 压力传感手套（第二代）", 0.6, 0.9),
        ("柔性压力传感手套", "钠电池储能柜", 0, 0),
        ("AI Router", "ai  router", 1, 1),
        ("甲", "甲", 1, 1),
        ("！", "？", 0, 0),
    ],
)
def test_titles_are_alike_by_the_signs_they_share(one: str, other: str, low: float, high: float) -> None:
    assert low <= likeness(one, other) <= high
    assert likeness(one, other) == likeness(other, one)


def test_what_is_alike_is_found_in_the_register_and_among_the_applications(desk: Desk) -> None:
    desk.world.register(title="柔性压力传感手套（一期）", parties=("enterprise",), day=desk.day)
    desk.world.register(title="钠电池储能柜", day=desk.day)
    call = desk.open()
    desk.sent(call, title="柔性压力传感手套及其制备", holder="示例·别的单位")
    desk.begin(call, title="柔性压力传感手套草稿")
    mine = desk.sent(call, holder="示例单位enterprise", kind="enterprise")
    found = desk.look(mine).alike
    assert [(each.is_project, each.same_holder) for each in found] == [(True, True), (False, False)]
    assert all(each.percent >= 50 for each in found)


def test_somebody_is_shown_only_projects_they_may_see(desk: Desk) -> None:
    desk.world.register(title="柔性压力传感手套", parties=("enterprise",), day=desk.day)
    mine = desk.sent(desk.open())
    with on(desk.day), desk.world.engine.read() as session:
        for office, sees in (("SH", True), ("EL", True), ("BR", False)):
            found = alike(session, actor_of(session.tx, desk.world.cast[office]), mine)
            assert bool(found) == sees, office


def test_a_sender_learns_only_that_the_same_title_of_the_same_holder_is_known(desk: Desk) -> None:
    desk.world.register(title="柔性压力传感手套", parties=("enterprise",), day=desk.day)
    call = desk.open()

    def known(title: str, holder: str) -> bool:
        row = desk.begin(call, title=title, holder=holder)
        with on(desk.day), desk.world.engine.read() as session:
            return is_known(session, row)

    assert known("柔性压力传感手套", "示例单位ENTERPRISE")
    assert not known("柔性压力传感手套（二代）", "示例单位enterprise")
    assert not known("柔性压力传感手套", "示例·别的单位")
    desk.sent(call, title="钠电池", holder="示例·别的单位")
    assert known("钠电池", "示例·别的单位")


def test_the_page_of_one_asks_the_same_number_of_statements_whatever_there_is(desk: Desk) -> None:
    call, counts = desk.open(), []
    sent = desk.sent(call)
    for _ in range(2):
        with watching(desk.world.engine.database) as asked:
            desk.look(sent)
        counts.append(len(asked))
        for n in range(4):
            desk.sent(call, title=f"柔性压力传感手套{n}")
            desk.world.register(title=f"柔性压力传感手套{n}", day=desk.day)
    assert counts[0] == counts[1]


def test_two_who_settle_at_once_settle_it_once(desk: Desk) -> None:
    """The second finds the row as it was read no more."""
    sent = desk.sent(desk.open())
    with on(desk.day), desk.world.engine.write() as session:
        row = holding.by_number(session, sent.number or "")
        session.tx.execute(application.update().values(revision=application.c.revision + 1))
        with pytest.raises(Stale):
            screening._settled(session, actor_of(session.tx, desk.world.cast["SH"]), row, "refused", "x")


def test_nothing_of_it_reads_the_clock_by_itself(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    assert sent.sent_at is not None
    assert clock.day_of(sent.sent_at) == desk.day
