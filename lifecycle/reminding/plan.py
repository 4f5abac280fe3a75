"""What a look at some milestones comes to on a day: which rung is due of each, and whom it tells. Written nowhere."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from lifecycle.engine import Session
from lifecycle.lights import is_red, thresholds_of
from lifecycle.records.work import BACKFILL
from lifecycle.reminding import ladder
from lifecycle.reminding.balls import MilestoneOf, balls
from lifecycle.reminding.due_queue import QUEUE, Climber
from lifecycle.reminding.ladder import Step
from lifecycle.reminding.recipients import Ball, Missing, Told, directory
from stages import Standard, UnknownVersion


class Claim(NamedTuple):
    """A rung of a milestone that is due, and whom it tells. `skipped` are the lower rungs that an outage swallowed,
    `role` is the party that is spoken to. `asking` are the rungs from the highest that asks for something up to this
    one, mostly that one alone: if none of them was claimed before, its request is owed, by the offices `asked`.
    """

    climber: Climber
    step: Step
    skipped: tuple[str, ...]
    asking: tuple[str, ...]
    is_red: bool
    is_caught_up: bool
    told: tuple[Told, ...]
    role: str
    asked: tuple[str, ...] = ()


@dataclass
class Plan:
    """What a batch comes to: claims (not all of them new), the next looks, and who is missing."""

    claims: list[Claim] = field(default_factory=list)
    looks: list[dict[str, Any]] = field(default_factory=list)
    missing: list[tuple[int, Missing]] = field(default_factory=list)


def plan(session: Session, climbers: Iterable[Climber], day: date) -> tuple[Plan, int]:
    """What is due on `day` of these milestones, and how many cannot be reckoned: their standard is not there. Those
    are looked at again the day after.
    """
    made, due, unreadable = Plan(), [], 0
    for climber in {each.key: each for each in climbers}.values():  # the queue may have one twice
        if climber.kind is None or not ladder.is_climbing(climber):
            continue
        try:
            standard = session.standard(climber.standard)
        except UnknownVersion:
            unreadable += 1
            made.looks.append(_look_at(climber, session.calendar.next_working_day(day)))
            continue
        due.append((climber, standard))
    for climber, step, lower in _reached(session, due, day, made):
        made.claims.append(_claimed(session, climber, step, lower, day))
    _address(session, made)
    return made, unreadable


def _reached(
    session: Session, due: Sequence[tuple[Climber, Standard]], day: date, made: Plan
) -> Iterator[tuple[Climber, Step, tuple[Step, ...]]]:
    for climber, standard in due:
        assert climber.due is not None
        assert climber.kind is not None
        steps = ladder.steps(standard, climber.kind, climber.due, session.calendar)
        if (following := ladder.next_day(steps, climber.opened_on, day)) is not None:
            made.looks.append(_look_at(climber, following))
        if (found := ladder.reached(steps, climber.opened_on, day)) is not None:
            yield climber, found.step, found.lower


def _look_at(climber: Climber, day: date) -> dict[str, Any]:
    return {"on_day": day, **dict(zip(QUEUE[1:], climber.key, strict=True))}


def _claimed(session: Session, climber: Climber, step: Step, lower: tuple[Step, ...], day: date) -> Claim:
    caught_up = session.calendar.roll(step.on) < day
    return Claim(
        climber,
        step,
        tuple(each.rung.code for each in lower),
        _asking((*lower, step)),
        is_red=_is_red(session, climber, day),
        is_caught_up=caught_up,
        told=(),
        role="",
    )


def _asking(steps: Sequence[Step]) -> tuple[str, ...]:
    places = [place for place, step in enumerate(steps) if step.rung.ask is not None]
    return tuple(step.rung.code for step in steps[places[-1] :]) if places else ()


def _is_red(session: Session, climber: Climber, day: date) -> bool:
    thresholds = thresholds_of(session.standard(climber.standard))
    kind, statutory = climber.kind or "", climber.statutory
    since = climber.opened_on if climber.timing == BACKFILL else None
    return is_red(
        climber.due, day, session.calendar, thresholds, kind=kind, statutory=statutory, owed_since=since
    )


def _address(session: Session, made: Plan) -> None:
    """Find out who has the ball in each, and who is told."""
    if not made.claims:
        return
    there = directory(session, (claim.climber.project for claim in made.claims))
    of = {claim.climber.key: _milestone(claim.climber) for claim in made.claims}
    having = balls(session, there, list(of.values()))
    for place, claim in enumerate(made.claims):
        climber, standard = claim.climber, session.standard(claim.climber.standard)
        with_ball = having[of[climber.key]]
        told, missing = there.on_rung(
            standard, climber.project, climber.kind or "", claim.step.rung, with_ball
        )
        made.missing += ((climber.project, each) for each in missing)
        party = _late_party(standard, climber, with_ball)
        asked = _asked(standard, claim, with_ball)
        made.claims[place] = claim._replace(told=tuple(told), role=party, asked=asked)


def _milestone(climber: Climber) -> MilestoneOf:
    assert climber.kind is not None
    return MilestoneOf(
        climber.project, climber.standard, climber.code, climber.occurrence, climber.kind, climber.owner
    )


def _asked(standard: Standard, claim: Claim, having: Sequence[Ball]) -> tuple[str, ...]:
    """Whoever has the ball owes an answer; of what is not judged (a gate's decision) nobody does."""
    if not claim.asking or claim.climber.kind in thresholds_of(standard).not_judged:
        return ()
    return tuple(dict.fromkeys(ball.office for ball in having))


def _late_party(standard: Standard, climber: Climber, having: Sequence[Ball]) -> str:
    """The party that the others are told of: that of whoever has the ball (N9), the owner's own first."""
    roles = [standard.offices[ball.office].role for ball in having]
    return climber.owner if climber.owner in roles or not roles else roles[0]
