"""Letters reach a real mail server at least once, whatever it does, and nothing is lost on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from lifecycle import clock
from lifecycle.errors import NotFound
from lifecycle.reminding import sending
from tests.lifecycle.reminding.mailing import (
    OK,
    Mailbox,
    at_port,
    free_port,
    letters,
    plain_words,
    serving,
    states,
    write_letters,
)

if TYPE_CHECKING:
    from lifecycle.engine import Engine
    from lifecycle.reminding.carriers import Carrier
    from lifecycle.reminding.sending import Sent
    from tests.world import World

MORNING = datetime(2026, 3, 18, 1, 30, tzinfo=UTC)
"""A Wednesday, half past nine in Shanghai."""
PLENTY = 1_000_000


def send(engine: Engine, carrier: Carrier, at: datetime = MORNING, cap: int = PLENTY) -> Sent:
    with clock.rehearse(at):
        return sending.send(engine, carrier, plain_words, cap)


def waiting(world: World, count: int) -> list[int]:
    with clock.rehearse(MORNING):
        return write_letters(world.engine, count)


def test_each_letter_arrives_once_with_its_own_message_id(world: World) -> None:
    waiting(world, 7)
    box = Mailbox()
    with serving(box) as server:
        assert send(world.engine, server).sent == 7
        assert send(world.engine, server).sent == 0
    assert sorted(box.ids) == sorted(row.message_id for row in letters(world.engine))
    first = box.arrived[0]
    assert first["From"] == "示例系统 <lifecycle@example.org>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Date"].datetime.utcoffset() == timedelta(hours=8)
    assert "alert missing" in first.get_content()
    assert states(world.engine) == {"sent": 7}


def test_a_server_that_is_down_for_a_day_loses_nothing(world: World) -> None:
    """The day's outage with a few hundred letters: the first attempts fail, all of them arrive afterwards."""
    count = 300
    waiting(world, count)
    port, at = free_port(), MORNING
    for _ in range(16):
        assert send(world.engine, at_port(port), at).trouble
        at += timedelta(minutes=30)
    box = Mailbox()
    with serving(box, port) as server:
        while states(world.engine).get("waiting"):
            at += timedelta(minutes=30)
            at = at if 1 <= at.hour < 9 else at.replace(hour=1, minute=0) + timedelta(days=at.hour >= 9)
            send(world.engine, server, at)
    assert len(box.ids) == len(set(box.ids)) == count
    assert states(world.engine) == {"sent": count}


def test_a_refused_address_is_a_dead_letter_at_once_and_keeps_nobody_else(world: World) -> None:
    waiting(world, 5)
    box = Mailbox(on_recipient=lambda n: "550 no such user" if n == 2 else OK)
    with serving(box) as server:
        done = send(world.engine, server)
        assert (done.sent, done.dead) == (4, 1)
        (dead,) = (row for row in letters(world.engine) if row.state == "dead")
        assert dead.trouble == "recipient_550"
        with clock.rehearse(MORNING), world.engine.write() as session:
            sending.resend(session, dead.id or 0)
        assert send(world.engine, server).sent == 1
    assert dead.message_id in box.ids


def test_only_a_dead_letter_is_sent_again(world: World) -> None:
    (first,) = waiting(world, 1)
    with world.engine.write() as session, pytest.raises(NotFound):
        sending.resend(session, first)


@pytest.mark.parametrize("answer", ["451 try later", "421 busy"])
def test_a_server_that_says_later_is_asked_again_with_growing_pauses(world: World, answer: str) -> None:
    waiting(world, 1)
    tried: list[datetime] = []
    box = Mailbox(on_data=lambda n: answer if n < 5 else OK)
    with serving(box) as server:
        for minute in range(60):
            at = MORNING + timedelta(minutes=minute)
            before = box.handed_in
            send(world.engine, server, at)
            if box.handed_in > before:
                tried.append(at)
    pauses = [int((later - earlier).total_seconds() // 60) for earlier, later in pairwise(tried)]
    assert pauses == [1, 2, 4, 8]
    assert states(world.engine) == {"sent": 1}


def test_a_line_that_breaks_after_the_text_is_tried_again_under_the_same_message_id(world: World) -> None:
    waiting(world, 3)
    box = Mailbox(on_data=lambda n: "drop" if n == 1 else OK)
    with serving(box) as server:
        assert send(world.engine, server).sent == 2
        send(world.engine, server, MORNING + timedelta(minutes=5))
    assert states(world.engine) == {"sent": 3}
    assert len(box.ids) == 4  # at least once: the reader's program knows the two as one
    assert len(set(box.ids)) == 3


def test_a_letter_that_fails_for_three_days_is_dead_and_one_hardly_tried_is_not(world: World) -> None:
    waiting(world, 1)
    box = Mailbox(on_data=lambda _: "451 try later")
    with serving(box) as server:
        send(world.engine, server)
        send(
            world.engine, server, MORNING + timedelta(days=400)
        )  # the clock jumped: two attempts are not three days
        assert states(world.engine) == {"waiting": 1}
        at = MORNING + timedelta(minutes=5)
        while states(world.engine) == {"waiting": 1}:
            at += timedelta(minutes=70)
            send(world.engine, server, at)
    (dead,) = letters(world.engine)
    assert dead.state == "dead"
    assert dead.attempts >= 10
    assert at - MORNING >= timedelta(hours=72)


def test_nothing_leaves_outside_the_hours(world: World) -> None:
    waiting(world, 1)
    box = Mailbox()
    with serving(box) as server:
        for at in (MORNING - timedelta(hours=1), MORNING + timedelta(hours=9), MORNING + timedelta(days=3)):
            assert send(world.engine, server, at).sent == 0
        assert send(world.engine, server).sent == 1


def test_no_more_than_the_cap_leaves_in_an_hour(world: World) -> None:
    waiting(world, 12)
    box = Mailbox()
    with serving(box) as server:
        first = send(world.engine, server, cap=5)
        assert first.sent == 5
        assert first.held_back
        assert send(world.engine, server, MORNING + timedelta(minutes=30), cap=5).sent == 0
        assert send(world.engine, server, MORNING + timedelta(minutes=61), cap=5).sent == 5


def test_a_process_that_dies_between_handing_over_and_marking_leaves_a_lease_that_runs_out(
    world: World,
) -> None:
    waiting(world, 1)
    box = Mailbox()
    with serving(box) as server:
        with clock.rehearse(MORNING), world.engine.write() as session:
            leased = sending._lease(session, "mail", 10)
        assert len(leased) == 1  # and here it dies
        assert send(world.engine, server).sent == 0
        assert send(world.engine, server, MORNING + timedelta(minutes=11)).sent == 1


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-400)])
def test_a_clock_that_had_run_ahead_puts_no_letter_off(world: World, jump: timedelta) -> None:
    waiting(world, 1)
    box = Mailbox(on_data=lambda n: "451 later" if n == 1 else OK)
    with serving(box) as server:
        send(world.engine, server)
        back = MORNING + jump + timedelta(minutes=30)
        while not (1 <= back.hour < 9 and back.weekday() < 5):
            back += timedelta(hours=1)
        for minutes in (0, 75):
            send(world.engine, server, back + timedelta(minutes=minutes))
    assert states(world.engine) == {"sent": 1}


def test_a_letter_that_cannot_be_worded_does_not_keep_the_others(world: World) -> None:
    ids = waiting(world, 3)

    def stumbles(envelope: object) -> tuple[str, tuple[str, ...]]:
        if getattr(envelope, "letter", 0) == ids[0]:
            raise KeyError("news.unknown")
        return "subject", ("line",)

    box = Mailbox()
    with serving(box) as server, clock.rehearse(MORNING):
        done = sending.send(world.engine, server, stumbles, PLENTY)
    assert done.sent == 2
    assert letters(world.engine)[0].trouble == "words_KeyError"
