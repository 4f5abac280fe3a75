"""What happens in the demonstration: each story of `scenarios.yaml` is played in its own time, up to today.

A story is told in steps that know no stage, duty or gate: they do what bars the way, as the driver does, and stop where
the story wants a project to stand. Nothing is written but by verbs, each by somebody who may, on a day before today.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from sqlalchemy import func, select

from lifecycle.engine import Engine
from lifecycle.entering import ADMISSION
from lifecycle.gate import View, known_facts
from lifecycle.records import work
from lifecycle.records.work import BACKFILL
from lifecycle.verbs import debts, pauses, register, rounds
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.register import Part, Registration, officer_of
from lifecycle.verbs.rounds import Owed
from stages import DefinitionError, Standard, unmet
from stages.blocks.base import Code, Defined, Named, nothing
from stages.complaints import problems_of
from stages.conditions import Value
from stages.yamltree import parse
from web.demonstration.cast import Cast
from web.demonstration.driver import answer
from web.demonstration.story import Story

SCENARIOS = Path(__file__).with_name("scenarios.yaml")


FESTIVAL_STORY_WD = 90
"""Working days that a story about the Spring Festival needs after it; if there are fewer, it was the one before."""


class Step(Defined):
    """One step: what happens, how often or until when, and what is owed after a decision."""

    act: str
    value: int | str | None = None
    owe: Named[str, int] = Field(default_factory=nothing)
    until: int | None = None


class Scenario(Defined):
    """One story. `by` registers it; without an officer it stays a draft. `entry` is where it enters, `known` what is
    recorded of it on its first day.
    """

    title: str
    summary: str
    parties: tuple[Code, ...]
    officer: str | None = None
    by: str | None = None
    entry: Code | None = None
    known: Named[str, Value] = Field(default_factory=nothing)
    begin: int | None = None
    spring_festival: int | None = None
    acts_a_day: int = 3
    steps: tuple[Step, ...] = ()


class ScenarioFile(Defined):
    """The whole file, in the order in which the projects get their numbers."""

    scenarios: tuple[Scenario, ...]


def read_scenarios(file: Path = SCENARIOS) -> tuple[Scenario, ...]:
    """Raises DefinitionError for a file that tells no stories."""
    parsed = parse(file.read_text("utf-8"), file.name)
    try:
        return ScenarioFile.model_validate({"scenarios": _stories(parsed.tree)}).scenarios
    except ValidationError as error:
        raise DefinitionError(
            (*parsed.problems, *problems_of(error, ScenarioFile, parsed, file.name))
        ) from error


def _stories(tree: Any) -> tuple[Any, ...]:
    """The stories with their steps spelled out: `submit` and `do: 3` become acts with a value."""
    return tuple({**story, "steps": tuple(_step(step) for step in story["steps"])} for story in tree)


def _step(step: Any) -> Mapping[str, Any]:
    if isinstance(step, str):
        return {"act": step}
    (act, value), *more = step.items()
    return {"act": act, "value": value, **dict(more)}


# The steps ------------------------------------------------------------------------------------------------------


def _submit(story: Story, _: Step) -> None:
    story.submit(officer_of(story.standard).code)


def _prepare(story: Story, _: Step) -> None:
    """Everything that an entry asks for, up to its approval."""
    while any(blocker.kind != ADMISSION for blocker in story.missing()):
        story.prepare_one()


def _pass(story: Story, step: Step) -> None:
    for _ in range(_number(step)):
        story.pass_gate()
        story.wait()


def _do(story: Story, step: Step) -> None:
    for _ in range(_number(step)):
        if story.done_today >= story.acts_a_day:
            story.wait()
        story.step()


def _complete(story: Story, step: Step) -> None:
    for row in [row for row in story.open_duties() if row.required][: _number(step)]:
        story.complete(row.code, row.key)


def _give_back(story: Story, _: Step) -> None:
    story.give_back()


def _clear(story: Story, _: Step) -> None:
    story.clear()


def _request(story: Story, _: Step) -> None:
    story.request()


def _propose(story: Story, step: Step) -> None:
    gate = story.standard.gate_of(story.look()[1].project.stage)
    option = gate.option(str(step.value))
    proposer = gate.propose if option.decider is None else gate.decider
    story.act(proposer, rounds.propose, story.number, option.code, "示例：经审核，提出此建议")


def _hear(story: Story, _: Step) -> None:
    story.hear()


def _decide(story: Story, step: Step) -> None:
    case = story.look()[1]
    owner = next(part.office for part in case.participations.values() if part.until is None)
    owed = [Owed(what, owner, story.in_working_days(days)) for what, days in step.owe.items()]
    until = None if step.until is None else story.in_working_days(step.until)
    story.decide(str(step.value), owed=owed, until=until)


def _answer(story: Story, step: Step) -> None:
    story.wait()
    open_debts = [row for row in story.look()[1].debts.values() if row.answered_on is None]
    for row in open_debts[: _number(step)]:
        story.act(row.owner, debts.answer, story.number, row.n, "示例：已补充材料，请复核")


def _hold(story: Story, step: Step) -> None:
    until = story.in_working_days(_number(step))
    authority = story.standard.moves["hold"].authority[0].office
    pause = Pause(until, "示例：检测机构排期", "示例：检测报告出具", story.in_working_days(_number(step) - 5))
    story.act(authority, pauses.hold, story.number, pause)


def _resume(story: Story, _: Step) -> None:
    _record_for(story, "resume")
    story.act(story.standard.moves["resume"].actors[0], pauses.resume, story.number)


def _archive(story: Story, _: Step) -> None:
    _record_for(story, "archive")
    story.act(story.standard.moves["archive"].actors[0], pauses.archive, story.number)


def _record_for(story: Story, name: str) -> None:
    """Record what the guard of a move asks people for."""
    standard, case, _ = story.look()
    known = known_facts(View(standard, case, story.day))
    for leaf in unmet(standard.moves[name].guard, known):
        story.record(leaf.name, answer(leaf, story.day))


def _finish(story: Story, _: Step) -> None:
    story.finish([row for row in story.open_duties() if row.required])


def _fill_in(story: Story, _: Step) -> None:
    """Everything that is owed for skipped stages."""
    for row in [row for row in story.open_duties() if row.timing == BACKFILL]:
        if story.done_today >= story.acts_a_day:
            story.wait()
        story.finish([row])


def _wait(story: Story, step: Step) -> None:
    story.wait(_number(step))


def _tend(story: Story, step: Step) -> None:
    story.tend(story.in_working_days(_number(step)))


def _tend_until(story: Story, step: Step) -> None:
    story.tend(story.in_working_days(-_number(step), story.today))


STEPS: Mapping[str, Callable[[Story, Step], None]] = {
    "prepare": _prepare,
    "submit": _submit,
    "pass": _pass,
    "do": _do,
    "complete": _complete,
    "give_back": _give_back,
    "clear": _clear,
    "request": _request,
    "propose": _propose,
    "hear": _hear,
    "decide": _decide,
    "answer": _answer,
    "hold": _hold,
    "resume": _resume,
    "wait": _wait,
    "archive": _archive,
    "fill_in": _fill_in,
    "finish": _finish,
    "tend": _tend,
    "tend_until": _tend_until,
}


def _number(step: Step) -> int:
    assert isinstance(step.value, int), f"{step.act} takes a number"
    return step.value


# Playing them ---------------------------------------------------------------------------------------------------


def play(engine: Engine, cast: Cast, scenarios: Iterable[Scenario], today: date) -> Iterable[str]:
    """Play every story up to today, and answer the number of each project as it is done."""
    standard = engine.standards.current()
    for place, scenario in enumerate(scenarios):
        story = Story(
            engine,
            _players(standard, cast, scenario, place),
            "",
            begin(engine, scenario, today),
            today=today,
            acts_a_day=scenario.acts_a_day,
            members=_members(standard, cast, scenario),
        )
        _open(story, standard, cast, scenario)
        for step in scenario.steps:
            STEPS[step.act](story, step)
        story.rest()
        yield story.number


def begin(engine: Engine, scenario: Scenario, today: date) -> date:
    """The day on which a story begins."""
    with engine.read() as session:
        if scenario.begin is not None:
            return session.calendar.add_working_days(today, -scenario.begin)
        day, latest = work.day.c, session.calendar.add_working_days(today, -FESTIVAL_STORY_WD)
        festival = session.tx.scalar(
            select(func.max(day.day)).where(day.notice == "spring_festival", day.day < latest)
        )
        assert festival is not None
        return session.calendar.add_working_days(festival, -(scenario.spring_festival or 0))


def _members(standard: Standard, cast: Cast, scenario: Scenario) -> dict[tuple[str, str], int]:
    """Who acts for each office of the parties, by kind of organisation."""
    kinds = {code: cast.kinds[code] for code in scenario.parties}
    return {(standard.member_office(kind) or "", kind): cast.members[code] for code, kind in kinds.items()}


def _players(standard: Standard, cast: Cast, scenario: Scenario, place: int) -> dict[str, int]:
    """One person for each office: the parties' members, the standing staff, and in turn those who can be seated."""
    players = {office: people[place % len(people)] for office, people in cast.offices.items()}
    for (office, _), person in reversed(_members(standard, cast, scenario).items()):
        players[office] = person
    if scenario.officer is not None:
        players[officer_of(standard).code] = cast.people[scenario.officer]
    return players


def _open(story: Story, standard: Standard, cast: Cast, scenario: Scenario) -> None:
    """Register the project; with an officer, take the other seats too."""
    parts = [Part(code) for code in scenario.parties]
    given = Registration(scenario.title, scenario.summary, parts, entry=scenario.entry)
    by = scenario.by or scenario.officer
    assert by is not None, f"{scenario.title}: nobody registers it"
    story.number = story.act_as(cast.people[by], register.register, standard, given).number
    if scenario.officer is None:
        return
    officer = officer_of(standard).code
    for office in standard.offices.values():
        if office.held == "seat" and office.code != officer:
            seater = standard.power("assign_seat")[0]
            story.act(seater, register.seat, story.number, office.code, story.cast[office.code])
    for name, value in scenario.known.items():
        story.record(name, value)
