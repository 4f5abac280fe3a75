"""Playing the stories: each in its own time, up to today, in one transaction, by the people it is cast with."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import func, select

from lifecycle.engine import Engine
from lifecycle.records import work
from lifecycle.reminding import news
from lifecycle.verbs import derivation, reentry, register
from lifecycle.verbs.register import Part, Registration, officer_of
from stages import Standard
from web.demonstration import phrases
from web.demonstration.cast import INVENTED, Cast
from web.demonstration.scenarios import Scenario
from web.demonstration.steps import record_for, tell
from web.demonstration.story import Story
from web.demonstration.within import one_transaction

FESTIVAL_STORY_WD = 90
"""Working days that a story about the Spring Festival needs after it; if there are fewer, it was the one before."""


def play(engine: Engine, cast: Cast, scenarios: Iterable[Scenario], today: date) -> Iterable[str]:
    """Play every story up to today, and answer the number of each project as it is done."""
    numbers: dict[str, str] = {}
    for place, scenario in enumerate(scenarios):
        with one_transaction(engine) as within:
            story = _story(within, cast, scenario, place, today)
            _open(story, cast, scenario, numbers)
            tell(story, scenario.steps)
            news.tell(within)
        if scenario.code is not None:
            numbers[scenario.code] = story.number
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


def _story(engine: Engine, cast: Cast, scenario: Scenario, place: int, today: date) -> Story:
    standard = engine.standards.current()
    story = Story(
        engine,
        _players(standard, cast, scenario, place),
        "",
        begin(engine, scenario, today),
        today=today,
        acts_a_day=scenario.acts_a_day,
        evaluates=scenario.evaluates,
        values=dict(scenario.facts),
        people=cast.people,
        company=_company(standard, cast),
    )
    for code in reversed(scenario.parties):
        story.enlist(code)
    story.evidence = lambda kind: phrases.evidence(kind, story.number, story.day)
    return story


def _company(standard: Standard, cast: Cast) -> dict[str, tuple[str, str, int]]:
    """Of each organisation the office that its people have, its kind, and whom it sends."""
    return {
        code: (standard.member_office(cast.kinds[code]) or "", cast.kinds[code], person)
        for code, person in cast.members.items()
    }


def _players(standard: Standard, cast: Cast, scenario: Scenario, place: int) -> dict[str, int]:
    """One person for each office of the bureau, in turn where there are several, and the project's own officer."""
    players = {office: people[place % len(people)] for office, people in cast.offices.items()}
    if scenario.officer is not None:
        players[officer_of(standard).code] = cast.people[scenario.officer]
    return players


def _open(story: Story, cast: Cast, scenario: Scenario, numbers: Mapping[str, str]) -> None:
    """Register the project; with an officer, take the other seats too."""
    by = scenario.by or scenario.officer
    assert by is not None, f"{scenario.title}: nobody registers it"
    story.number = _registered(story, cast.people[by], scenario, numbers)
    if scenario.officer is None:
        return
    standard, officer = story.standard, officer_of(story.standard).code
    if story.case.holder(officer) is None:
        power = standard.power("assign_officer")[0]
        story.act(power, register.seat, story.number, officer, cast.people[scenario.officer])
    for office in standard.offices.values():
        if office.held == "seat" and office.code != officer:
            seater = standard.power("assign_seat")[0]
            story.act(seater, register.seat, story.number, office.code, story.cast[office.code])


def _registered(story: Story, by: int, scenario: Scenario, numbers: Mapping[str, str]) -> str:
    title, summary = f"{scenario.title}{INVENTED}", f"{scenario.summary}{INVENTED}"
    if scenario.comes_back is not None:
        story.number = numbers[scenario.comes_back]
        record_for(story, "reenter")
        return story.act_as(by, reentry.reenter, story.number, title, summary).number
    parts = [Part(code) for code in scenario.parties]
    if scenario.comes_out_of is not None:
        source = numbers[scenario.comes_out_of]
        return story.act_as(by, derivation.derive, source, title, summary, parts).number
    standard = story.engine.standards.current()
    given = Registration(title, summary, parts, entry=scenario.entry)
    return story.act_as(by, register.register, standard, given).number
