"""One act on many projects: never more than the single acts, told before, noted after, and repeated without harm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from lifecycle import commands
from lifecycle.errors import (
    GateClosed,
    Invalid,
    NoSuchMove,
    NotFound,
    NotPermitted,
    Refusal,
    Stale,
    Unavailable,
)
from lifecycle.history import parse
from lifecycle.policy import actor_of
from lifecycle.records.journal import history
from lifecycle.refusals import read, written
from lifecycle.register import batches
from lifecycle.register.batches import ACTS, MOST, batch_page, batches_of, forecast, open_batch, run_batch
from lifecycle.verbs import register
from lifecycle.verify import verify
from tests.lifecycle.scenes import events_of, on

if TYPE_CHECKING:
    from tests.world import World
    from web.demonstration.driver import Driver


@pytest.fixture
def ready(world: World) -> list[Driver]:
    """Two projects whose gate is open, one whose is not, one draft."""
    drivers = [world.started(title=f"项目{n}") for n in range(3)]
    for driver in drivers[:2]:
        driver.clear()
    latest = max(driver.day for driver in drivers)
    for driver in drivers:
        driver.day = latest
    return [*drivers, world.register(title="草稿", day=latest)]


def numbers(drivers: list[Driver]) -> list[str]:
    return [driver.number for driver in drivers]


def start(world: World, office: str, act: str, of: list[Driver], key: str = "k", **given: Any) -> str:
    with on(of[0].day), world.engine.write() as session:
        return open_batch(session, actor_of(session.tx, world.cast[office]), act, given, numbers(of), key=key)


def run(world: World, office: str, code: str, of: list[Driver]) -> list[tuple[str, str]]:
    with on(of[0].day):
        run_batch(world.engine, world.cast[office], code)
    with world.engine.read() as session:
        page = batch_page(session, actor_of(session.tx, world.cast[office]), code)
        return [(item.number, item.outcome) for item in page.items]


def test_the_forecast_is_what_then_happens(world: World, ready: list[Driver]) -> None:
    with on(ready[0].day):
        told = forecast(world.engine, world.cast["PO"], "request_gate", {}, numbers(ready))
    assert list(told.passes) == numbers(ready[:2])
    (barred, why), (draft, not_there) = told.blocked
    assert (barred, type(why)) == (ready[2].number, GateClosed)
    assert (draft, type(not_there)) == (ready[3].number, NoSuchMove)
    done = run(world, "PO", start(world, "PO", "request_gate", ready), ready)
    assert [outcome for _, outcome in done] == ["done", "done", "refused", "refused"]
    assert [driver.look()[1].project.status for driver in ready] == [
        "gate_review",
        "gate_review",
        "active",
        "draft",
    ]


def test_a_forecast_changes_nothing(world: World, ready: list[Driver]) -> None:
    before = [len(events_of(driver)) for driver in ready]
    with on(ready[0].day):
        forecast(world.engine, world.cast["PO"], "request_gate", {}, numbers(ready))
        forecast(world.engine, world.cast["PL"], "request_gate", {}, numbers(ready))
    assert [len(events_of(driver)) for driver in ready] == before


@pytest.mark.parametrize("office", ["SH", "DD", "PL", "EL", "BR"])
def test_nobody_can_do_by_many_what_they_cannot_do_by_one(
    world: World, ready: list[Driver], office: str
) -> None:
    for act, kind in ACTS.items():
        given: dict[str, Any] = {
            "person": {"person": world.cast["PO"]},
            "organisation": {"organisation": "town"},
        }.get(kind.takes, {})
        with on(ready[0].day):
            told = forecast(world.engine, world.cast[office], act, given, numbers(ready))
            for driver in ready:
                alone = _alone(world, office, act, driver, given)
                assert (driver.number in told.passes) == (alone is None), (act, driver.number)
                assert (driver.number in dict(told.forbidden)) == isinstance(alone, NotPermitted | NotFound)


def _alone(world: World, office: str, act: str, driver: Driver, given: dict[str, Any]) -> Refusal | None:
    """Why the single act is refused, tried and taken back by its own means."""

    class Undone(Exception):
        pass

    try:
        with world.engine.write() as session:
            actor = actor_of(session.tx, world.cast[office])
            ACTS[act].verb(session, actor, driver.number, *given.values())
            raise Undone
    except Undone:
        return None
    except Refusal as refusal:
        return refusal


def test_every_project_of_a_batch_names_it_in_its_history_and_verifies(
    world: World, ready: list[Driver]
) -> None:
    code = start(world, "PO", "request_gate", ready)
    run(world, "PO", code, ready)
    for driver in ready[:3]:  # the draft's refusal is noted too
        assert parse(events_of(driver)[-1].body).batch == code
    assert {parse(event.body).batch for event in events_of(ready[0])[:-1]} == {None}
    assert list(verify(world.engine)) == []


def test_a_batch_sent_twice_is_the_same_and_repeats_nothing(world: World, ready: list[Driver]) -> None:
    code = start(world, "PO", "request_gate", ready)
    run(world, "PO", code, ready)
    before = [len(events_of(driver)) for driver in ready]
    assert start(world, "PO", "request_gate", ready) == code
    run(world, "PO", code, ready)
    assert [len(events_of(driver)) for driver in ready] == before
    assert start(world, "PO", "request_gate", ready, key="another") != code


def test_a_batch_that_was_interrupted_goes_on_where_it_was(
    world: World, ready: list[Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = start(world, "PO", "request_gate", ready)
    done = commands.run

    def fails_at_second(*given: Any, **named: Any) -> Any:
        if given[3] == ready[1].number:
            raise Unavailable("disk full")
        return done(*given, **named)

    monkeypatch.setattr(batches, "run", fails_at_second)
    with on(ready[0].day), pytest.raises(Unavailable):
        run_batch(world.engine, world.cast["PO"], code)
    monkeypatch.undo()
    with world.engine.read() as session:
        page = batch_page(session, actor_of(session.tx, world.cast["PO"]), code)
    assert [item.outcome for item in page.items] == ["done", "waiting", "waiting", "waiting"]
    assert [outcome for _, outcome in run(world, "PO", code, ready)] == ["done", "done", "refused", "refused"]


def test_what_was_done_and_not_noted_is_found_again(world: World, ready: list[Driver]) -> None:
    """The process died after the act was committed, before the batch knew."""
    code = start(world, "PO", "request_gate", ready)
    run(world, "PO", code, ready)
    with world.engine.database.write() as tx:
        tx.execute(text("UPDATE batch_item SET outcome = 'waiting', seq = NULL"))
    before = len(events_of(ready[0]))
    assert [outcome for _, outcome in run(world, "PO", code, ready)][:2] == ["done", "done"]
    assert len(events_of(ready[0])) == before
    with world.engine.read() as session:
        page = batch_page(session, actor_of(session.tx, world.cast["PO"]), code)
    assert page.items[0].seq == before


def test_an_officer_is_assigned_to_many(world: World, ready: list[Driver]) -> None:
    second = world.another("PO", "second")
    bare = start(world, "SH", "assign_officer", ready, "bare", person=second)
    assert {outcome for _, outcome in run(world, "SH", bare, ready)} == {"refused"}, "somebody leaves: why?"
    code = start(world, "SH", "assign_officer", ready, person=second, reason="示例：调岗")
    assert {outcome for _, outcome in run(world, "SH", code, ready)} == {"done"}
    assert {driver.look()[1].project.officer for driver in ready} == {second}
    refused = forecast(world.engine, world.cast["EL"], "assign_officer", {"person": second}, numbers(ready))
    assert len(refused.forbidden) == 4


def test_projects_that_one_may_not_see_are_not_in_the_batch(world: World, ready: list[Driver]) -> None:
    foreign = world.started(title="别家的", parties=("source_platform",), day=ready[0].day)
    code = start(world, "EL", "submit", [*ready, foreign])
    with world.engine.read() as session:
        mine = batch_page(session, actor_of(session.tx, world.cast["EL"]), code)
        assert (mine.count, foreign.number in {item.number for item in mine.items}) == (4, False)
        assert [each.code for each in batches_of(session, actor_of(session.tx, world.cast["EL"]))] == [code]
        assert batch_page(session, actor_of(session.tx, world.cast["SH"]), code).is_mine is False
        with pytest.raises(NotFound):
            batch_page(session, actor_of(session.tx, world.cast["PL"]), code)
    with pytest.raises(NotFound):
        run_batch(world.engine, world.cast["SH"], code)


@pytest.mark.parametrize(
    ("act", "given", "count", "field"),
    [
        ("terminate", {}, 1, "act"),
        ("assign_officer", {}, 1, "person"),
        ("bring_party", {"person": 1}, 1, "organisation"),
        ("submit", {}, 0, "projects"),
        ("submit", {}, MOST + 1, "projects"),
    ],
)
def test_a_batch_that_makes_no_sense_is_refused(
    world: World, act: str, given: dict[str, Any], count: int, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        forecast(world.engine, world.cast["PO"], act, given, [f"YH-2026-{n:04d}" for n in range(count)])
    assert refused.value.field == field


def test_verbs_of_a_batch_are_those_of_single_acts() -> None:
    assert ACTS["submit"].verb is register.submit
    assert "terminate" not in ACTS


@pytest.mark.parametrize(
    "refusal",
    [
        NotFound("project", "YH-1"),
        NotPermitted("submit", "holds_office", ("PO", "SH")),
        NoSuchMove("submit", "mining/active"),
        Stale("project", 3, 5),
        Invalid("until", "out_of_range", {"from": "2026-01-01", "to": "2026-02-01"}),
        Unavailable(),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_refusal_is_read_back_as_it_was(refusal: Refusal) -> None:
    again = read(written(refusal))
    assert type(again) is type(refusal)
    assert again.__dict__ | {"possible": ()} == refusal.__dict__ | {"possible": ()}


def test_a_closed_gate_is_read_back_with_its_number_of_blockers(world: World, ready: list[Driver]) -> None:
    found = ready[2].look()[2]
    again = read(written(GateClosed("request_gate", found * 5)))
    assert isinstance(again, GateClosed)
    assert len(again.blockers) == len(found) * 5
    assert again.blockers[0].clause == found[0].clause
    assert len(written(GateClosed("request_gate", found * 500))) < 4000


def test_the_hash_of_an_event_without_a_batch_is_what_it_was(world: World, ready: list[Driver]) -> None:
    with world.engine.read() as session:
        bodies = session.tx.scalars(select(history.c.body)).all()
    assert not [body for body in bodies if '"batch"' in body]
