"""Evaluations in tests: a pool of experts with employers of their own, and panels taken a step or all the way along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import insert

from lifecycle.evaluation.view import Evaluation, every, newest
from lifecycle.records import experts, people
from lifecycle.records.evaluations import AssignmentRow
from lifecycle.store import Receipt
from lifecycle.verbs import duties, evaluations, invitations, panels, self_ratings, sheets
from lifecycle.verbs.duties import DutyKey, attach
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.levels import Given
from stages import Standard
from tests.lifecycle import scenes
from tests.lifecycle.scenes import by_person, case_of
from tests.world import LONG_AGO, World
from web.demonstration.driver import Driver

DOSSIER = ("EVA-P-1", "EVA-P-2", "EVA-I-1", "EVA-I-2")
REASON = "示例：依据材料"
POOL: Sequence[tuple[str, ...]] = (
    *[("technical",)] * 5,
    *[("industry",)] * 3,
    *[("finance",)] * 3,
    *[("ip_or_legal",)] * 3,
    ("technical", "industry"),
)


def fill_pool(world: World, pool: Sequence[tuple[str, ...]] = POOL, *, load_limit: int = 3) -> list[int]:
    """Experts of these fields, each with an employer that takes part in nothing. Their ids."""
    with world.engine.write() as session:
        found = []
        for n, fields in enumerate(pool, start=1):
            who = scenes.person(session.tx, f"expert{n}")
            which = scenes.organisation(session.tx, f"institute-{n}", "employer")
            scenes.join(session.tx, who, which)
            row = {"person": who, "fields": f",{','.join(fields)},", "keywords": ",膜,", "since": LONG_AGO}
            session.tx.execute(insert(experts.expert).values(row | {"load_limit": load_limit}))
            found.append(who)
    return found


@dataclass
class Panel:
    """One project with an evaluation: acts by its officer, its holder and its experts, each in a transaction."""

    driver: Driver
    standard: Standard
    officer: str = "PO"
    holder: str = "PL"
    pool: list[int] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.driver.number

    def at(self, driver: Driver) -> Panel:
        """The same panel in a rehearsal."""
        return replace(self, driver=driver)

    # Looking ----------------------------------------------------------------------------------------------

    @property
    def now(self) -> Evaluation:
        found = newest(self.standard, case_of(self.driver))
        assert found is not None
        return found

    @property
    def all_ever(self) -> tuple[Evaluation, ...]:
        return every(self.standard, case_of(self.driver))

    @property
    def live(self) -> list[AssignmentRow]:
        return sorted(self.now.live, key=lambda row: row.n)

    def fact(self, name: str) -> object:
        from lifecycle import facts  # noqa: PLC0415 - only here

        return facts.recorded(self.standard, case_of(self.driver)).get(name)

    # Acting -----------------------------------------------------------------------------------------------

    def act(self, office: str, verb: Callable[..., Receipt], *given: object, **named: object) -> Receipt:
        return self.driver.act(office, verb, self.number, *given, **named)

    def by(self, person: int, verb: Callable[..., Receipt], *given: object, **named: object) -> Receipt:
        return by_person(self.driver, person, verb, self.number, *given, **named)

    def evidence(self) -> int:
        """A document that levels may rest on: its number."""
        case = case_of(self.driver)
        kind, code = self._evidence_of()
        if not any(row.kind == kind for row in case.documents.values()):
            self.driver.act(
                self.holder, attach, DutyKey(self.number, code), [Evidence(kind, "text", "示例：数据")]
            )
            case = case_of(self.driver)
        return max(row.n for row in case.documents.values() if row.kind == kind)

    def _evidence_of(self) -> tuple[str, str]:
        kind = self.standard.rubric.documents.self_rating if self.standard.rubric else None
        stage = case_of(self.driver).project.stage
        duties = (each for each in self.standard.duties_of(stage) if each.doer == self.holder)
        duty = next(each for each in duties if each.evidence and kind not in each.evidence)
        return duty.evidence[0], duty.code

    def rate_self(self, level: int | Mapping[str, int] = 4, **more: Any) -> None:
        self.act(self.holder, self_ratings.start)
        self.act(self.holder, self_ratings.submit, self.given(level), **more)

    def given(self, level: int | Mapping[str, int], reason: str = REASON) -> list[Given]:
        """The same level of every dimension, or these levels."""
        codes = self.now.dimensions
        return self.rating(dict.fromkeys(codes, level) if isinstance(level, int) else level, reason)

    def rating(self, levels: Mapping[str, int], reason: str = REASON) -> list[Given]:
        """These levels, each with its reason and evidence."""
        document = self.evidence()
        return [Given(code, value, reason, (document,)) for code, value in levels.items()]

    def draw(self, **more: Any) -> list[AssignmentRow]:
        """Draw and invite; the experts who were drawn."""
        before = {row.n for row in self.now.assignments.values()} if self.all_ever else set()
        self.act(self.officer, panels.draw, **more)
        self.act(self.officer, panels.invite)
        return [row for row in self.live if row.n not in before]

    def seat(self, *rows: AssignmentRow) -> None:
        """They accept and declare that they are free."""
        for row in rows or self.live:
            self.by(row.person, invitations.answer, accept=True)
            self.by(row.person, invitations.declare)

    def score(self, row: AssignmentRow, level: int | Mapping[str, int] = 4) -> None:
        self.by(row.person, sheets.submit, self.given(level))

    def dossier_done(self, codes: Sequence[str] = DOSSIER) -> None:
        """The duties whose milestone the last day to score counts from are done and confirmed."""
        for code in codes:
            self.driver.complete(code)
            confirmer = case_of(self.driver).latest_duties()[code, 1].confirmer
            self.driver.act(confirmer or "", duties.confirm, DutyKey(self.number, code))

    def begun(self, level: int = 4) -> Panel:
        """The self-rating is in and the panel sits: everybody may score."""
        self.rate_self(level)
        self.seat(*self.draw())
        return self

    def scored(self, levels: Mapping[str, Sequence[int]] | int = 4) -> Panel:
        """Everybody has scored: expert by expert the levels of each dimension."""
        self.begun()
        for place, row in enumerate(self.live):
            own = levels if isinstance(levels, int) else {code: each[place] for code, each in levels.items()}
            self.score(row, own)
        return self

    def concluded(self, levels: Mapping[str, Sequence[int]] | int = 4) -> Panel:
        self.scored(levels)
        self.act(self.officer, evaluations.conclude)
        return self


def panel_of(world: World, driver: Driver, **more: Any) -> Panel:
    """A panel for a project that stands where a panel scores, with a pool to draw it from."""
    return Panel(driver, world.standard, pool=fill_pool(world), **more)


def join_party(panel: Panel, person: int, kind: str = "source_platform") -> None:
    """The person joins an organisation that takes part, today."""
    with panel.driver.engine.write() as session:
        which = scenes.organisation_id(session.tx, kind)
        stay = {"person": person, "organisation": which, "since": panel.driver.day}
        session.tx.execute(insert(people.member).values(stay))


def employ(panel: Panel, person: int, code: str, *, until: date | None = None) -> None:
    """The pool says that this organisation employs the person: they are no member of it, and act for it nowhere."""
    with panel.driver.engine.write() as session:
        to = scenes.organisation_id(session.tx, code)
        row = {"person": person, "kind": "employment", "organisation": to, "since": LONG_AGO, "until": until}
        more = {"recorded_by": 0, "recorded_on": panel.driver.day}
        session.tx.execute(insert(experts.relation).values(row | more))
