"""An application from its sender's side: a draft under a private link, sent in time, answered, and theirs alone."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from lifecycle import clock
from lifecycle.errors import Invalid, NotFound, NotPermitted, Stale
from lifecycle.intake import applying, calls, enclosing, holding, limits, screening
from lifecycle.intake.applying import Offer
from lifecycle.intake.sweeping import KEPT_DAYS, sweep
from lifecycle.policy import actor_of
from lifecycle.records.intake import step
from lifecycle.records.people import access_log
from tests.lifecycle.intake.desk import SOMEWHERE, Desk
from tests.lifecycle.scenes import on

if TYPE_CHECKING:
    from pathlib import Path

    from lifecycle.records.intake import ApplicationRow
    from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def problem(refusal: pytest.ExceptionInfo[Invalid]) -> tuple[str, str]:
    return refusal.value.field, refusal.value.problem


def test_a_draft_becomes_a_receipt_with_a_number_of_its_call(any_world: World) -> None:
    desk = Desk(any_world)
    call = desk.open()
    draft = desk.begin(call)
    assert (draft.state, draft.number) == ("draft", None)
    sent = desk.send(draft)
    assert (sent.state, sent.number) == ("sent", f"{call.code}-0001")
    assert desk.sent(call).number == f"{call.code}-0002"


def test_sent_twice_it_is_sent_once(desk: Desk) -> None:
    draft = desk.begin(desk.open())
    first, second = desk.send(draft), desk.send(draft)
    assert first.number == second.number
    with desk.world.engine.read() as session:
        assert len(session.tx.execute(select(step)).all()) == 1


def test_a_form_that_is_sent_twice_begins_one_draft(desk: Desk) -> None:
    call = desk.open()
    assert desk.begin(call, token="t" * 43).id == desk.begin(call, token="t" * 43).id


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"summary": ""}, "summary"),
        ({"contact": ""}, "contact"),
        ({"phone": "", "email": ""}, "phone"),
        ({"declared": []}, "declared"),
    ],
)
def test_a_draft_may_lack_what_must_be_there_to_send_it(
    desk: Desk, changed: dict[str, object], field: str
) -> None:
    draft = desk.begin(desk.open(), **changed)
    with pytest.raises(Invalid) as refusal:
        desk.send(draft)
    assert problem(refusal) == (field, "missing")
    assert desk.now(draft).state == "draft"


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"title": ""}, "title", "missing"),
        ({"title": "长" * 121}, "title", "too_long"),
        ({"holder": " "}, "holder", "missing"),
        ({"holder": "示例\u202e单位"}, "holder", "control_characters"),
        ({"kind": "bureau"}, "kind", "not_in_list"),
        ({"phone": "请打电话"}, "phone", "not_a_phone"),
        ({"email": "nobody"}, "email", "not_an_address"),
        ({"summary": "长" * 2001}, "summary", "too_long"),
    ],
)
def test_what_no_draft_may_hold_is_named(
    desk: Desk, changed: dict[str, object], field: str, code: str
) -> None:
    call = desk.open()
    with pytest.raises(Invalid) as refusal:
        desk.begin(call, **changed)
    assert problem(refusal) == (field, code)


def test_nothing_is_begun_or_sent_outside_the_days_of_the_call_whose_last_day_counts(desk: Desk) -> None:
    call = desk.open(opens_on=desk.day + timedelta(days=2), closes_on=desk.day + timedelta(days=5))
    with pytest.raises(Invalid) as early:
        desk.begin(call)
    assert problem(early) == ("call", "call_not_open")
    desk.day = call.closes_on
    draft, late = desk.begin(call), desk.begin(call, title="另一件成果")
    assert desk.send(draft).state == "sent"
    desk.day += timedelta(days=1)
    with pytest.raises(Invalid) as closed:
        desk.send(late)
    assert problem(closed) == ("call", "call_closed")
    with pytest.raises(Invalid) as after:
        desk.begin(call)
    assert problem(after) == ("call", "call_closed")


def test_a_draft_saved_in_two_windows_loses_neither(desk: Desk) -> None:
    draft = desk.begin(desk.open())

    def save(seen: int, title: str) -> ApplicationRow:
        with on(desk.day), desk.world.engine.write() as session:
            row = holding.by_link(session, desk.tokens[draft.id or 0])
            return applying.save(session, row, desk.offer(title=title), seen)

    assert save(draft.revision, "改过的名称").title == "改过的名称"
    with pytest.raises(Stale):
        save(draft.revision, "另一个窗口")
    assert desk.now(draft).title == "改过的名称"


def test_what_was_sent_changes_only_when_somebody_asks(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    with on(desk.day), desk.world.engine.write() as session:
        row = holding.by_link(session, desk.tokens[sent.id or 0])
        with pytest.raises(Invalid) as refusal:
            applying.save(session, row, desk.offer(title="另一件成果"))
    assert problem(refusal) == ("application", "not_now")
    desk.screen(screening.ask, sent, "样机在哪里？")
    with on(desk.day), desk.world.engine.write() as session:
        row = holding.by_link(session, desk.tokens[sent.id or 0])
        applying.save(session, row, desk.offer(summary="样机在本实验室。"), row.revision)
    with pytest.raises(Invalid) as unanswered:
        desk.send(sent)
    assert problem(unanswered) == ("answer", "missing")
    answered = desk.send(sent, "样机在本实验室，可随时查看。")
    assert (answered.state, answered.number) == ("sent", sent.number)


def test_an_answer_is_taken_after_the_call_has_closed(desk: Desk) -> None:
    call = desk.open()
    sent = desk.sent(call)
    desk.screen(screening.ask, sent, "样机在哪里？")
    desk.day = call.closes_on + timedelta(days=3)
    assert desk.send(sent, "在本实验室。").state == "sent"


def test_it_can_be_taken_back_while_nobody_has_settled_it(desk: Desk) -> None:
    call = desk.open()
    sent, settled = desk.sent(call), desk.sent(call, title="另一件成果")
    desk.accept(settled)

    def withdraw(row: ApplicationRow) -> ApplicationRow:
        with on(desk.day), desk.world.engine.write() as session:
            loaded = holding.by_link(session, desk.tokens[row.id or 0])
            return applying.withdraw(session, loaded, SOMEWHERE)

    assert [withdraw(sent).state, withdraw(sent).state] == ["withdrawn", "withdrawn"]
    with pytest.raises(Invalid):
        withdraw(settled)
    with pytest.raises(Invalid):
        desk.accept(sent)


# Whose it is ------------------------------------------------------------------------------------------------------


def test_the_receipt_opens_it_however_its_code_is_typed_and_nothing_else_does(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    code = holding.check_code(desk.tokens[sent.id or 0])
    assert code.replace("-", "").isalnum()
    engine, number = desk.world.engine, sent.number or ""
    with on(desk.day):
        alike = code.replace("0", "O").replace("1", "l")
        for typed in (code, code.lower(), code.replace("-", " "), f" {code} ", alike):
            assert holding.prove(engine, number, typed, "198.51.100.1").id == sent.id
        for wrong in ("", "0" * 12, code[:-1], holding.check_code("other")):
            with pytest.raises(NotPermitted) as refusal:
                holding.prove(engine, number, wrong, "198.51.100.2")
            assert refusal.value.clause == "wrong_receipt"
        with pytest.raises(NotPermitted) as unknown:
            holding.prove(engine, "ZJ-2026-01-9999", code, "198.51.100.2")
        assert unknown.value.clause == "wrong_receipt"


def test_guesses_at_a_receipt_are_counted_and_then_wait(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    engine, number = desk.world.engine, sent.number or ""
    with on(desk.day):
        for _ in range(limits.LIMITS["prove"].most):
            with pytest.raises(NotPermitted, match="wrong_receipt"):
                holding.prove(engine, number, "AAAA", SOMEWHERE)
        right = holding.check_code(desk.tokens[sent.id or 0])
        with pytest.raises(NotPermitted, match="network_waits"):
            holding.prove(engine, number, right, SOMEWHERE)
        assert holding.prove(engine, number, right, "198.51.100.9").id == sent.id
    with engine.read() as session:
        outcomes = [
            row.outcome for row in session.tx.execute(select(access_log)) if row.act == "prove_receipt"
        ]
    assert outcomes == ["failed"] * limits.LIMITS["prove"].most


def test_neither_link_nor_code_is_in_the_database(desk: Desk) -> None:
    sent = desk.sent(desk.open())
    token = desk.tokens[sent.id or 0]
    with desk.world.engine.read() as session:
        kept = " ".join(str(tuple(row)) for row in session.tx.execute(text("SELECT * FROM application")))
    assert token not in kept
    assert holding.check_code(token) not in kept


def test_a_link_that_nobody_made_leads_nowhere(desk: Desk) -> None:
    desk.begin(desk.open())
    with desk.world.engine.read() as session:
        for token in ("", "x", "' OR 1=1 --", "\ud800"):
            with pytest.raises(NotFound):
                holding.by_link(session, token)


# Invitations ------------------------------------------------------------------------------------------------------


def test_only_who_is_invited_answers_a_call_for_invited_ones_and_in_their_own_name(desk: Desk) -> None:
    call = desk.open(audience="invited")
    with pytest.raises(Invalid) as refusal:
        desk.begin(call)
    assert problem(refusal) == ("call", "by_invitation")
    token = invite(desk, call.code, "enterprise")
    with on(desk.day), desk.world.engine.write() as session:
        guest = calls.invited(session, token)
        row = applying.begin(session, call.code, "t" * 43, desk.offer(holder="冒名单位"), guest)
    assert (row.holder, row.kind) == ("示例单位enterprise", "enterprise")
    with on(desk.day), desk.world.engine.write() as session:
        saved = applying.save(session, row, desk.offer(holder="冒名单位", kind="intermediary"), row.revision)
    assert (saved.holder, saved.kind) == ("示例单位enterprise", "enterprise")


def invite(desk: Desk, code: str, organisation: str) -> str:
    with on(desk.day), desk.world.engine.write() as session:
        actor = actor_of(session.tx, desk.world.cast[desk.office("open_call")])
        return calls.invite(session, actor, code, organisation)


def test_an_invitation_to_one_call_is_none_to_another(desk: Desk) -> None:
    first, second = desk.open(audience="invited"), desk.open(audience="invited")
    token = invite(desk, first.code, "enterprise")
    with on(desk.day), desk.world.engine.write() as session:
        guest = calls.invited(session, token)
        with pytest.raises(Invalid):
            applying.begin(session, second.code, "t" * 43, desk.offer(), guest)


def test_a_new_invitation_or_a_revoked_one_ends_the_old_link(desk: Desk) -> None:
    call = desk.open(audience="invited")
    first, second = invite(desk, call.code, "enterprise"), invite(desk, call.code, "enterprise")
    with desk.world.engine.read() as session:
        with pytest.raises(NotFound):
            calls.invited(session, first)
        assert calls.invited(session, second).organisation.code == "enterprise"
    with on(desk.day), desk.world.engine.write() as session:
        calls.revoke(session, actor_of(session.tx, desk.world.cast["SH"]), call.code, 2)
        with pytest.raises(NotFound):
            calls.invited(session, second)


def test_nobody_is_invited_whose_kind_the_call_is_not_for(desk: Desk) -> None:
    call = desk.open(audience="invited", kinds=("enterprise",))
    with pytest.raises(Invalid) as refusal:
        invite(desk, call.code, "intermediary")
    assert problem(refusal) == ("organisation", "call_not_for")


# Files ------------------------------------------------------------------------------------------------------------


def enclose(desk: Desk, home: Path, row: ApplicationRow, content: bytes, name: str = "说明.txt") -> None:
    stored = enclosing.receive(home, row, io.BytesIO(content), name)
    with on(desk.day), desk.world.engine.write() as session:
        enclosing.enclose(session, holding.by_link(session, desk.tokens[row.id or 0]), stored)


def test_files_are_checked_like_evidence_and_kept_apart(desk: Desk, tmp_path: Path) -> None:
    call = desk.open()
    one, other = desk.begin(call), desk.begin(call, title="另一件成果")
    for row in (one, other):
        enclose(desk, tmp_path, row, "同一份说明".encode())
    assert len(list((tmp_path / enclosing.FOLDER).rglob("[0-9a-f]" * 64))) == 2
    for name, content in (
        ("x.svg", b"<svg/>"),
        ("x.pdf", b"MZ not a pdf"),
        ("x.txt", b"<script>"),
        ("x", b"a"),
    ):
        with pytest.raises(Invalid) as refusal:
            enclosing.receive(tmp_path, one, io.BytesIO(content), name)
        assert refusal.value.field == "file"


def test_a_file_is_no_larger_than_twenty_mebibytes_and_there_are_eight(desk: Desk, tmp_path: Path) -> None:
    draft = desk.begin(desk.open())
    with pytest.raises(Invalid) as large:
        enclosing.receive(tmp_path, draft, io.BytesIO(b"a" * (enclosing.LARGEST + 1)), "a.txt")
    assert problem(large) == ("file", "too_large")
    for n in range(enclosing.MOST):
        enclose(desk, tmp_path, draft, f"第{n}份".encode())
    with pytest.raises(Invalid) as many:
        enclose(desk, tmp_path, draft, b"one more")
    assert problem(many) == ("file", "too_many_files")


def test_a_flood_of_drafts_does_not_fill_the_disk(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = desk.open()
    first, second = desk.begin(call), desk.begin(call, title="另一件成果")
    enclose(desk, tmp_path, first, b"a" * 100)
    monkeypatch.setattr(enclosing, "ROOM", 100)
    with pytest.raises(Invalid) as refusal:
        enclose(desk, tmp_path, second, b"b")
    assert problem(refusal) == ("file", "no_room")
    desk.send(first)
    enclose(desk, tmp_path, second, b"b")  # what was sent is somebody's work and counts no more


def test_what_was_sent_stays_and_what_was_not_can_be_left_out(desk: Desk, tmp_path: Path) -> None:
    draft = desk.begin(desk.open())
    enclose(desk, tmp_path, draft, b"sent")
    enclose(desk, tmp_path, draft, b"left out")

    def take_out(n: int) -> None:
        with on(desk.day), desk.world.engine.write() as session:
            enclosing.take_out(session, holding.by_link(session, desk.tokens[draft.id or 0]), n)

    take_out(2)
    sent = desk.send(draft)
    assert [each.n for each in desk.look(sent).files] == [1]
    desk.screen(screening.ask, sent, "请补充说明。")
    desk.day += timedelta(days=1)
    enclose(desk, tmp_path, draft, b"added")
    with pytest.raises(Invalid) as refusal:
        take_out(1)
    assert problem(refusal) == ("file", "sent_already")
    take_out(2)
    assert [each.n for each in desk.look(sent).files] == [1]


# Abuse ------------------------------------------------------------------------------------------------------------


def test_a_flood_from_one_network_waits_and_others_do_not(desk: Desk) -> None:
    engine = desk.world.engine
    with on(desk.day):
        for n in range(limits.LIMITS["begin"].most):
            limits.count(engine, f"2001:db8:1:2::{n:x}", "begin")
        with pytest.raises(NotPermitted, match="network_waits"):
            limits.count(engine, "2001:db8:1:2:ffff::1", "begin")
        limits.count(engine, "2001:db8:1:3::1", "begin")
        limits.count(engine, "2001:db8:1:2:ffff::1", "save")


def test_what_is_refused_for_coming_too_often_does_not_prolong_the_wait(desk: Desk) -> None:
    engine, limit = desk.world.engine, limits.LIMITS["prove"]
    begun = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    with clock.rehearse(begun):
        for _ in range(limit.most):
            limits.count(engine, SOMEWHERE, "prove")
    with clock.rehearse(begun + limit.within / 2):
        for _ in range(50):
            with pytest.raises(NotPermitted):
                limits.count(engine, SOMEWHERE, "prove")
    with clock.rehearse(begun + limit.within):
        limits.count(engine, SOMEWHERE, "prove")


def test_a_flood_from_everywhere_waits_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMITS", {"begin": limits.Limit(10, 3, limits.HOUR)})
    with on(desk.day):
        for n in range(3):
            limits.count(desk.world.engine, f"198.51.100.{n}", "begin")
        with pytest.raises(NotPermitted, match="all_wait"):
            limits.count(desk.world.engine, "203.0.113.200", "begin")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_a_network_is_what_one_subscriber_has(address: str, network: str) -> None:
    assert limits.network_of(address) == network


def test_markup_and_formulas_are_texts_like_others(desk: Desk) -> None:
    hostile = '<script>alert(1)</script>"=1+1'
    sent = desk.sent(desk.open(), title=hostile, summary=hostile)
    assert desk.look(sent).row.title == hostile
    assert desk.accept(sent).number.startswith("YH-")


# What is kept and what goes -----------------------------------------------------------------------------------------


def test_a_draft_nobody_sent_goes_with_its_files_a_month_after_the_call_and_nothing_else_goes(
    desk: Desk, tmp_path: Path
) -> None:
    call = desk.open()
    draft, sent = desk.begin(call), desk.sent(call, title="另一件成果")
    enclose(desk, tmp_path, draft, b"draft")
    with on(desk.day):
        limits.count(desk.world.engine, SOMEWHERE, "begin")
    with on(call.closes_on + timedelta(days=KEPT_DAYS)), desk.world.engine.write() as session:
        assert sweep(session) == ()
    with on(call.closes_on + timedelta(days=KEPT_DAYS + 1)), desk.world.engine.write() as session:
        gone = sweep(session)
        assert gone == (draft.id,)
    enclosing.throw_away(tmp_path, gone)
    assert not (tmp_path / enclosing.FOLDER / str(draft.id)).exists()
    with desk.world.engine.read() as session:
        with pytest.raises(NotFound):
            holding.by_link(session, desk.tokens[draft.id or 0])
        assert session.tx.execute(text("SELECT count(*) FROM stranger_try")).scalar() == 0
    assert desk.now(sent).state == "sent"


@pytest.mark.parametrize(
    "statement",
    ["UPDATE application_step SET words = 'x'", "DELETE FROM application_step"],
)
def test_the_database_keeps_the_steps_as_they_were(desk: Desk, statement: str) -> None:
    desk.sent(desk.open())
    with pytest.raises(DBAPIError, match="append-only"), desk.world.engine.write() as session:
        session.tx.execute(text(statement))


def test_a_step_holds_no_contact(desk: Desk) -> None:
    desk.sent(desk.open(), contact="甲乙丙", phone="0571-12345678", email="a@example.org")
    with desk.world.engine.read() as session:
        kept = " ".join(row.body + row.words for row in session.tx.execute(select(step)))
    assert "柔性压力传感手套" in kept
    for personal in ("甲乙丙", "12345678", "example.org"):
        assert personal not in kept


def test_an_offer_needs_no_more_than_title_holder_and_kind_to_be_begun(desk: Desk) -> None:
    call = desk.open()
    with on(desk.day), desk.world.engine.write() as session:
        row = applying.begin(session, call.code, "t" * 43, Offer("一件成果", "示例单位", desk.kinds[0]))
        assert set(applying.lacking(session, row)) == {"summary", "contact", "phone", "declared"}
