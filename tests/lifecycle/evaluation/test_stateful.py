"""A whole evaluation against a small model of it: people answer, score, step back and are excluded in any order, and
join an organisation that takes part at any moment.

The model knows experts, their levels, and who counts; nothing of attempts, seals, events or statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lifecycle.errors import Refusal
from lifecycle.policy import actor_of
from lifecycle.queries.evaluation import EvaluationPage, evaluation_page
from lifecycle.verbs import evaluations, invitations, sheets
from tests.lifecycle.evaluation.scenes import Panel, join_party, panel_of
from tests.lifecycle.scenes import disagreements, on

if TYPE_CHECKING:
    from tests.lifecycle.scenes import Life

SEATS, LEAST = 5, 5
WHO = st.integers(0, 30)
LEVEL = st.sampled_from((4, 5))
"""Levels that lie close: what disagreement leads to is tried in its own tests."""


@dataclass
class Expert:
    """One expert of the model. `level` is what they gave of every dimension; `tied`: they belong to a party by now."""

    n: int
    person: int
    state: str = "invited"
    declared: bool = False
    level: int | None = None
    tied: bool = False

    @property
    def live(self) -> bool:
        return self.state in ("invited", "accepted")

    @property
    def counts(self) -> bool:
        return self.state == "accepted" and self.level is not None


class Evaluation(RuleBasedStateMachine):
    """`life` is set by the test: where a project that has just come to its evaluation is copied from."""

    life: Life

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        folder = Path(self.opened.enter_context(TemporaryDirectory()))
        database, scene = self.life.at("evaluation", folder)
        self.opened.callback(database.close)
        self.panel: Panel = panel_of(scene.world, scene.driver)
        self.experts: list[Expert] = []
        self.revealed = self.concluded = False

    @initialize(levels=st.lists(LEVEL, min_size=3, max_size=SEATS))
    def begin(self, levels: list[int]) -> None:
        """As many as there are levels have scored already; with five, the sheets are open."""
        self.panel.rate_self()
        self._drawn()
        for expert, level in zip(self.experts, levels, strict=False):
            self.panel.by(expert.person, invitations.answer, accept=True)
            self.panel.by(expert.person, invitations.declare)
            self.panel.by(expert.person, sheets.submit, self.panel.given(level))
            expert.state, expert.declared, expert.level = "accepted", True, level
        self.revealed = len(levels) == SEATS

    def _drawn(self) -> None:
        self.experts += [Expert(row.n, row.person) for row in self.panel.draw()]

    # What people do ---------------------------------------------------------------------------------------

    @property
    def live(self) -> list[Expert]:
        return [each for each in self.experts if each.live]

    def pick(self, who: int, among: list[Expert]) -> Expert | None:
        return among[who % len(among)] if among else None

    @precondition(lambda self: not self.revealed and len(self.live) < SEATS)
    @rule()
    def draw_again(self) -> None:
        self._drawn()
        assert len(self.live) == SEATS

    @precondition(lambda self: not self.revealed)
    @rule(who=WHO, accept=st.sampled_from((True, True, True, False)))
    def answer(self, who: int, accept: bool) -> None:  # noqa: FBT001 - drawn
        expert = self.pick(who, [each for each in self.live if each.state == "invited"])
        if expert:
            self.panel.by(expert.person, invitations.answer, accept=accept)
            expert.state = "accepted" if accept else "declined"

    @rule(who=WHO)
    def declare(self, who: int) -> None:
        waiting = [each for each in self.live if each.state == "accepted" and not each.declared]
        if expert := self.pick(who, waiting):
            self.panel.by(expert.person, invitations.declare)
            expert.declared = True
            self._found(expert)

    @rule(who=WHO, level=LEVEL)
    def score(self, who: int, level: int) -> None:
        able = [each for each in self.live if each.declared and each.level is None]
        if (expert := self.pick(who, able)) and not self.revealed:
            self.panel.by(expert.person, sheets.submit, self.panel.given(level))
            expert.level = level
            self._found(expert)
            self.revealed = len(self.live) == SEATS and all(each.counts for each in self.live)

    @rule(who=WHO)
    def score_out_of_turn(self, who: int) -> None:
        """Twice, before the declaration, or after their part has ended."""
        barred = [
            each for each in self.experts if not each.live or not each.declared or each.level is not None
        ]
        if expert := self.pick(who, barred):
            with _refused():
                self.panel.by(expert.person, sheets.submit, self.panel.given(9))

    @rule(who=WHO)
    def step_back(self, who: int) -> None:
        able = [each for each in self.live if each.state == "accepted"]
        expert = self.pick(who, able)
        if expert and who % 2 == 0 and not self.concluded:
            self.panel.by(expert.person, invitations.recuse, {"RC1": "示例：亲属"})
            expert.state = "recused"

    @rule(who=WHO)
    def join_the_holder(self, who: int) -> None:
        expert = self.pick(who, [each for each in self.live if not each.tied])
        if expert and who % 2 == 0:
            join_party(self.panel, expert.person)
            expert.tied = True

    @rule(who=WHO)
    def exclude(self, who: int) -> None:
        expert = self.pick(who, [each for each in self.live if each.level is not None])
        if expert and who % 2 == 0 and not self.concluded:
            self.panel.act("DD", evaluations.exclude, expert.n, "RC3", "示例：共同专利")
            expert.state = "excluded"

    @precondition(lambda self: not self.concluded)
    @rule()
    def conclude(self) -> None:
        counting = [each for each in self.experts if each.counts]
        may = self.revealed and len(counting) >= LEAST and not any(each.tied for each in counting)
        if may:
            self.panel.act("PO", evaluations.conclude)
            self.concluded = True
            return
        with _refused():
            self.panel.act("PO", evaluations.conclude)

    def _found(self, expert: Expert) -> None:
        """A tie that is on record excludes whoever declares or hands in."""
        if expert.tied:
            expert.state = "excluded"

    # What must hold ---------------------------------------------------------------------------------------

    def page(self, office: str) -> EvaluationPage:
        driver = self.panel.driver
        with on(driver.day), driver.engine.read() as session:
            actor = actor_of(session.tx, driver.cast[office])
            return evaluation_page(session, actor, self.panel.number)

    @precondition(lambda self: self.experts)
    @invariant()
    def everybody_is_where_the_model_has_them(self) -> None:
        rows = self.panel.now.assignments
        for expert in self.experts:
            assert rows[expert.n].state.replace("opened", "invited") == expert.state, expert

    @precondition(lambda self: self.experts)
    @invariant()
    def levels_are_known_when_all_are_in_and_never_before(self) -> None:
        page = self.page("PO")
        given = [sorted(cell.level for cell in line.cells if cell.counts) for line in page.dimensions]
        wanted = sorted(each.level for each in self.experts if each.counts and each.level is not None)
        assert given == [wanted if self.revealed else []] * len(given)
        if not self.concluded:
            party = self.page("PL")
            assert not any(line.cells for line in party.dimensions)
            assert party.total is None

    @precondition(lambda self: self.revealed)
    @invariant()
    def the_total_is_that_of_whoever_counts(self) -> None:
        levels = sorted(each.level for each in self.experts if each.counts and each.level is not None)
        assert self.page("PO").total == total_of(levels)

    def teardown(self) -> None:
        driver = self.panel.driver
        with driver.engine.read() as session:
            assert disagreements(session, driver.number) == []
        self.opened.close()


def total_of(levels: list[int]) -> Decimal | None:
    """Of a panel that gives every dimension the same level: its weights come to a hundred."""
    if not levels:
        return None
    kept = levels[1:-1] if len(levels) >= LEAST else levels
    level = Fraction(sum(kept), len(kept))
    exact = Decimal(100 * level.numerator) / Decimal(9 * level.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except Refusal:
        return
    raise AssertionError("it was not refused")


def test_a_whole_evaluation_is_as_the_model_has_it(
    released_life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Evaluation, "life", released_life, raising=False)
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    phases = (Phase.explicit, Phase.generate)  # shrinking a whole evaluation takes minutes
    once = settings(
        max_examples=40,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=quiet,
        phases=phases,
    )
    run_state_machine_as_test(Evaluation, settings=once)  # type: ignore[no-untyped-call]
