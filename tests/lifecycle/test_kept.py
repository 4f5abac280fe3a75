"""Answers about the whole register are kept while nothing happens, and never show what is not so any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle import accounts, kept
from lifecycle.overview.counting import counted
from lifecycle.overview.lately import lately
from lifecycle.overview.standing import standing
from lifecycle.overview.terms import Frame, Period
from lifecycle.policy import actor_of
from lifecycle.queries.register import Filters, _grouped, counts_of, shape_of, values_of
from lifecycle.verbs.register import officer_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifecycle.engine import Session
    from tests.world import World


class Asked:
    """Answers how often it was asked."""

    times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_what_was_counted_is_kept_until_something_happens(any_world: World) -> None:
    driver, asked = any_world.started(), Asked()

    def answer() -> int:
        with any_world.engine.read() as session:
            return any_world.engine.kept.answer(session, "it", asked)

    before = twice(answer)
    driver.step()
    assert twice(answer) > before


def twice(answer: Callable[[], int]) -> int:
    """The answer that comes twice in a row. PostgreSQL has one snapshot for all databases of a server: where another
    one was written in between, it is counted again, which is asked once more.
    """
    for _ in range(50):
        one, another = answer(), answer()
        if one == another:
            return one
    raise AssertionError("nothing is ever kept")


def test_what_is_not_committed_is_not_kept(any_world: World) -> None:
    any_world.started()
    asked = Asked()
    with any_world.engine.write() as session:
        assert any_world.engine.kept.answer(session, "it", asked) == 1
        assert any_world.engine.kept.answer(session, "it", asked) == 2
    with any_world.engine.read() as session:
        assert any_world.engine.kept.answer(session, "it", asked) == 3


def test_another_day_is_another_question(world: World) -> None:
    asked = Asked()
    with world.engine.read() as session:
        today = world.engine.kept.answer(session, "it", asked)
    with world.engine.read() as session:
        session.__dict__["day"] = session.day.replace(year=session.day.year + 1)
        assert world.engine.kept.answer(session, "it", asked) != today


def test_what_takes_long_may_be_of_a_while_ago_and_says_so(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, asked, keeping = any_world.started(), Asked(), any_world.engine.kept
    monkeypatch.setattr(kept, "REST", 1e9)

    def answer(*, now: bool = False) -> tuple[object, bool]:
        with any_world.engine.read() as session:
            found = keeping.lately(session, "it", asked, now=now)
            assert found.at <= session.at
            return found.found, found.is_now

    assert answer() == (1, True)
    driver.step()
    assert answer() == (2, True)  # quick, so always as of now
    monkeypatch.setattr(kept, "QUICK_SECONDS", -1.0)
    untouched = (
        {True} if any_world.engine.database.is_sqlite else {True, False}
    )  # another database may be written
    found, is_now = answer()
    assert (found, is_now in untouched) == (2, True)
    driver.step()
    assert answer() == (2, False)
    assert answer(now=True) == (3, True)
    found, is_now = answer()
    assert (found, is_now in untouched) == (3, True)


def test_the_overview_and_the_totals_are_those_of_a_fresh_count_after_every_act(any_world: World) -> None:
    drivers = [any_world.started(title=f"示例{n}") for n in range(2)]
    for turn in range(16):
        drivers[turn % 3 % 2].step()
        for _ in range(2):
            with any_world.engine.read() as session:
                agrees(any_world, session)


def agrees(world: World, session: Session) -> None:
    actor = actor_of(session.tx, world.cast[officer_of(world.standard).code])
    frame = Frame(Period.of(session.day), session.day)
    found = lately(session, actor, frame, now=True)
    assert found.is_now
    assert found.figures == counted(session, frame)
    assert found.names == standing(session, actor)
    everything = Filters(state="all")
    shape, values = shape_of(session, actor, everything), values_of(session, actor, everything)
    rows = _grouped(shape, session.tx.dialect.name).rows(session.tx, values)
    assert counts_of(session, actor, everything).total == sum(row["n"] for row in rows)


def test_a_new_name_of_an_organisation_is_shown_at_once(any_world: World) -> None:
    any_world.started()
    with any_world.engine.read() as session:
        actor = actor_of(session.tx, any_world.cast[officer_of(any_world.standard).code])
        frame = Frame(Period.of(session.day), session.day)
        assert lately(session, actor, frame).names.playing
    with any_world.engine.write() as session:
        known = accounts.organisation_by_code(session.tx, any_world.parties[0])
        assert known is not None
        accounts.change_organisation(session.tx, known, name="示例新名称", kind=known.kind, credit_code=None)
    with any_world.engine.read() as session:
        names = lately(session, actor, frame).names
    assert "示例新名称" in {each.name for role in names.playing for each in role.most}
