"""Everything that can be tried on a project: each act picks somebody, mostly who should, and something to do it to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta

from lifecycle.errors import Refusal
from lifecycle.records.work import DutyRow
from lifecycle.verbs import (
    dates,
    debts,
    decisions,
    derivation,
    duties,
    ends,
    facts,
    objections,
    papers,
    parties,
    pauses,
    reentry,
    register,
    revocations,
    rounds,
    substitutes,
    task_book,
)
from lifecycle.verbs.dates import MilestoneKey
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.parties import Purchase, Succession
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.rounds import Owed
from lifecycle.verbs.task_book import NewTaskBook
from stages.model import Fact
from tests.model import entries, panels, reference
from tests.model.player import Lots, Player, open_backfill, open_required, somebody, working_days

Act = Callable[[Player, Lots], None]
WHY = "示例：原因"
OPTIONS = ("go", "recycle", "hold", "stop", "outbound")
MOST_DAYS = 40


def _number(player: Player) -> str:
    return player.driver.number


def _day(player: Player, days: int) -> date:
    return player.driver.day + timedelta(days=days)


def _move(name: str, verb: Callable[..., object], *given: object) -> Act:
    """A move without anything to be said but why."""

    def act(player: Player, lots: Lots) -> None:
        office = somebody(player, lots, *reference.RULES[name].by)
        at = player.expected
        player.attempt(
            name,
            office,
            verb,  # type: ignore[arg-type]
            _number(player),
            *given,
            expect=reference.after(at, name),
            forbidden=not reference.may(at, name, office),
        )

    return act


def progress(player: Player, lots: Lots) -> None:
    """What bars the way is done, a few things of it: without it nothing comes far. Under review nothing is: what closed
    the gate again is done after it went back.
    """
    if player.expected.status not in ("active", "rework"):
        return
    for _ in range(lots.number(1, 12)):
        with suppress(Refusal, AssertionError):
            if player.driver.step() is not None:
                player.done += 1
                player.tried += 1
                continue
        break
    player.look()


def advance(player: Player, _: Lots) -> None:
    """On to the next stage, where what was tried before lets anybody still get there."""
    if player.expected.status not in ("active", "gate_review"):
        return
    with suppress(AssertionError, Refusal):
        player.driver.clear(most=90)
        if player.case.project.status == "active":
            player.driver.request()
        player.driver.decide()
    player.tried += 1
    player.done += 1
    player.expected = player.place()
    player.look()


# Duties and facts -----------------------------------------------------------------------------------------------


def _duty(player: Player, lots: Lots, *states: str) -> DutyRow | None:
    rows = sorted(player.case.latest_duties().values(), key=lambda row: row.key)
    wanted = [row for row in rows if row.state in states]
    return lots.pick(wanted or rows) if rows else None


def _on_duty(
    name: str, verb: Callable[..., object], who: Callable[[DutyRow], str | None], *states: str
) -> Act:
    def act(player: Player, lots: Lots) -> None:
        row = _duty(player, lots, *states)
        if row is None:
            return
        given: tuple[object, ...] = (DutyKey(_number(player), row.code, row.occurrence),)
        if name in ("complete", "attach"):
            kinds = player.driver.known()[0].duties[row.code].evidence
            given += ([Evidence(kind, "text", WHY) for kind in kinds[: lots.number(0, len(kinds) + 1)]],)
        elif name in ("give_back", "waive", "reopen", "let_stand_in"):
            given += (WHY,)
        office = somebody(player, lots, who(row))
        player.attempt(name, office, verb, *given)  # type: ignore[arg-type]

    return act


def _reopen(player: Player, lots: Lots) -> None:
    row = _duty(player, lots, "confirmed")
    if row is not None:
        office, at = somebody(player, lots, "PO"), player.expected
        key = DutyKey(_number(player), row.code, row.occurrence)
        forbidden = not reference.may(at, "correct", office)
        player.attempt("correct", office, duties.reopen, key, WHY, forbidden=forbidden)


def _value(fact: Fact, lots: Lots, day: date) -> object:
    match fact.type:
        case "bool":
            return bool(lots.number(0, 1))
        case "date":
            return day
        case "enum":
            return lots.pick([value.code for value in fact.values])
        case _:
            return lots.number(0, 100)


def _record(player: Player, lots: Lots) -> None:
    standard, case = player.driver.known()
    name = lots.pick(sorted(name for name, fact in standard.facts.items() if not fact.computed))
    office = somebody(player, lots, standard.recorder(name, case.project.stage))
    value = _value(standard.facts[name], lots, player.driver.day)
    if lots.number(0, 2):
        player.attempt("record_fact", office, facts.record, _number(player), name, value)
    else:
        player.attempt("correct_fact", office, facts.correct, _number(player), name, value, WHY)


# Rounds ---------------------------------------------------------------------------------------------------------


def _propose(player: Player, lots: Lots) -> None:
    gate = player.driver.known()[0].gate_of(player.expected.stage)
    option = lots.pick(OPTIONS)
    office = somebody(player, lots, gate.propose, gate.decider)
    forbidden = player.expected.status != "gate_review"
    player.attempt("propose", office, rounds.propose, _number(player), option, WHY, forbidden=forbidden)


def _consult(player: Player, lots: Lots) -> None:
    gate = player.driver.known()[0].gate_of(player.expected.stage)
    asked = lots.pick(gate.consult or player.offices)
    office, forbidden = somebody(player, lots, asked), player.expected.status != "gate_review"
    player.attempt("consult", office, rounds.consult, _number(player), asked, WHY, forbidden=forbidden)


def _decide(player: Player, lots: Lots) -> None:
    standard, case, found = player.driver.look()
    at, gate = player.expected, standard.gate_of(player.expected.stage)
    option = lots.pick(OPTIONS)
    office = somebody(
        player, lots, reference.decider(at.track, at.stage), "DIR" if option == "stop" else None
    )
    owed = [Owed("示例：补材料", "PL", _day(player, lots.number(2, 20)))] if lots.number(0, 2) else []
    decision = Decision(
        option,
        WHY,
        owed,
        _day(player, lots.number(2, 25)),
        WHY,
        _day(player, 1),
        lots.pick([None, "market_failure"]),
        dict.fromkeys((*(each.code for each in gate.should), *gate.consult), WHY),
    )
    forbidden = not reference.may_decide(at, option, office)
    expect = reference.decided(at, option)
    done = player.attempt(
        "decide", office, decisions.decide, _number(player), decision, expect=expect, forbidden=forbidden
    )
    if done and option == "go":
        assert not open_required(case, at.stage), "a gate was passed with a required duty open"
        assert not open_backfill(case), "a gate was passed with something to be made up for"
        assert not found, f"a gate was passed with {[each.clause for each in found]}"


# Stopping and ending --------------------------------------------------------------------------------------------


def _hold(player: Player, lots: Lots) -> None:
    pause = Pause(_day(player, lots.number(0, 90)), WHY, WHY, _day(player, lots.number(0, 5)))
    office, at = somebody(player, lots, "SH", "DD"), player.expected
    forbidden = not reference.may(at, "hold", office)
    expect = reference.after(at, "hold")
    player.attempt("hold", office, pauses.hold, _number(player), pause, expect=expect, forbidden=forbidden)


def _resume(player: Player, lots: Lots) -> None:
    """Held days are never counted: what was open moves by the working days held, what the law sets does not."""
    if player.expected.status == "on_hold" and lots.number(0, 2):
        player.attempt("record_fact", "SH", facts.record, _number(player), "resume_condition_met", "yes")
        player.wait(lots.number(0, 9))
    office, at, before = somebody(player, lots, "SH"), player.expected, player.case
    forbidden = not reference.may(at, "resume", office)
    done = player.attempt(
        "resume",
        office,
        pauses.resume,
        _number(player),
        expect=reference.after(at, "resume"),
        forbidden=forbidden,
    )
    held = before.open_hold()
    if not done or held is None:
        return
    with player.driver.engine.read() as session:
        calendar, after = session.calendar, player.case
        for key, row in before.milestones.items():
            now = after.milestones[key]
            if row.held_due is not None and now.done_on is None and row.opened_on <= held.from_on:
                since = max(held.from_on, row.base or held.from_on)
                days = working_days(since, player.driver.day, calendar.is_working)
                assert now.due == calendar.add_working_days(row.held_due, days), f"{key} lost held days"
            if row.statutory:
                assert now.due == row.due, f"{key} is set by law and moved"


def _withdraw(player: Player, lots: Lots) -> None:
    _end(player, lots, "withdraw", ends.withdraw, WHY)


def _terminate(player: Player, lots: Lots) -> None:
    cause = lots.pick(["market_failure", "technical_failure", "no_such_cause"])
    _end(player, lots, "terminate", ends.terminate, cause, WHY)


def _outbound(player: Player, lots: Lots) -> None:
    _end(player, lots, "close_outbound", ends.close_outbound, WHY)


def _end(player: Player, lots: Lots, name: str, verb: Callable[..., object], *given: object) -> None:
    at = player.expected
    office = somebody(player, lots, "PL", "DD", "DIR", reference.decider(at.track, at.stage))
    settlement = [Owed("示例：清算", "PL", _day(player, 30))] if lots.number(0, 1) else []
    player.attempt(
        name,
        office,
        verb,  # type: ignore[arg-type]
        _number(player),
        *given,
        settlement,
        expect=reference.after(at, name),
        forbidden=not reference.may(at, name, office),
    )


def _file(player: Player, lots: Lots) -> None:
    kind = lots.pick(["termination_notice", "lessons_note", "settlement_audit", "change_request"])
    office = somebody(player, lots, "PO")
    forbidden = player.expected.status not in reference.ENDS
    given = [Evidence(kind, "text", WHY)]
    player.attempt("file_paper", office, papers.file, _number(player), given, forbidden=forbidden)


def _reenter(player: Player, lots: Lots) -> None:
    office, at = somebody(player, lots, "PL", "EL"), player.expected
    forbidden = not reference.may(at, "reenter", office)
    title = "示例：再来一次"
    player.attempt("reenter", office, reentry.reenter, _number(player), title, forbidden=forbidden)


def _derive(player: Player, lots: Lots) -> None:
    office = somebody(player, lots, "PO")
    forbidden = player.expected.status in ("draft", "rejected", "terminated", "withdrawn")
    player.attempt("derive", office, derivation.derive, _number(player), "示例：衍生", forbidden=forbidden)


# Going back and changing ----------------------------------------------------------------------------------------


def _object(player: Player, lots: Lots) -> None:
    about = lots.pick(["EVA-M5", "APR-M3", "APR-M6", "gate_decision"])
    office, at = somebody(player, lots, "PL", "EL"), player.expected
    forbidden = not reference.may(at, "object", office)
    given = (_number(player), about, WHY)
    player.attempt("object", office, objections.raise_objection, *given, forbidden=forbidden)


def _debt(player: Player, lots: Lots) -> tuple[int, str]:
    rows = sorted(player.case.debts.values(), key=lambda row: row.n)
    row = lots.pick(rows) if rows else None
    return (row.n, row.owner) if row is not None else (1, "PL")


def _reply(player: Player, lots: Lots) -> None:
    n, owner = _debt(player, lots)
    player.attempt("reply", somebody(player, lots, owner), objections.reply, _number(player), n, WHY)


def _answer(player: Player, lots: Lots) -> None:
    n, owner = _debt(player, lots)
    given = (_number(player), n, WHY, player.driver.day)
    player.attempt("answer_debt", somebody(player, lots, owner), debts.answer, *given)


def _settle(player: Player, lots: Lots) -> None:
    n, _ = _debt(player, lots)
    player.attempt("settle_debt", somebody(player, lots, "PO", "SH"), debts.settle, _number(player), n)


def _return_debt(player: Player, lots: Lots) -> None:
    n, _ = _debt(player, lots)
    office = somebody(player, lots, "PO", "SH")
    player.attempt("return_debt", office, debts.give_back, _number(player), n, WHY)


def _revoke(player: Player, lots: Lots) -> None:
    standard, at = player.driver.known()[0], player.expected
    earlier = standard.previous_stage(at.stage)
    done = revocations.done_there(player.case, earlier) if earlier else ()
    if at.status == "active" and lots.number(0, 1):
        office = standard.recorder("void_procedure_found", at.stage) or "PO"
        if office in player.offices:
            player.attempt(
                "record_fact", office, facts.record, _number(player), "void_procedure_found", "yes"
            )
    dated = [code for _, code in reference.COUNTS_FROM.values() if code in done]
    struck = sorted({lots.pick(done) for _ in range(lots.number(1, 3))} if done else ())
    if dated and lots.number(0, 1):
        struck = dated
    office = somebody(
        player, lots, reference.ABOVE.get(reference.decider(at.track, earlier)) if earlier else None
    )
    expect = reference.after(at, "gate_revoke") if earlier else at
    player.attempt(
        "gate_revoke",
        office,
        revocations.revoke,
        _number(player),
        struck,
        WHY,
        expect=expect,
        forbidden=not reference.may(at, "gate_revoke", office),
    )


def _extend(player: Player, lots: Lots) -> None:
    rows = sorted(player.case.latest_milestones().values(), key=lambda row: row.key)
    if not rows:
        return
    row = lots.pick([row for row in rows if row.due] or rows)
    until = (row.due or player.driver.day) + timedelta(days=lots.number(0, 12))
    office, at = somebody(player, lots, "SH", "DD"), player.expected
    key = MilestoneKey(_number(player), row.code, row.occurrence)
    forbidden = not reference.may(at, "extend", office) or row.statutory
    player.attempt("extend", office, dates.extend, key, until, WHY, forbidden=forbidden)


def _task_book(player: Player, lots: Lots) -> None:
    office, at = somebody(player, lots, "DD", "DIR"), player.expected
    given = NewTaskBook(WHY, {"scale_target_wan": lots.number(1, 9)}, [_change_request()])
    forbidden = not reference.may(at, "change_task_book", office)
    player.attempt("change_task_book", office, task_book.change, _number(player), given, forbidden=forbidden)


def _receiver(player: Player, lots: Lots) -> None:
    office, at = somebody(player, lots, "DD", "DIR"), player.expected
    given = Succession("enterprise", lots.pick(["enterprise-2", "enterprise"]), WHY, [_change_request()])
    forbidden = not reference.may(at, "change_receiver", office)
    player.attempt(
        "change_receiver", office, parties.change_receiver, _number(player), given, forbidden=forbidden
    )


def _change_request() -> Evidence:
    return Evidence("change_request", "text", WHY)


# Who takes part -------------------------------------------------------------------------------------------------


def _bring(player: Player, lots: Lots) -> None:
    code = lots.pick(["intermediary", "enterprise", "nobody"])
    office = somebody(player, lots, "PO")
    player.attempt("bring_party", office, register.bring_party, _number(player), code)


def _part(player: Player, lots: Lots) -> None:
    code, day = lots.pick(["intermediary", "enterprise"]), _day(player, lots.number(0, 3))
    office = somebody(player, lots, "PO")
    player.attempt("remove_party", office, parties.part, _number(player), code, day, WHY)


def _buy(player: Player, lots: Lots) -> None:
    given = Purchase("intermediary", WHY, [Evidence("voucher_record", "text", WHY)])
    player.attempt("buy_service", somebody(player, lots, "PL"), parties.buy_service, _number(player), given)


def _seat(player: Player, lots: Lots) -> None:
    taken = lots.pick(["PO", "EX", "PL"])
    person = player.driver.cast[lots.pick(player.offices)]
    office = somebody(player, lots, "SH")
    player.attempt("seat", office, register.seat, _number(player), taken, person, WHY)


def _wait(player: Player, lots: Lots) -> None:
    player.wait(lots.number(1, MOST_DAYS))


def _doer(row: DutyRow) -> str | None:
    return row.doer


def _confirmer(row: DutyRow) -> str | None:
    return row.confirmer


def _waiver(_: DutyRow) -> str | None:
    return "SH"


OPEN = ("not_started", "in_progress", "changes_requested")
ACTS: Mapping[str, Act] = {
    "progress": progress,
    "advance": advance,
    "wait": _wait,
    "submit": _move("submit", register.submit),
    "request_gate": _move("request_gate", rounds.request_gate),
    "resubmit": _move("resubmit", rounds.resubmit),
    "archive": _move("archive", pauses.archive),
    "attach": _on_duty("attach", duties.attach, _doer, *OPEN),
    "complete": _on_duty("complete", duties.complete, _doer, *OPEN),
    "confirm": _on_duty("confirm", duties.confirm, _confirmer, "submitted"),
    "give_back": _on_duty("give_back", duties.give_back, _confirmer, "submitted"),
    "waive": _on_duty("waive", duties.waive, _waiver, *OPEN),
    "let_stand_in": _on_duty("let_stand_in", substitutes.let_stand_in, _waiver, *OPEN),
    "reopen": _reopen,
    "record": _record,
    "propose": _propose,
    "consult": _consult,
    "decide": _decide,
    "hold": _hold,
    "resume": _resume,
    "withdraw": _withdraw,
    "terminate": _terminate,
    "close_outbound": _outbound,
    "file": _file,
    "reenter": _reenter,
    "derive": _derive,
    "object": _object,
    "reply": _reply,
    "answer": _answer,
    "settle": _settle,
    "return_debt": _return_debt,
    "revoke": _revoke,
    "extend": _extend,
    "task_book": _task_book,
    "receiver": _receiver,
    "bring": _bring,
    "part": _part,
    "buy": _buy,
    "seat": _seat,
    **panels.ACTS,
    **entries.ACTS,
}
"""Every act by its name."""
BACK: Sequence[str] = ("revoke", "revoke", "receiver", "record", "progress", "wait")
"""What leads back, and what follows it: tried by itself, for among all the others it hardly comes about."""
NAMES: Sequence[str] = tuple(ACTS)
