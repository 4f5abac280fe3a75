"""The demonstration set: every place a project can stand, all of it invented, true to its own history."""

from __future__ import annotations

import re
import stat
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from lifecycle import clock
from lifecycle.accounts import DJCP3, check, person_by_login, prove
from lifecycle.intake.calls import is_open
from lifecycle.lights import Light
from lifecycle.overview.counting import counted
from lifecycle.overview.entering import newest
from lifecycle.queries.history import latest
from lifecycle.queries.project import light_of
from lifecycle.records import intake, journal, people, post, rounds, work
from lifecycle.records import project as projects
from lifecycle.records.figures import WANTED
from lifecycle.records.intake import ApplicationRow, CallRow
from lifecycle.records.project import ProjectRow
from lifecycle.verify import verify
from tests.cli.serving import serving
from tests.demonstration import copied
from web.demonstration.build import Demonstration
from web.demonstration.cast import new_password, read_cast
from web.demonstration.scenarios import read_scenarios
from web.demonstration.yearly import read_figures
from web.project.sentences import Sentences
from web.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lifecycle.engine import Engine
    from tests.cli.conftest import Terminal

AFTER_THE_FESTIVAL = "2026-03-02T09:00+08:00"
UNPUBLISHED = "2027-01-20T09:00+08:00"
"""In a year whose holidays nobody knows yet."""
FICTION = "虚构"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """On the real today."""
    return copied(tmp_path_factory.mktemp("home") / "demonstration")


@pytest.fixture
def engine(demonstration: Demonstration) -> Iterator[Engine]:
    with demonstration.opened() as opened:
        yield opened


def register(engine: Engine) -> list[ProjectRow]:
    with engine.read() as session:
        return [ProjectRow.of(row) for row in session.tx.execute(select(projects.project))]


HAPPENED = {
    *("ProjectRegistered", "ProjectSubmitted", "ProjectReentered", "ResultDerived", "ProjectArchived"),
    *("GateRequested", "GateResubmitted", "OptionProposed", "OpinionGiven", "GateDecided", "GateRevoked"),
    *("DutySubmitted", "DutyConfirmed", "DutyReturned", "DutyReopened", "DutyWaived", "EvidenceAttached"),
    *("ProjectHeld", "ProjectResumed", "HoldExpired", "ReworkExpired", "DateExtended", "PeriodOpened"),
    *("ProjectWithdrawn", "ProjectTerminated", "DebtAnswered", "DebtSettled", "PaperFiled", "SurveyOpened"),
    *(
        "ObjectionRaised",
        "ObjectionAnswered",
        "TaskBookChanged",
        "ReceiverChanged",
        "PartyJoined",
        "PartyLeft",
    ),
    *("StandInAllowed", "ServiceBought", "SeatTaken", "FactRecorded", "FactCorrected"),
    *("SelfRatingSubmitted", "PanelDrawn", "ExpertsInvited", "InvitationAccepted", "InterestsDeclared"),
    *("SheetSubmitted", "ScoresRevealed", "EvaluationConcluded"),
}
"""Events, each of which is in the set at least once."""


def test_its_history_is_sound(engine: Engine) -> None:
    assert list(verify(engine)) == []


def test_projects_stand_in_every_stage_and_status_and_come_to_every_end(engine: Engine) -> None:
    rows, standard = register(engine), engine.standards.current()
    assert {row.stage for row in rows} == set(standard.stages)
    assert {row.status for row in rows} == set(standard.flow.states)
    assert {row.outcome for row in rows} >= set(standard.flow.outcomes)
    assert any(row.archived_on for row in rows)


def test_it_is_as_large_as_the_register_of_a_district(engine: Engine) -> None:
    parts = read_cast()
    kinds = Counter(each.kind for each in parts.organisations)
    assert len(register(engine)) >= 65
    assert kinds["source_platform"] + kinds["conversion_platform"] == 8
    assert kinds["enterprise"] == 40
    assert kinds["intermediary"] + kinds["finance"] == 12
    taking_part = {code for scenario in read_scenarios() for code in scenario.parties}
    unused = {each.code for each in parts.organisations if each.kind == "enterprise"} - taking_part
    assert len(unused) <= 4  # some come in on the way only


def test_everything_that_can_happen_to_a_project_has_happened_to_some(engine: Engine) -> None:
    with engine.read() as session:
        told = set(session.tx.scalars(select(journal.history.c.event).distinct()))
    assert told >= HAPPENED


def test_projects_enter_at_every_point_and_go_every_track(engine: Engine) -> None:
    rows, flow = register(engine), engine.standards.current().flow
    assert {row.entry for row in rows} == set(flow.entry_points)
    assert {row.track for row in rows} == set(flow.tracks)
    assert "filed" in {row.outcome for row in rows}


def test_what_was_skipped_is_owed_late_and_made_up(engine: Engine) -> None:
    duty = work.duty.c
    with engine.read() as session:
        known = session.tx.execute(
            select(duty.project, duty.state, duty.due).where(duty.timing == work.BACKFILL)
        )
        found = {(row.state == "confirmed", row.due is not None and row.due < clock.today()) for row in known}
    assert found >= {(True, False), (False, False), (False, True)}


def test_every_light_is_on(engine: Engine) -> None:
    lights = {light_of(row, clock.today()) for row in register(engine)}
    assert lights == {Light.GREY, Light.GREEN, Light.YELLOW, Light.RED}


def test_there_is_something_to_do_of_every_kind(engine: Engine) -> None:
    duty, round_, debt = work.duty.c, rounds.round_.c, rounds.debt.c
    wanted = {
        "a returned duty": select(duty.code).where(duty.state == "changes_requested"),
        "a duty that awaits confirmation": select(duty.code).where(duty.state == "submitted"),
        "a round without a proposal": select(round_.n).where(
            round_.option.is_(None), round_.proposed_by.is_(None)
        ),
        "a round that awaits its decision": select(round_.n).where(
            round_.option.is_(None), round_.proposed_by.is_not(None)
        ),
        "a condition that is owed": select(debt.n).where(
            debt.kind == "condition", debt.answered_on.is_(None)
        ),
        "a defect that is owed": select(debt.n).where(debt.kind == "defect", debt.answered_on.is_(None)),
        "a defect that was answered": select(debt.n).where(
            debt.kind == "defect", debt.answered_on.is_not(None)
        ),
        "a draft nobody has taken": select(projects.project.c.id).where(
            projects.project.c.status == "draft",
            ~select(projects.seat.c.n).where(projects.seat.c.project == projects.project.c.id).exists(),
        ),
        "a hold that was resumed": select(projects.hold.c.n).where(projects.hold.c.until_on.is_not(None)),
    }
    with engine.read() as session:
        missing = [
            what for what, statement in wanted.items() if session.tx.execute(statement).first() is None
        ]
    assert missing == []


def test_everything_says_that_it_is_invented(engine: Engine) -> None:
    with engine.read() as session:
        names = session.tx.scalars(select(people.organisation.c.name)).all()
        persons = session.tx.scalars(select(people.person.c.name)).all()
    assert all(FICTION in name for name in (*names, *persons))
    assert all(FICTION in row.title and FICTION in row.summary for row in register(engine))


def test_titles_and_names_are_nobodys_twice(engine: Engine) -> None:
    parts = read_cast()
    names = [each.name for each in (*parts.people, *parts.experts)]
    names += [each.sends for each in parts.organisations if each.sends]
    for given in (names, [row.title for row in register(engine)], [row.summary for row in register(engine)]):
        assert [each for each, count in Counter(given).items() if count > 1] == []


def test_people_were_reminded_in_time_and_not_all_at_once_today(engine: Engine) -> None:
    reminder = post.reminder.c
    with engine.read() as session:
        days = session.tx.scalars(select(func.date(reminder.at)).distinct()).all()
        late = session.tx.scalar(select(func.count()).where(reminder.caught_up))
        count = session.tx.scalar(select(func.count()).select_from(post.reminder))
        waiting = session.tx.scalar(select(func.count()).select_from(journal.outbox))
    assert len(days) > 100
    assert late is not None
    assert count is not None
    assert late < count / 4  # whoever gets the ball late is told what the others know
    assert waiting == 0


def test_nothing_happened_after_today(engine: Engine) -> None:
    with engine.read() as session:
        newest = session.tx.scalar(select(func.max(projects.visit.c.entered_on)))
    assert newest is not None
    assert newest <= clock.today()


def test_every_persona_can_sign_in_with_the_password_that_is_printed(
    demonstration: Demonstration, engine: Engine
) -> None:
    personas = demonstration.personas()
    assert {each.login for each in personas} == {part.login for part in read_cast().people}
    assert len({each.password for each in personas}) == len(personas)
    first = personas[1]
    assert prove(engine.database, first.login, first.password, "127.0.0.1", clock.now()).login == first.login


def test_passwords_are_strong_enough_for_the_stricter_profile(engine: Engine) -> None:
    with engine.read() as session:
        person = person_by_login(session.tx, "po1")
    assert person is not None
    for _ in range(200):
        assert re.fullmatch(r"(\w{4}-){3}\w{4}", check(new_password(), person, DJCP3))


def test_the_passwords_are_for_their_owner_only(demonstration: Demonstration) -> None:
    file = demonstration.folder / "passwords.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_second_start_keeps_the_set(demonstration: Demonstration, bare: Terminal) -> None:
    bare.home = demonstration.folder.parent
    printed = bare.run("demo", "build")
    assert all(each.password in printed for each in demonstration.personas())


def sound(built: Demonstration) -> None:
    """Every light is on, and the record is true."""
    with built.opened() as engine:
        lights = {light_of(row, clock.today()) for row in register(engine)}
        assert lights == {Light.GREY, Light.GREEN, Light.YELLOW, Light.RED}
        assert list(verify(engine)) == []


def test_a_fresh_one_replaces_what_is_there_just_after_a_festival(bare: Terminal) -> None:
    folder = bare.home / "demonstration"
    folder.mkdir(parents=True)
    for name in ("passwords.json", "lifecycle.db"):
        (folder / name).write_text("[]")
    bare.at = AFTER_THE_FESTIVAL
    bare.run("demo", "build", "--fresh")
    assert len(Demonstration(folder).personas()) == len(read_cast().people)
    sound(Demonstration(folder))


def test_the_stories_fit_a_day_whose_holidays_nobody_knows(tmp_path: Path) -> None:
    clock.set_rehearsal(datetime.fromisoformat(UNPUBLISHED))
    try:
        built = Demonstration(tmp_path)
        built.build()
        sound(built)
    finally:
        clock.set_rehearsal(None)


def test_serving_prints_the_personas_and_the_address_and_answers(bare: Terminal) -> None:
    copied(bare.home / "demonstration")
    with serving(bare, "demo", "serve") as server:
        printed = server.read_until(server.address)
        assert re.search(r"po1 .*\w{4}-\w{4}-\w{4}-\w{4}", printed)
        assert server.get("/sign-in") == 200


def test_a_call_is_open_and_what_came_in_was_sent_in_time_and_waits_or_was_answered(engine: Engine) -> None:
    with engine.read() as session:
        calls = [CallRow.of(row) for row in session.tx.execute(select(intake.call))]
        came = [ApplicationRow.of(row) for row in session.tx.execute(select(intake.application))]
        assert all(is_open(each, session.day) for each in calls)
    assert Counter(each.state for each in came) == {"sent": 3, "asked": 1, "refused": 1}
    assert all(FICTION in each.title and FICTION in each.holder for each in came)


def test_no_event_is_told_in_codes(engine: Engine) -> None:
    """Of gates the code is how people call them."""
    with engine.read() as session:
        standard, told = session.in_force, set()
        codes = {*standard.duties, *standard.milestones, *standard.facts, *standard.offices} - {
            *standard.gates
        }
        for row in register(engine):
            for event in latest(session.tx, standard, row.id or 0, 10_000):
                told |= {Sentences(Speech(language, session.day)).event(event) for language in ("zh", "en")}
    leaked = {each for each in told if codes & {*re.findall(r"[A-Za-z0-9_-]+", each)}}
    assert len(told) > 100
    assert not leaked


def test_the_targets_of_the_year_are_entered_by_the_office_that_may_and_the_register_counts_its_part(
    engine: Engine,
) -> None:
    file = read_figures()
    with engine.read() as session:
        entered, figures = newest(session, session.day.year), counted(session)
    assert {target for target, kind in entered if kind == WANTED} == {each.target for each in file.figures}
    assert all(FICTION in each.row.source for each in entered.values())
    by_register = ("landed_projects", "demonstration_projects", "technology_trade")
    assert all(figures["target", target] > 0 for target in by_register)
