"""Who may: every act, by every persona, on own, foreign and near-miss rows, against rules written down a second time.

The second rules below are written from the words of the design, in plain Python over a model of who is what. They share
nothing with the policy's SQL, so that a join which is dropped there shows here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from lifecycle.case import KEPT, Case, Kept
from lifecycle.engine import Session
from lifecycle.errors import NotFound, NotPermitted, Refusal
from lifecycle.policy import ACTS, Actor, actor_of, allowed, find, load, visible, why
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.evaluations import EVALUATION
from lifecycle.store import Receipt
from lifecycle.verbs import (
    debts,
    decisions,
    duties,
    ends,
    facts,
    invitations,
    papers,
    parties,
    pauses,
    register,
    rounds,
    substitutes,
)
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.parties import Purchase, Succession
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.rounds import Owed
from tests.lifecycle import scenes
from tests.lifecycle.conftest import At
from tests.lifecycle.evaluation.scenes import Panel, fill_pool
from tests.lifecycle.scenes import Life, Scene, by_person, case_of, later, on, rehearsal
from tests.world import LONG_AGO
from web.demonstration.driver import Driver

# Who is what, as the test knows it ---------------------------------------------------------------------------------


@dataclass
class Persona:
    """`seats` are (project, office) held now, `organisations` those whose member they are now. `acts_for` are the
    people for whom they act today, each in one office or, where that is empty, in all.
    """

    id: int
    standing: frozenset[str] = frozenset()
    eligible: frozenset[str] = frozenset()
    seats: set[tuple[str, str]] = field(default_factory=set)
    organisations: frozenset[str] = frozenset()
    administers: bool = False
    acts_for: list[tuple[Persona, str]] = field(default_factory=list)

    @property
    def is_bureau(self) -> bool:
        return bool((self.standing | self.eligible) - PANEL)

    def own_or_lent(self) -> Iterator[tuple[Persona, str]]:
        """They themselves in every office, and whoever lends them theirs."""
        yield self, ""
        yield from self.acts_for


PANEL = frozenset({"EX"})


@dataclass
class Cast:
    """The projects by name, who takes part in each now as (organisation, kind, office), and the personas."""

    scene: Scene
    projects: dict[str, Driver]
    parts: dict[str, set[tuple[str, str, str]]]
    personas: dict[str, Persona]
    cases: dict[str, Case]


# The rules, a second time -----------------------------------------------------------------------------------------


def sees(cast: Cast, who: Persona, project: str) -> bool:
    """The bureau sees the register, a party what it takes part in, the seated their project, administrators none."""
    if who.administers:
        return False
    if any(_sees_the_register(each, scope) for each, scope in who.own_or_lent()):
        return True
    seats = ((seat, scope) for each, scope in who.own_or_lent() for seat in each.seats)
    return any(seat[0] == project and scope in ("", seat[1]) for seat, scope in seats) or any(
        code in who.organisations for code, _, _ in cast.parts[project]
    )


def _sees_the_register(who: Persona, scope: str) -> bool:
    offices = (who.standing | who.eligible) - PANEL
    return bool(offices) if not scope else scope in offices


def has(cast: Cast, who: Persona, project: str, office: str | None, kinds: str = "") -> bool:
    """Standing staff everywhere, a seat where it was taken, members where their party takes part (and is of a kind)."""
    if who.administers or office is None:
        return False
    if any(
        office in each.standing or (project, office) in each.seats
        for each, scope in who.own_or_lent()
        if scope in ("", office)
    ):
        return True
    wanted = {kind for kind in kinds.split(",") if kind}
    return any(
        held == office and code in who.organisations and (not wanted or kind in wanted)
        for code, kind, held in cast.parts[project]
    )


def roles_in(cast: Cast, project: str) -> set[str]:
    """The roles that some organisation plays there now."""
    kinds = cast.scene.standard.organisation_kinds
    return {kinds[kind].role for _, kind, _ in cast.parts[project]}


def apart(who: Persona, *done_by: int | None) -> bool:
    """Neither they nor anybody for whom they act did it, or had it done."""
    return not {who.id, *(giver.id for giver, _ in who.acts_for)} & set(done_by)


Rule = Callable[[Cast, Persona, str, Any, date], bool]


def _works(cast: Cast, _: Persona, project: str, row: Any, __: date) -> bool:
    status = cast.cases[project].project.status
    late = row.timing in ("after_gate", "after_end")
    return status in ("active", "rework") or (status == "graduated" and late)


def _reviewed(cast: Cast, _: Persona, project: str, __: Any, ___: date) -> bool:
    return cast.cases[project].project.status == "gate_review"


DOING: list[tuple[str, Rule]] = [
    ("project_runs", _works),
    ("duty_is_open", lambda cast, who, project, row, day: row.state in OPEN),
    ("is_doer", lambda cast, who, project, row, day: has(cast, who, project, row.doer, row.kinds)),
    (
        "may_start",
        lambda cast, who, project, row, day: (
            not row.waits_for and (not row.not_before or row.not_before <= day)
        ),
    ),
]
JUDGING: list[tuple[str, Rule]] = [
    ("project_runs", _works),
    ("duty_is_submitted", lambda cast, who, project, row, day: row.state == "submitted"),
    ("is_confirmer", lambda cast, who, project, row, day: has(cast, who, project, row.confirmer)),
    ("not_own_work", lambda cast, who, project, row, day: apart(who, row.done_by, row.done_for)),
]
OPEN = ("not_started", "in_progress", "changes_requested")


def _evaluation_of(cast: Cast, project: str, n: int) -> Any:
    return cast.cases[project].rows(EVALUATION)[n,]


def _attempts(cast: Cast, project: str, n: int) -> list[Any]:
    rows = cast.cases[project].rows("attempt").values()
    return sorted((row for row in rows if row.evaluation == n), key=lambda row: row.n)


def _sheets(cast: Cast, project: str, n: int) -> set[tuple[int, int]]:
    """By assignment and attempt."""
    rows = cast.cases[project].rows("sheet").values()
    return {(row.assignment, row.attempt) for row in rows if row.evaluation == n}


def _known(cast: Cast, _: Persona, project: str, row: Any, __: date) -> bool:
    n = row.n if hasattr(row, "rater") else row.evaluation
    return any(each.revealed_on for each in _attempts(cast, project, n))


def _has_scored(cast: Cast, _: Persona, project: str, row: Any, __: date) -> bool:
    return any(assignment == row.n for assignment, _ in _sheets(cast, project, row.evaluation))


def _takes_scores(cast: Cast, who: Persona, project: str, row: Any, day: date) -> bool:
    newest = _attempts(cast, project, row.evaluation)[-1]
    again = newest.kind in ("rescore", "proof") and row.attempt < newest.n
    of_mine = (again and _has_scored(cast, who, project, row, day)) or row.attempt == newest.n
    return newest.revealed_on is None and of_mine


def _scored_in_newest(cast: Cast, _: Persona, project: str, row: Any, __: date) -> bool:
    newest = _attempts(cast, project, row.evaluation)[-1]
    return (row.n, newest.n) in _sheets(cast, project, row.evaluation)


def _nobody_has_scored(cast: Cast, _: Persona, project: str, row: Any, __: date) -> bool:
    newest = _attempts(cast, project, row.n)[-1]
    given = any(attempt == newest.n for _, attempt in _sheets(cast, project, row.n))
    return newest.revealed_on is not None or not given


def _dossier_in(cast: Cast, _: Persona, project: str, row: Any, __: date) -> bool:
    rows = cast.cases[project].rows("self_rating").values()
    return any(each.evaluation == row.evaluation for each in rows)  # type: ignore[attr-defined]


RUNNING: tuple[str, Rule] = (
    "project_runs",
    lambda cast, who, project, row, day: (
        cast.cases[project].project.status in ("active", "gate_review", "rework")
    ),
)
OPEN_EVALUATION: tuple[str, Rule] = (
    "evaluation_is_open",
    lambda cast, who, project, row, day: (
        (found := row if hasattr(row, "rater") else _evaluation_of(cast, project, row.evaluation)).annulled_on
        is None
        and found.concluded_on is None
    ),
)
ACCEPTED: tuple[str, Rule] = (
    "has_accepted",
    lambda cast, who, project, row, day: row.state == "accepted",
)
DECLARED: tuple[str, Rule] = (
    "has_declared",
    lambda cast, who, project, row, day: row.declared_on is not None,
)
Sees = Callable[[Cast, Persona, str, Any], bool]


def is_mine(_: Cast, who: Persona, __: str, row: Any) -> bool:
    """An assignment is there for the expert whose it is, and for nobody else."""
    return not who.administers and row.person == who.id


def sees_or_was_expert(cast: Cast, who: Persona, project: str, row: Any) -> bool:
    rows = cast.cases[project].rows("assignment").values()
    mine = any(each.evaluation == row.n and is_mine(cast, who, project, each) for each in rows)  # type: ignore[attr-defined]
    return mine or sees(cast, who, project)


OF_PANEL: tuple[str, Rule] = ("is_of_panel", lambda cast, who, project, row, day: row.ended_on is None)

SEEN: Mapping[str, Sees] = {
    "see_result": sees_or_was_expert,
    **dict.fromkeys(
        ("answer_invitation", "declare", "recuse", "read_case", "score", "read_own_sheet", "see_summary"),
        is_mine,
    ),
}
"""For whom the row of an act is there, where that is not whoever sees the project."""

RULES: Mapping[str, tuple[str, list[tuple[str, Rule]]]] = {
    "approve_entry": (
        "project",
        [
            ("is_draft", lambda cast, who, project, row, day: row.status == "draft"),
            ("not_own_work", lambda cast, who, project, row, day: _took_no_part(cast, who, project)),
        ],
    ),
    "rate_self": (
        EVALUATION,
        [
            RUNNING,
            OPEN_EVALUATION,
            (
                "is_rater",
                lambda cast, who, project, row, day: has(cast, who, project, row.rater, row.rater_kinds),
            ),
            ("nobody_has_scored", _nobody_has_scored),
        ],
    ),
    "see_scores": (
        EVALUATION,
        [
            ("scores_are_known", _known),
            (
                "is_of_bureau",
                lambda cast, who, project, row, day: (
                    any(_sees_the_register(each, scope) for each, scope in who.own_or_lent())
                    or any(
                        seat[0] == project and scope in ("", seat[1])
                        for each, scope in who.own_or_lent()
                        for seat in each.seats
                    )
                ),
            ),
        ],
    ),
    "see_result": (
        EVALUATION,
        [("is_concluded", lambda cast, who, project, row, day: row.concluded_on is not None)],
    ),
    "answer_invitation": (
        "assignment",
        [
            RUNNING,
            OPEN_EVALUATION,
            ("invitation_is_open", lambda cast, who, project, row, day: row.state in ("invited", "opened")),
        ],
    ),
    "declare": (
        "assignment",
        [
            RUNNING,
            OPEN_EVALUATION,
            ACCEPTED,
            ("not_declared", lambda cast, who, project, row, day: row.declared_on is None),
        ],
    ),
    "recuse": (
        "assignment",
        [RUNNING, OF_PANEL],
    ),
    "read_case": ("assignment", [OPEN_EVALUATION, ACCEPTED, DECLARED]),
    "score": (
        "assignment",
        [
            RUNNING,
            OPEN_EVALUATION,
            ACCEPTED,
            DECLARED,
            ("dossier_is_in", _dossier_in),
            ("scores_are_open", _takes_scores),
            ("has_not_scored", lambda *asked: not _scored_in_newest(*asked)),
        ],
    ),
    "read_own_sheet": ("assignment", [("has_scored", _has_scored)]),
    "see_summary": ("assignment", [OF_PANEL, ("has_scored", _has_scored), ("scores_are_known", _known)]),
    "attach": ("duty", DOING),
    "complete_duty": ("duty", DOING),
    "confirm_duty": ("duty", JUDGING),
    "return_duty": ("duty", JUDGING),
    "waive": (
        "duty",
        [
            (
                "project_runs",
                lambda cast, who, project, row, day: (
                    cast.cases[project].project.status in ("active", "rework")
                ),
            ),
            ("duty_is_open", lambda cast, who, project, row, day: row.state in (*OPEN, "submitted")),
            ("not_own_work", lambda cast, who, project, row, day: not has(cast, who, project, row.doer)),
        ],
    ),
    "let_stand_in": (
        "duty",
        [
            (
                "project_runs",
                lambda cast, who, project, row, day: (
                    cast.cases[project].project.status in ("active", "rework")
                ),
            ),
            ("duty_is_to_be_done", lambda cast, who, project, row, day: row.state in OPEN),
            (
                "party_is_missing",
                lambda cast, who, project, row, day: (
                    row.instead_of is None and row.role not in roles_in(cast, project)
                ),
            ),
        ],
    ),
    "propose": (
        "round",
        [
            ("in_review", _reviewed),
            ("round_is_open", lambda cast, who, project, row, day: row.option is None),
        ],
    ),
    "consult": (
        "opinion",
        [
            ("in_review", _reviewed),
            ("not_heard_yet", lambda cast, who, project, row, day: row.heard_on is None),
            ("is_consulted", lambda cast, who, project, row, day: has(cast, who, project, row.office)),
        ],
    ),
    "decide": (
        "round",
        [
            ("in_review", _reviewed),
            ("round_is_open", lambda cast, who, project, row, day: row.option is None),
            ("is_proposed", lambda cast, who, project, row, day: row.proposed_by is not None),
            ("is_decider", lambda cast, who, project, row, day: has(cast, who, project, row.decide_office)),
            (
                "not_own_work",
                lambda cast, who, project, row, day: apart(who, row.proposed_by, row.proposed_for),
            ),
        ],
    ),
    "answer_debt": (
        "debt",
        [
            ("is_no_backfill", lambda cast, who, project, row, day: row.kind != "backfill"),
            ("debt_is_open", lambda cast, who, project, row, day: row.settled_on is None),
            ("not_answered", lambda cast, who, project, row, day: row.answered_on is None),
            ("is_owner", lambda cast, who, project, row, day: has(cast, who, project, row.owner)),
        ],
    ),
    "settle_debt": (
        "debt",
        [
            ("debt_is_open", lambda cast, who, project, row, day: row.settled_on is None),
            ("is_answered", lambda cast, who, project, row, day: row.answered_on is not None),
            (
                "not_own_work",
                lambda cast, who, project, row, day: apart(who, row.answered_by, row.answered_for),
            ),
        ],
    ),
    "return_debt": (
        "debt",
        [
            ("debt_is_open", lambda cast, who, project, row, day: row.settled_on is None),
            ("is_answered", lambda cast, who, project, row, day: row.answered_on is not None),
            (
                "not_own_work",
                lambda cast, who, project, row, day: apart(who, row.answered_by, row.answered_for),
            ),
        ],
    ),
}


def _took_no_part(cast: Cast, who: Persona, project: str) -> bool:
    """Whether neither they nor anybody for whom they act recorded a fact of a project or attached a document to it."""
    case = cast.cases[project]
    recorded = all(apart(who, row.recorded_by, None) for row in case.facts.values())
    return recorded and all(apart(who, row.added_by, row.added_for) for row in case.documents.values())


def verdict(cast: Cast, who: Persona, act: str, project: str, row: Any, day: date) -> str:
    """`yes`, `unseen`, or the first rule that fails."""
    seen = SEEN[act](cast, who, project, row) if act in SEEN else sees(cast, who, project)
    if not seen:
        return "unseen"
    rules = RULES[act][1]
    return next((name for name, rule in rules if not rule(cast, who, project, row, day)), "yes")


# The world ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cast(released_life: Life, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    with ExitStack() as opened:
        database, scene = released_life.at("draft", tmp_path_factory.mktemp("policy"))
        opened.callback(database.close)
        yield _cast(scene)


def _cast(scene: Scene) -> Cast:
    with scene.driver.engine.write() as session:
        _organisations(session)
    others = ("other-platform", "other-enterprise", "other-broker")
    made = {
        "draft": scene.world.register(),
        "midway": _midway(scene),
        "entered": _entered(scene),
        "active": _active(scene),
        "review": _in_review(scene),
        "proposed": _proposed(scene),
        "owing": _owing(scene),
        "held": _held(scene),
        "rejected": _rejected(scene),
        "without_a_broker": _without_a_broker(scene),
        "stood_in_for": _stood_in_for(scene),
        "foreign": _started(scene, others),
        **_evaluated(scene),
    }
    with on(scene.driver.day), scene.driver.engine.write() as session:
        personas = _personas(session, scene, made)
        parts = {name: _parts(session, driver.number) for name, driver in made.items()}
    return Cast(scene, made, parts, personas, {name: case_of(driver) for name, driver in made.items()})


def _organisations(session: Session) -> None:
    for code, kind in [
        ("other-platform", "source_platform"),
        ("other-enterprise", "enterprise"),
        ("other-broker", "intermediary"),
        ("left-platform", "source_platform"),
    ]:
        scenes.organisation(session.tx, code, kind)


def _started(scene: Scene, parties: tuple[str, ...] | None = None) -> Driver:
    driver = scene.world.register(parties=parties)
    driver.submit("PO")
    return driver


def _midway(scene: Scene) -> Driver:
    """A draft that is to enter at a later stage: complete, and not approved."""
    driver = scene.world.register(entry="E2")
    while any(missing.kind != "admission" for missing in driver.missing()):
        driver.prepare_one()
    return driver


def _entered(scene: Scene) -> Driver:
    """A project that entered at a later stage, with much to be filled in."""
    driver = scene.world.register(entry="E2")
    driver.submit("PO")
    driver.complete("MIN-P-1")
    return driver


def _active(scene: Scene) -> Driver:
    """Duties in every state, one of them done by the very officer who would confirm it."""
    driver = _started(scene, (*scene.world.parties, "left-platform"))
    driver.complete("MIN-G-1")
    driver.act("SH", duties.confirm, DutyKey(driver.number, "MIN-G-1"))
    driver.complete("MIN-P-1")
    driver.complete("MIN-P-3")
    driver.act("PL", duties.attach, DutyKey(driver.number, "MIN-P-2"), [_piece("ownership_proof")])
    driver.complete("MIN-P-5")
    driver.act("PO", duties.give_back, DutyKey(driver.number, "MIN-P-5"), "换人")
    driver.act("SH", duties.waive, DutyKey(driver.number, "MIN-G-4"), "无须走访")
    _set(driver, "duty", "done_by", driver.cast["PO"], code="MIN-P-3")
    driver.complete("MIN-G-2")
    _set(driver, "duty", "done_for", driver.cast["SH"], code="MIN-G-2")
    leaving = update(projects.participation).values(until=driver.day)
    with driver.engine.write() as session:
        which = scenes.organisation_id(session.tx, "left-platform")
        session.tx.execute(leaving.where(projects.participation.c.organisation == which))
    return driver


def _piece(kind: str) -> Evidence:
    return Evidence(kind, "text", "示例")


def _in_review(scene: Scene) -> Driver:
    driver = _started(scene)
    driver.clear()
    driver.request()
    return driver


def _proposed(scene: Scene) -> Driver:
    """In its second round, with everybody heard, and proposed by the very person who would decide."""
    driver = _in_review(scene)
    driver.act("PO", rounds.propose, driver.number, "recycle", "建议补正")
    owed = (Owed("证明过期", "PL", later(driver, 2)),)
    decision = Decision("recycle", "补正", owed=owed, until=later(driver, 5))
    driver.act("SH", decisions.decide, driver.number, decision)
    driver.act("PL", debts.answer, driver.number, 1, "已补")
    driver.act("PO", rounds.resubmit, driver.number)
    driver.act("PO", rounds.propose, driver.number, "go", "建议通过")
    driver.act("PL", rounds.consult, driver.number, "PL", "同意")
    _set(driver, "round", "proposed_by", driver.cast["SH"], n=2)
    _set(driver, "round", "proposed_for", driver.cast["DD"], n=2)
    return driver


def _owing(scene: Scene) -> Driver:
    """Four debts: open, answered, answered by the office that settles, settled."""
    driver = _in_review(scene)
    owed = tuple(
        Owed(f"第{n}项", office, later(driver, 30)) for n, office in enumerate(("PL", "EL", "SH", "BR"), 1)
    )
    driver.decide(owed=owed)
    for n, office in [(2, "EL"), (3, "SH"), (4, "BR")]:
        driver.act(office, debts.answer, driver.number, n, "已补")
    driver.act("SH", debts.settle, driver.number, 4)
    return driver


def _held(scene: Scene) -> Driver:
    driver = _started(scene)
    driver.complete("MIN-G-1")
    driver.act("SH", pauses.hold, driver.number, Pause(later(driver, 20), "等待", "条件", later(driver, 5)))
    return driver


def _without_a_broker(scene: Scene) -> Driver:
    """An intermediary that has left."""
    driver = _started(scene, ("source_platform", "enterprise", "intermediary"))
    driver.act("SH", parties.part, driver.number, "intermediary", driver.day, "退出")
    return driver


def _stood_in_for(scene: Scene) -> Driver:
    """One of its duties is to be done by the officer."""
    driver = _without_a_broker(scene)
    driver.act("SH", substitutes.let_stand_in, DutyKey(driver.number, "MIN-I-3"), "没有中介")
    return driver


def _rejected(scene: Scene) -> Driver:
    driver = _in_review(scene)
    driver.act("PO", rounds.propose, driver.number, "stop", "建议不予通过")
    driver.act("SH", decisions.decide, driver.number, Decision("stop", "权属不清"))
    return driver


def _evaluated(scene: Scene) -> dict[str, Driver]:
    """Evaluations wherever they can stand, drawn from one pool, so that an expert of one is a stranger to the next."""
    pool = fill_pool(scene.world, load_limit=9)

    def at_the_panel() -> Panel:
        driver = _started(scene)
        driver.pass_gate()
        return Panel(driver, scene.standard, pool=pool)

    undecided, bare, paused = at_the_panel(), at_the_panel(), at_the_panel()
    undecided.rate_self()
    gone, *rows = undecided.draw()
    undecided.by(gone.person, invitations.answer, accept=False)
    undecided.by(rows[0].person, invitations.acknowledge)
    undecided.by(rows[1].person, invitations.answer, accept=True)
    undecided.seat(*rows[2:])
    undecided.score(rows[3])
    bare.seat(*bare.draw()[1:])
    paused.begun()
    pause = Pause(later(paused.driver, 20), "等待", "条件", later(paused.driver, 5))
    paused.act("SH", pauses.hold, pause)
    made = {"undecided": undecided, "bare": bare, "paused": paused}
    made |= {"revealed": at_the_panel().scored(), "concluded": at_the_panel().concluded()}
    return {name: panel.driver for name, panel in made.items()}


def _set(driver: Driver, table: str, column: str, value: int, **where: str | int) -> None:
    """Put a row behind the back of the verbs into a state that they would not lead to."""
    kept = KEPT[table].table
    project = (
        select(projects.project.c.id).where(projects.project.c.number == driver.number).scalar_subquery()
    )
    same = [kept.c.project == project, *(kept.c[name] == wanted for name, wanted in where.items())]
    with driver.engine.write() as session:
        session.tx.execute(update(kept).where(*same).values({column: value}))


def _parts(session: Session, number: str) -> set[tuple[str, str, str]]:
    part, organisation = projects.participation.c, people.organisation.c
    rows = session.tx.execute(
        select(organisation.code, part.kind, part.office)
        .join_from(projects.participation, people.organisation, part.organisation == organisation.id)
        .join(projects.project, projects.project.c.id == part.project)
        .where(projects.project.c.number == number, part.until.is_(None))
    )
    return {tuple(row) for row in rows}  # type: ignore[misc]


def _personas(session: Session, scene: Scene, made: dict[str, Driver]) -> dict[str, Persona]:
    casting = _Casting(session, made)
    casting.office_holders(scene)
    casting.members(scene.driver.day - timedelta(days=1))
    casting.officers(scene.driver.day - timedelta(days=1))
    casting.administrators()
    casting.stand_ins(scene.driver.day)
    casting.experts()
    return casting.found


@dataclass
class _Casting:
    """Enters each persona twice: into the tables, and into the model of the test."""

    session: Session
    made: dict[str, Driver]
    found: dict[str, Persona] = field(default_factory=dict)

    def office_holders(self, scene: Scene) -> None:
        """One for each office of the standard, as the world has cast them."""
        for office in scene.standard.offices.values():
            persona = self.found[office.code] = Persona(scene.world.cast[office.code])
            match office.held:
                case "staff":
                    persona.standing = frozenset({office.code})
                case "seat":
                    persona.eligible = frozenset({office.code})
                    persona.seats = {(name, office.code) for name in self.made}
                case _:
                    kinds = scene.world.parties
                    ours = (code for code in kinds if scene.standard.member_office(code) == office.code)
                    persona.organisations = frozenset(ours)

    def members(self, yesterday: date) -> None:
        """People of parties, and people who look like it."""
        self.new("stranger")
        self.member("left_the_platform", "source_platform", until=yesterday)
        self.member("of_a_platform_that_left", "left-platform")
        self.member("of_another_platform", "other-platform")
        self.member("of_a_platform_of_another_kind", "conversion_platform")
        self.member("of_the_right_kind_alone", "source_platform")

    def officers(self, yesterday: date) -> None:
        """People of the bureau: seated here, there, no longer or never; and one with two offices."""
        for name in ("never_seated", "no_longer_seated", "seated_elsewhere"):
            self.staff(name, "PO", standing=False)
        self.seated("no_longer_seated", "active", "PO", until=yesterday)
        self.leave_seat("PO", "foreign", yesterday)
        self.seated("seated_elsewhere", "foreign", "PO")
        self.seated("seated_and_not_of_the_bureau", "active", "IA")
        self.staff("retired_head", "SH", standing=True, until=yesterday)
        for office in ("SH", "DD"):
            self.staff("head_of_two", office, standing=True)

    def administrators(self) -> None:
        """Each of them also belongs to a party: that gives them nothing."""
        for domain in ("sysadmin", "secadmin", "auditadmin"):
            self.new(domain, domain=domain).administers = True
            scenes.appoint(self.session.tx, self.found[domain].id, domain, standing=False, domain=domain)
            self.member(domain, "source_platform")

    def stand_ins(self, today: date) -> None:
        """People who act for others today, in one office or in all; and people who look like it."""
        day = timedelta(days=1)
        for name in (
            "for_the_head",
            "for_one_of_two",
            "for_the_other",
            "too_early",
            "too_late",
            "called_off",
        ):
            self.staff(name, "PO", standing=False)
        self.lend("SH", "for_the_head", "", today, today)
        self.lend("head_of_two", "for_one_of_two", "SH", today - day, today + day)
        self.lend("head_of_two", "for_the_other", "DD", today - day, today + day)
        self.lend("SH", "too_early", "", today + day, today + 9 * day)
        self.lend("SH", "too_late", "", today - 9 * day, today - day)
        self.lend("SH", "called_off", "", today, today, ended=today)
        self.staff("for_a_stand_in", "PO", standing=False)
        self.lend("for_the_head", "for_a_stand_in", "", today, today)
        self.staff("head_for_the_officer", "SH", standing=True)
        self.lend("PO", "head_for_the_officer", "PO", today, today)
        self.staff("for_another_office_of_the_officer", "PO", standing=False)
        self.lend("PO", "for_another_office_of_the_officer", "SH", today, today)
        self.staff("for_the_chair", "EX", standing=False, bureau=False)
        self.lend("EX", "for_the_chair", "", today, today)
        self.member("for_a_member", "other-platform")
        self.lend("PL", "for_a_member", "", today, today)
        self.lend("SH", "sysadmin", "", today, today)

    def lend(
        self, giver: str, taker: str, office: str, since: date, until: date, *, ended: date | None = None
    ) -> None:
        people_ = self.found[giver], self.new(taker)
        row = {"giver": people_[0].id, "taker": people_[1].id, "office": office, "since": since}
        self.session.tx.execute(insert(people.delegation).values(row | {"until": until, "ended_on": ended}))
        if since <= self.session.day <= until and ended is None:
            people_[1].acts_for.append((people_[0], office))

    def experts(self) -> None:
        """Those of the pool: nobody anywhere but where they were drawn."""
        login = people.person.c.login
        for row in self.session.tx.execute(select(people.person).where(login.startswith("expert"))):
            self.found[row.login] = Persona(row.id)

    def new(self, name: str, *, domain: str = "business") -> Persona:
        if name not in self.found:
            self.found[name] = Persona(scenes.person(self.session.tx, name, domain=domain))
        return self.found[name]

    def member(self, name: str, code: str, *, until: date | None = None) -> None:
        persona = self.new(name)
        scenes.join(self.session.tx, persona.id, scenes.organisation_id(self.session.tx, code), until=until)
        if until is None:
            persona.organisations |= {code}

    def staff(
        self, name: str, office: str, *, standing: bool, until: date | None = None, bureau: bool = True
    ) -> None:
        persona = self.new(name)
        scenes.appoint(self.session.tx, persona.id, office, standing=standing, until=until, bureau=bureau)
        if until is not None:
            return
        if standing:
            persona.standing |= {office}
        else:
            persona.eligible |= {office}

    def seated(self, name: str, project: str, office: str, *, until: date | None = None) -> None:
        persona = self.new(name)
        seat = {
            "project": self.project(project),
            "n": 90 + persona.id,
            "office": office,
            "person": persona.id,
        }
        self.session.tx.execute(insert(projects.seat).values(seat | {"since": LONG_AGO, "until": until}))
        if until is None:
            persona.seats.add((project, office))

    def leave_seat(self, name: str, project: str, until: date) -> None:
        seat, persona = projects.seat.c, self.found[name]
        same = (seat.project == self.project(project), seat.person == persona.id)
        self.session.tx.execute(update(projects.seat).where(*same).values(until=until))
        persona.seats = {each for each in persona.seats if each[0] != project}

    def project(self, name: str) -> int:
        known = projects.project.c
        found = select(known.id).where(known.number == self.made[name].number)
        return int(self.session.tx.execute(found).scalar_one())


# The matrix ---------------------------------------------------------------------------------------------------------


THE_PROJECT = Kept(projects.ProjectRow, projects.project, ("id",), frozenset())


def kind_of(table: str) -> Kept:
    """A kind of row that an act is about: one that belongs to a project, or the project itself."""
    return THE_PROJECT if table == "project" else KEPT[table]


def key_of(kept: Kept) -> tuple[str, ...]:
    return kept.key if kept is THE_PROJECT else ("project", *kept.key)


def targets(cast: Cast, table: str) -> Iterator[tuple[str, Any]]:
    """Every row of a kind with the project it belongs to."""
    for name, case in cast.cases.items():
        if table == "project":
            yield name, case.project
            continue
        for row in case.rows(table).values():
            yield name, row


def ask(session: Session, actor: Actor, act: str, day: date, kept: Any, row: Any) -> str:
    """What the policy answers about one row."""
    key = {name: getattr(row, name) for name in key_of(kept)}
    reason = why(session.tx, actor, act, day, **key) or "yes"
    try:
        load(session.tx, actor, act, day, kept.row, **key)
    except NotFound:
        return "unseen"
    except NotPermitted as refusal:
        return refusal.clause if refusal.clause == reason else f"{refusal.clause} but why says {reason}"
    return reason


@pytest.mark.parametrize("act", RULES)
def test_every_act_of_every_persona_on_every_row_is_as_the_rules_say(cast: Cast, act: str) -> None:
    table = RULES[act][0]
    kept, day = kind_of(table), cast.scene.driver.day
    wrong, seen = [], set()
    with cast.scene.driver.engine.read() as session:
        for name, who in cast.personas.items():
            actor = actor_of(session.tx, who.id, day=cast.scene.driver.day)
            for project, row in targets(cast, table):
                expected = verdict(cast, who, act, project, row, day)
                seen.add(expected)
                answer = ask(session, actor, act, day, kept, row)
                if answer != expected:
                    wrong.append((name, project, row, f"{expected} expected, {answer} answered"))
    assert not wrong
    assert {"yes", "unseen", *(rule for rule, _ in RULES[act][1])} - seen <= {"may_start"}, (
        "a rule is never put to the test"
    )


@pytest.mark.parametrize("act", RULES)
def test_a_list_holds_exactly_the_rows_that_can_be_loaded_one_by_one(cast: Cast, act: str) -> None:
    table = RULES[act][0]
    kept, day = kind_of(table), cast.scene.driver.day
    with cast.scene.driver.engine.read() as session:
        for who in cast.personas.values():
            actor = actor_of(session.tx, who.id, day=cast.scene.driver.day)
            listed = _listed(cast, session, kept, allowed(actor, act, day))
            loaded = {
                tuple(getattr(row, name) for name in key_of(kept))
                for project, row in targets(cast, table)
                if verdict(cast, who, act, project, row, day) == "yes"
            }
            assert listed == loaded


def _listed(cast: Cast, session: Session, kept: Kept, clause: Any) -> set[tuple[Any, ...]]:
    """The rows that a clause lets through, of the projects of the cast."""
    key, mine = key_of(kept), [case.project.id for case in cast.cases.values()]
    known = select(*(kept.table.c[name] for name in key)).where(clause, kept.table.c[key[0]].in_(mine))
    if kept is not THE_PROJECT:
        known = known.join(projects.project, projects.project.c.id == kept.table.c.project)
    return {tuple(row) for row in session.tx.execute(known)}


def test_the_register_shows_each_persona_exactly_what_they_may_know_of(cast: Cast) -> None:
    with cast.scene.driver.engine.read() as session:
        for name, who in cast.personas.items():
            actor = actor_of(session.tx, who.id, day=cast.scene.driver.day)
            listed = set(session.tx.scalars(select(projects.project.c.number).where(visible(actor))))
            ours = {driver.number for driver in cast.projects.values()}
            expected = {driver.number for key, driver in cast.projects.items() if sees(cast, who, key)}
            assert listed & ours == expected, name
            for number in ours:
                assert found_by(session, actor, number) is (number in expected), name


def found_by(session: Session, actor: Actor, number: str) -> bool:
    try:
        find(session.tx, actor, number)
    except NotFound:
        return False
    return True


def test_every_act_of_the_policy_has_a_second_rule(cast: Cast) -> None:
    assert set(RULES) | {"see"} == set(ACTS)


# Acts on a whole project --------------------------------------------------------------------------------------------

WHOLE: list[tuple[str, str, Callable[..., Receipt], tuple[object, ...], tuple[str, ...]]] = [
    ("request the gate", "active", rounds.request_gate, (), ("PO",)),
    ("bring a party", "active", register.bring_party, ("other-platform",), ("PO",)),
    ("seat an expert", "active", register.seat, ("EX", 0), ("SH",)),
    ("assign an officer", "active", register.seat, ("PO", 0), ("SH",)),
    ("record a flag", "active", facts.record, ("publicly_funded", True), ("PO",)),
    ("record as the platform", "active", facts.record, ("transfer_mode", "assign"), ("PL",)),
    ("record as the board", "active", facts.record, ("permits_required", True), ("PK",)),
    (
        "hold",
        "active",
        pauses.hold,
        (Pause(date(2026, 1, 12), "等", "条件", date(2026, 1, 9)),),
        ("SH", "DD", "DIR"),
    ),
    ("resume", "held", pauses.resume, (), ("SH",)),
    ("archive", "rejected", pauses.archive, (), ("PO",)),
    ("file a paper", "rejected", papers.file, ([duties.Evidence("lessons_note", "text", "示例")],), ("PO",)),
    ("end a part", "active", parties.part, ("enterprise", date(2026, 1, 9), "退出"), ("SH",)),
    (
        "buy a service",
        "without_a_broker",
        parties.buy_service,
        (Purchase("other-broker", "购买"),),
        ("PL", "IA"),
    ),
    (
        "change the receiver",
        "active",
        parties.change_receiver,
        (Succession("enterprise", "other-enterprise", "换"),),
        ("DD",),
    ),
    ("close outbound", "active", ends.close_outbound, ("区外",), ("SH",)),
    ("propose", "review", rounds.propose, ("go", "建议"), ("PO",)),
    ("settle", "owing", debts.settle, (2,), ("SH",)),
    ("waive", "active", duties.waive, ("MIN-I-2", "豁免"), ("SH",)),
    ("let stand in", "without_a_broker", substitutes.let_stand_in, ("MIN-I-3", "代办"), ("SH",)),
]


@pytest.mark.parametrize("case", WHOLE, ids=[each[0] for each in WHOLE])
def test_acts_on_a_whole_project_ask_for_an_office_held_on_that_very_project(cast: Cast, case: Any) -> None:
    _, project, verb, given, offices = case
    for name, who in cast.personas.items():
        allowed_here = any(has(cast, who, project, office) for office in offices)
        expected = "unseen" if not sees(cast, who, project) else "may" if allowed_here else "may not"
        assert attempt(cast.projects[project], who.id, verb, given) == expected, name


@pytest.mark.parametrize("project", ["active", "foreign"])
def test_the_same_office_on_another_project_is_worth_nothing(cast: Cast, project: str) -> None:
    for name in ("PO", "seated_elsewhere"):
        who = cast.personas[name]
        expected = "may" if (project, "PO") in who.seats else "may not"
        assert attempt(cast.projects[project], who.id, rounds.request_gate, ()) == expected


def attempt(driver: Driver, who: int, verb: Callable[..., Receipt], given: tuple[object, ...]) -> str:
    """What becomes of an act that is undone again."""
    about: object = driver.number
    of_duty = verb in (duties.waive, substitutes.let_stand_in)
    if of_duty:
        about, given = DutyKey(driver.number, str(given[0])), given[1:]
    with rehearsal(driver) as trying:
        try:
            by_person(trying, who, verb, about, *given)
        except NotFound as refusal:
            return "unseen" if refusal.what == "project" or of_duty else "may"
        except NotPermitted:
            return "may not"
        except Refusal:
            return "may"
    return "may"


# What an administrator, an expert and a leaver may not ------------------------------------------------------------


def test_the_three_administrators_exclude_each_other_and_every_business_office(cast: Cast) -> None:
    for office, domain in [("SH", "sysadmin"), ("sysadmin", "business"), ("secadmin", "sysadmin")]:
        who = cast.personas["sysadmin" if domain != "business" else "stranger"].id
        with (
            pytest.raises(Exception, match=r"(?i)constraint"),
            rehearsal(cast.scene.driver) as trying,
            on(trying.day),
            trying.engine.write() as session,
        ):
            scenes.appoint(session.tx, who, office, standing=True, domain=domain)


def test_an_unknown_act_is_an_error_and_no_permission(cast: Cast) -> None:
    with cast.scene.driver.engine.read() as session:
        actor = actor_of(session.tx, cast.personas["SH"].id)
        with pytest.raises(KeyError):
            load(session.tx, actor, "no_such_act", cast.scene.driver.day, KEPT["duty"].row, project=1)
        with pytest.raises(KeyError):
            allowed(actor, "no_such_act", cast.scene.driver.day)


def test_an_expert_of_the_pool_sees_only_the_projects_they_are_seated_on(released: At) -> None:
    scene = released("mining")
    expert = scene.world.another("EX", "expert-of-the-pool")
    with scene.driver.engine.read() as session:
        actor = actor_of(session.tx, expert)
        assert session.tx.scalar(select(projects.project.c.id).where(visible(actor))) is None


def test_people_who_have_left_lose_everything_at_once(released: At) -> None:
    scene = released("mining")
    driver = scene.driver
    with driver.engine.write() as session:
        session.tx.execute(text("UPDATE member SET until = '2026-01-04'"))
        session.tx.execute(text("UPDATE staff SET until = '2026-01-04'"))
    for office in ("PL", "EL", "BR", "SH", "DD"):
        with pytest.raises(NotFound):
            driver.act(office, facts.record, driver.number, "publicly_funded", value=True)
