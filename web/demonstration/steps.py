"""The steps in which a story is told. They know no stage, duty or gate: they do what bars the way, as the driver does,
and stop where the story wants a project to stand. Nothing is written but by verbs, each by somebody who may.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import select

from lifecycle import absence, afterwards
from lifecycle.entering import ADMISSION
from lifecycle.gate import MUSTS, View, fixed, known_facts
from lifecycle.moves import authorities
from lifecycle.records.people import organisation
from lifecycle.records.work import BACKFILL
from lifecycle.verbs import (
    dates,
    debts,
    duties,
    ends,
    objections,
    papers,
    parties,
    pauses,
    register,
    revocations,
    rounds,
    settlements,
    substitutes,
    task_book,
)
from lifecycle.verbs.dates import MilestoneKey
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.parties import Purchase, Succession
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.register import officer_of
from lifecycle.verbs.rounds import Owed
from lifecycle.verbs.task_book import NewTaskBook
from stages import unmet
from stages.conditions import names
from web.demonstration.driver import answer
from web.demonstration.scenarios import Step
from web.demonstration.story import Story, Tomorrow

# On the way -----------------------------------------------------------------------------------------------------


def _submit(story: Story, _: Step) -> None:
    story.submit(officer_of(story.standard).code)


def _pass(story: Story, step: Step) -> None:
    for _ in range(_number(step)):
        story.pass_gate()
        story.wait()


def _do(story: Story, step: Step) -> None:
    for _ in range(_number(step)):
        if story.done_today >= story.acts_a_day:
            story.wait()
        if story.step() is None:
            story.wait()


def _score(story: Story, step: Step) -> None:
    """So many experts have handed their sheets in, and the next has begun."""
    evaluating = story.evaluating()
    assert evaluating is not None, "only a story that evaluates has experts"
    evaluating.partly(_number(step))


def _complete(story: Story, step: Step) -> None:
    for row in [row for row in story.open_duties() if row.required][: _number(step)]:
        story.complete(row.code, row.key)


def _begin(story: Story, step: Step) -> None:
    """Some duties are begun: a first piece of evidence, and no more."""
    standard = story.standard
    wanted = [row for row in story.open_duties() if row.required and standard.duties[row.code].evidence]
    for row in wanted[: _number(step)]:
        kind = standard.duties[row.code].evidence[0]
        piece = Evidence(kind, "text", story.evidence(standard.documents[kind].text.zh))
        story.act(row.doer, duties.attach, DutyKey(story.number, row.code, row.occurrence), [piece])


def _give_back(story: Story, _: Step) -> None:
    story.give_back()


def _reopen(story: Story, _: Step) -> None:
    """The first confirmed duty of the stage is wrong after all."""
    case = story.case
    row = next(
        row
        for row in case.latest_duties().values()
        if row.state == "confirmed" and row.stage == case.project.stage
    )
    key = DutyKey(story.number, row.code, row.occurrence)
    story.act(story.standard.moves["correct"].actors[0], duties.reopen, key, story.words("reopened"))


def _waive(story: Story, step: Step) -> None:
    standard = story.standard
    rows = [row for row in story.open_duties() if row.required and standard.duties[row.code].waivable]
    for row in rows[: _number(step)]:
        key = DutyKey(story.number, row.code, row.occurrence)
        story.act(standard.power("waive")[0], duties.waive, key, story.words("waived"))


def _set(story: Story, step: Step) -> None:
    for name, value in step.value.items():
        story.record(name, value)


def _choose_track(story: Story, _: Step) -> None:
    """Record what the story says of itself, by which its track is computed."""
    for name, value in story.values.items():
        story.record(name, value)


def _make_up(story: Story, _: Step) -> None:
    """What was skipped by entering midway is made up for."""
    while rows := [row for row in story.open_duties() if row.timing == BACKFILL]:
        story.finish(rows[: story.acts_a_day])
        story.wait()


def _prepare(story: Story, _: Step) -> None:
    """All that is asked for at the door but the consent."""
    while missing := next((each for each in story.missing() if each.kind != ADMISSION), None):
        story.prepare_one(missing)


def _clear(story: Story, _: Step) -> None:
    story.clear()


def _ready(story: Story, _: Step) -> None:
    """What keeps the gate from being requested is done; what keeps it from being passed is not."""
    story.clear(only=names(story.standard.moves["request_gate"].guard))


def _publish(story: Story, step: Step) -> None:
    """Up to the first day of a publicity, on which anybody may object to it."""
    for _ in range(MOST_TURNS):
        rows = story.case.milestones.values()
        if any(row.code == step.value and row.due and row.due >= story.day for row in rows):
            return
        if story.step() is None or story.done_today >= story.acts_a_day:
            story.wait()
    raise ValueError(f"{story.number} has nothing to publish")


MOST_TURNS = 200


def _finish(story: Story, _: Step) -> None:
    story.finish([row for row in story.open_duties() if row.required])


def _wait(story: Story, step: Step) -> None:
    story.wait(_number(step))


def _tend(story: Story, step: Step) -> None:
    story.tend(story.in_working_days(_number(step)))


def _tend_until(story: Story, step: Step) -> None:
    story.tend(story.in_working_days(-_number(step), story.today))


def _extend(story: Story, step: Step) -> None:
    """The last due day of all is put off by so many working days, or as far as it may be."""
    rows = [
        row
        for row in story.case.latest_milestones().values()
        if row.due and row.due >= story.day and not row.statutory and not row.is_closed(story.day)
        if row.kind not in ("window", "gate") and row.extensions == 0
    ]
    row = max(rows, key=lambda each: (each.due or date.min, each.code))
    office = dates.granting(story.standard, row)[0].office
    with story.engine.read() as session:
        due, last = dates.term_left(session, story.standard, row, lambda each: each == office)
    until = min(story.in_working_days(_number(step), due), last)
    key = MilestoneKey(story.number, row.code, row.occurrence)
    story.act(office, dates.extend, key, until, story.words("extended"))


# Gates ----------------------------------------------------------------------------------------------------------


def _request(story: Story, _: Step) -> None:
    story.request()


def _propose(story: Story, step: Step) -> None:
    gate = story.standard.gate_of(story.case.project.stage)
    option = gate.option(str(step.value))
    proposer = gate.propose if option.decider is None else gate.decider
    story.act(proposer, rounds.propose, story.number, option.code, story.words("proposal"))


def _hear(story: Story, _: Step) -> None:
    story.hear()


def _decide(story: Story, step: Step) -> None:
    owner = next(part.office for part in story.case.participations.values() if part.until is None)
    owed = [Owed(what, owner, story.in_working_days(days)) for what, days in step.owe.items()]
    until = None if step.until is None else story.in_working_days(step.until)
    more: dict[str, Any] = {"owed": owed or _settlement(story, str(step.value)), "until": until}
    option = story.standard.gate_of(story.case.project.stage).option(str(step.value))
    move = story.standard.flow.moves[option.move]
    if MUSTS not in names(move.guard):
        record_for(story, move.name)
    if move.to == "on_hold":
        review = story.in_working_days((step.until or 2) - 1)
        more |= {"condition": story.words("hold_condition"), "review_on": review}
    story.decide(option.code, **more)


def _settlement(story: Story, option: str) -> list[Owed]:
    chosen = story.standard.gate_of(story.case.project.stage).option(option)
    return _items(story, story.standard.flow.moves[chosen.move].name)


def _answer(story: Story, step: Step) -> None:
    story.wait()
    open_debts = [row for row in story.case.debts.values() if row.answered_on is None]
    for row in open_debts[: _number(step)]:
        story.act(row.owner, debts.answer, story.number, row.n, story.words("answered"), story.day)


def _settle(story: Story, _: Step) -> None:
    """Everything that is owed is answered and accepted."""
    for row in [row for row in story.case.debts.values() if row.settled_on is None]:
        if row.answered_on is None:
            story.act(row.owner, debts.answer, story.number, row.n, story.words("answered"), story.day)
        story.wait()
        story.act(story.standard.settlers(row.kind)[0], debts.settle, story.number, row.n)


def _revoke(story: Story, step: Step) -> None:
    """The decision that led here was void: so many duties of the stage before are struck."""
    standard, case = story.known()
    earlier = standard.previous_stage(case.project.stage) or ""
    record_for(story, "gate_revoke")
    struck = [code for code in revocations.done_there(story.case, earlier) if standard.duties[code].required]
    office = revocations.revokers(standard, earlier)[0]
    said = story.words("revoked")
    story.act(office, revocations.revoke, story.number, struck[: _number(step)], said)


# Stopping and ending --------------------------------------------------------------------------------------------


def _hold(story: Story, step: Step) -> None:
    until = story.in_working_days(_number(step))
    fitting = authorities(story.standard.moves["hold"], story.case.project.stage, {})
    office = next(each.office for each in fitting if (each.max_wd or 0) >= _number(step))
    review = story.in_working_days(_number(step) - 5)
    pause = Pause(until, story.words("hold_reason"), story.words("hold_condition"), review)
    story.act(office, pauses.hold, story.number, pause)


def _resume(story: Story, _: Step) -> None:
    record_for(story, "resume")
    story.act(story.standard.moves["resume"].actors[0], pauses.resume, story.number)


def _withdraw(story: Story, _: Step) -> None:
    record_for(story, "withdraw")
    standard, case = story.known()
    office = ends.withdrawers(standard, case, known_facts(View(standard, case, story.day)))[0]
    story.act(office, ends.withdraw, story.number, story.words("withdrawn"), _items(story, "withdraw"))


def _terminate(story: Story, step: Step) -> None:
    said, owed = story.words("terminated"), _items(story, "terminate")
    story.act(_authority(story, "terminate"), ends.terminate, story.number, str(step.value), said, owed)


def _items(story: Story, name: str) -> list[Owed]:
    """What is to be settled after an end by this move, if the project was approved."""
    standard, case = story.known()
    known = known_facts(View(standard, case, story.day))
    if not known.get("approved_before"):
        return []
    due = story.in_working_days(SETTLEMENT_WD)
    items = settlements.items_of(standard, standard.moves[name], known)
    return [Owed(item.text.zh, item.owner, due, item.code) for item in items]


SETTLEMENT_WD = 40
GIVEN = ("reason_given", "settlement_opened")
"""What an act of the story says itself."""


def _file(story: Story, _: Step) -> None:
    """Put on file what the end asks for."""
    standard, case = story.known()
    kinds = [each.kind for each in afterwards.wanted_papers(standard, case)]
    kinds += standard.moves["archive"].docs
    pieces = [_paper(story, kind) for kind in dict.fromkeys(kinds)]
    story.act(standard.moves["archive"].actors[0], papers.file, story.number, pieces)


def _archive(story: Story, _: Step) -> None:
    _file(story, _)
    record_for(story, "archive")
    story.act(story.standard.moves["archive"].actors[0], pauses.archive, story.number)


def record_for(story: Story, name: str) -> None:
    """Record what the guard of a move asks people for."""
    standard, case = story.known()
    known = known_facts(View(standard, case, story.day)) | dict.fromkeys(GIVEN, True)
    for leaf in unmet(standard.moves[name].guard, known, fixed(standard)):
        fact = standard.facts[leaf.name]
        if not fact.computed and standard.recorder(leaf.name, case.project.stage) in standard.offices:
            story.record(leaf.name, answer(leaf, story.day))


def _object(story: Story, step: Step) -> None:
    """A party objects to what the step names."""
    role = story.standard.moves["object"].actors[0]
    office = next(part.office for part in story.case.participations.values() if part.role == role)
    story.act(office, objections.raise_objection, story.number, str(step.value), story.words("objection"))


def _reply(story: Story, _: Step) -> None:
    row = next(row for row in story.case.debts.values() if row.kind == objections.KIND and not row.settled_on)
    story.act(row.owner, objections.reply, story.number, row.n, story.words("objection_answered"))


# Who takes part -------------------------------------------------------------------------------------------------


def _bring(story: Story, step: Step) -> None:
    story.act(story.standard.power("bring_party")[0], register.bring_party, story.number, str(step.value))
    story.enlist(str(step.value))


def _part(story: Story, step: Step) -> None:
    office = story.standard.power("remove_party")[0]
    story.act(office, parties.part, story.number, str(step.value), story.day, story.words("party_left"))


def _replace(story: Story, step: Step) -> None:
    """Another receiver takes the place of the one there is."""
    standard = story.standard
    record_for(story, "change_receiver")
    leaving = next(
        row
        for row in story.case.participations.values()
        if row.role == standard.moves["change_receiver"].replaces
    )
    pieces = [_paper(story, kind) for kind in standard.moves["change_receiver"].docs]
    given = Succession(
        _code(story, leaving.organisation), str(step.value), story.words("party_changed"), pieces
    )
    story.act(_authority(story, "change_receiver"), parties.change_receiver, story.number, given)
    story.enlist(given.joining)


def _buy(story: Story, step: Step) -> None:
    rule = next(rule for rule in story.standard.flow.absent_party.values() if rule.buyer)
    pieces = [_paper(story, kind) for kind in rule.docs]
    given = Purchase(str(step.value), story.words("bought"), pieces)
    story.act(absence.buyers(story.standard, rule)[0], parties.buy_service, story.number, given)
    story.enlist(given.organisation)


def _stand_in(story: Story, _: Step) -> None:
    """The first duty that the standard lets another office do, for a party that is not there."""
    standard = story.standard
    row = next(
        row for row in story.case.latest_duties().values() if absence.standing_in_rule(standard, row.code)
    )
    rule = absence.standing_in_rule(standard, row.code)
    assert rule is not None
    key = DutyKey(story.number, row.code, row.occurrence)
    story.act(rule.confirmer or "", substitutes.let_stand_in, key, story.words("stood_in"))


def _hand_over(story: Story, step: Step) -> None:
    """The project goes to another officer."""
    person = story.people[str(step.value)]
    office = officer_of(story.standard).code
    power = story.standard.power("assign_officer")[0]
    story.act(power, register.seat, story.number, office, person, story.words("handed_over"))
    story.cast = {**story.cast, office: person}


def _task_book(story: Story, step: Step) -> None:
    story.record("targets_lowered", value=True)
    record_for(story, task_book.MOVE)
    pieces = [_paper(story, kind) for kind in story.standard.moves[task_book.MOVE].docs]
    given = NewTaskBook(story.words("task_book"), step.value, pieces)
    story.act(_authority(story, task_book.MOVE), task_book.change, story.number, given)


def _authority(story: Story, name: str) -> str:
    standard, case = story.known()
    known = known_facts(View(standard, case, story.day))
    return authorities(standard.moves[name], case.project.stage, known)[0].office


def _paper(story: Story, kind: str) -> Evidence:
    return Evidence(kind, "text", story.evidence(story.standard.documents[kind].text.zh))


def _code(story: Story, organisation_id: int) -> str:
    with story.engine.read() as session:
        code = session.tx.scalar(select(organisation.c.code).where(organisation.c.id == organisation_id))
    return str(code)


STEPS: Mapping[str, Callable[[Story, Step], None]] = {
    "submit": _submit,
    "pass": _pass,
    "do": _do,
    "score": _score,
    "complete": _complete,
    "begin": _begin,
    "give_back": _give_back,
    "reopen": _reopen,
    "waive": _waive,
    "set": _set,
    "choose_track": _choose_track,
    "make_up": _make_up,
    "prepare": _prepare,
    "clear": _clear,
    "ready": _ready,
    "publish": _publish,
    "finish": _finish,
    "wait": _wait,
    "tend": _tend,
    "tend_until": _tend_until,
    "extend": _extend,
    "request": _request,
    "propose": _propose,
    "hear": _hear,
    "decide": _decide,
    "answer": _answer,
    "settle": _settle,
    "revoke": _revoke,
    "hold": _hold,
    "resume": _resume,
    "withdraw": _withdraw,
    "terminate": _terminate,
    "file": _file,
    "archive": _archive,
    "object": _object,
    "reply": _reply,
    "bring": _bring,
    "part": _part,
    "replace": _replace,
    "buy": _buy,
    "stand_in": _stand_in,
    "hand_over": _hand_over,
    "task_book": _task_book,
}


def _number(step: Step) -> int:
    assert isinstance(step.value, int), f"{step.act} takes a number"
    return step.value


def tell(story: Story, steps: Iterable[Step]) -> None:
    """Do the steps one after the other, as far as today, and let time go on up to it."""
    with suppress(Tomorrow):
        for step in steps:
            STEPS[step.act](story, step)
    story.rest()
