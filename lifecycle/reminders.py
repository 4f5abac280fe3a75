"""Reminding: what is due on the ladders is claimed once, by whoever comes first, and told.

A batch takes what is due from the queue, asks the milestones what is true, and writes the ledger, the notices and the
next look in one transaction. Killed before it commits it has done nothing, and the queue still has it; after that the
ledger does not let anybody claim it again. On PostgreSQL any number of processes take different batches
(`SKIP LOCKED`). After an outage only the highest rung goes, marked as caught up.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, and_, bindparam, delete, insert, select, tuple_
from sqlalchemy.exc import IntegrityError

from lifecycle import hours, ladder
from lifecycle.alerts import raise_missing
from lifecycle.balls import MilestoneOf, balls
from lifecycle.choices import AS_SHIPPED, choices_of, letter_day
from lifecycle.database import Transaction
from lifecycle.engine import Engine, Session
from lifecycle.faults import reach
from lifecycle.ladder import Step
from lifecycle.lights import Thresholds, turning_days
from lifecycle.prepared import Prepared
from lifecycle.recipients import NOBODY, TO_ACT, Ball, Missing, Told, directory
from lifecycle.records import post, work
from lifecycle.records import project as projects
from lifecycle.records.post import REMINDER, ChoiceRow
from lifecycle.store import put_looks
from stages import Standard, UnknownVersion

BATCH = 500
MOST_COLLISIONS = 100
"""Collisions with other processes in one go after which it is no collision but a fault."""
QUEUE = ("on_day", "project", "visit", "code", "occurrence")
MILESTONE = (
    "kind", "timing", "owner", "statutory", "applies", "opened_on", "due", "done_on", "closed_on", "extensions",
)  # fmt: skip


class Climber(NamedTuple):
    """A milestone that the queue says is due, as it is now. `kind` is None for one that is no longer there."""

    on_day: date
    project: int
    visit: int
    code: str
    occurrence: int
    kind: str | None
    timing: str
    owner: str
    statutory: bool
    applies: bool
    opened_on: date
    due: date | None
    done_on: date | None
    closed_on: date | None
    extensions: int
    standard: str

    @property
    def key(self) -> tuple[int, int, str, int]:
        return self.project, self.visit, self.code, self.occurrence


class Claim(NamedTuple):
    """A rung of a milestone that is due, and whom it tells. `skipped` are the lower rungs that an outage swallowed,
    `role` is the party that is spoken to.
    """

    climber: Climber
    step: Step
    skipped: tuple[str, ...]
    is_red: bool
    is_caught_up: bool
    told: tuple[Told, ...]
    role: str


@dataclass
class Plan:
    """What a batch comes to: claims (not all of them new), the next looks, and who is missing."""

    claims: list[Claim] = field(default_factory=list)
    looks: list[dict[str, Any]] = field(default_factory=list)
    missing: list[tuple[int, Missing]] = field(default_factory=list)


@dataclass
class Reminded:
    """How many reminders went to people, how many of them were caught up, and what could not be reckoned."""

    told: int = 0
    caught_up: int = 0
    unreadable: int = 0


def never() -> bool:
    """Nobody asks to stop."""
    return False


def remind(engine: Engine, stop: Callable[[], bool] = never, batch: int = BATCH) -> Reminded:
    """Claim everything that is due, if it may be sent now, in batches until there is nothing left or `stop` says so."""
    done, collisions = Reminded(), 0
    while not stop():
        try:
            with engine.write() as session:
                if not may_send(session) or not (climbers := _taken(session, batch)):
                    return done
                _claim(session, climbers, done)
        except IntegrityError:  # another process claimed the same rung in this moment; the next look sees it
            collisions += 1
            if collisions > MOST_COLLISIONS:
                raise
    return done


def may_send(session: Session) -> bool:
    """Whether reminders may go at this time, by the standard in force."""
    return hours.is_open(session.in_force.supervision.sending, session.calendar, session.at)


# Taking from the queue ----------------------------------------------------------------------------------------


def is_due(tx: Transaction, day: date) -> bool:
    """Whether the queue has anything for this day, also if another process is at it."""
    return _first().row(tx, {"day": day}) is not None


@lru_cache(maxsize=1)
def _first() -> Prepared:
    queue = post.due_queue.c
    due = select(queue.project).where(queue.on_day <= bindparam("day", type_=Date))
    return Prepared(
        due.order_by(queue.on_day).limit(1)
    )  # in order, so that nobody reads the whole queue for nothing


def _taken(session: Session, batch: int) -> list[Climber]:
    """The first of what is due, taken out of the queue."""
    filled = {"day": session.day, "batch": batch}
    if session.tx.dialect.name != "sqlite":
        return [Climber(**row) for row in _take_locked().rows(session.tx, filled)]
    found = [Climber(**row) for row in _look().rows(session.tx, filled)]
    if found:
        _drop_up_to().run(session.tx, {f"last_{name}": getattr(found[-1], name) for name in QUEUE})
    return found


def peek(session: Session, day: date) -> list[Climber]:
    """Everything that will be due on `day`, left where it is."""
    return [Climber(**row) for row in _look().rows(session.tx, {"day": day, "batch": 1 << 30})]


def _ordered(limit: Any) -> Select[Any]:
    queue = post.due_queue.c
    due = select(post.due_queue).where(queue.on_day <= bindparam("day", type_=Date))
    return due.order_by(*(queue[name] for name in QUEUE)).limit(limit)


def _joined(taken: Any) -> Select[Any]:
    row, project = work.milestone.c, projects.project.c
    same = and_(*(row[name] == taken.c[name] for name in QUEUE[1:]))
    columns = (
        *(taken.c[name] for name in QUEUE),
        *(row[name] for name in MILESTONE),
        project.standard,
    )
    return (
        select(*columns)
        .select_from(taken)
        .join(work.milestone, same, isouter=True)
        .join(projects.project, project.id == taken.c.project, isouter=True)
        .order_by(*(taken.c[name] for name in QUEUE))
    )


@lru_cache(maxsize=1)
def _look() -> Prepared:
    return Prepared(_joined(_ordered(bindparam("batch", type_=Integer)).subquery()))


@lru_cache(maxsize=1)
def _take_locked() -> Prepared:
    queue = post.due_queue
    taken = _ordered(bindparam("batch", type_=Integer)).with_for_update(skip_locked=True).cte("taken")
    gone = delete(queue).where(*(queue.c[name] == taken.c[name] for name in QUEUE)).cte("gone")
    return Prepared(_joined(taken).add_cte(gone))


@lru_cache(maxsize=1)
def _drop_up_to() -> Prepared:
    queue = post.due_queue
    last = tuple_(*(bindparam(f"last_{name}", type_=queue.c[name].type) for name in QUEUE))
    return Prepared(delete(queue).where(tuple_(*(queue.c[name] for name in QUEUE)) <= last))


# Asking what is true ------------------------------------------------------------------------------------------


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
        is_red=_is_red(session, climber, day),
        is_caught_up=caught_up,
        told=(),
        role="",
    )


def _is_red(session: Session, climber: Climber, day: date) -> bool:
    assert climber.due is not None
    thresholds = thresholds_of(session.standard(climber.standard))
    if climber.due >= day or climber.kind in thresholds.not_judged:
        return False
    since = climber.opened_on if climber.timing == work.BACKFILL else None
    turned = turning_days(
        climber.due, session.calendar, thresholds, statutory=climber.statutory, owed_since=since
    )
    return turned.red_on <= day


_thresholds: dict[str, Thresholds] = {}


def thresholds_of(standard: Standard) -> Thresholds:
    """The thresholds of a standard, worked out once."""
    if standard.hash not in _thresholds:
        _thresholds[standard.hash] = Thresholds.of(standard.supervision)
    return _thresholds[standard.hash]


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
        made.claims[place] = claim._replace(told=tuple(told), role=party)


def _milestone(climber: Climber) -> MilestoneOf:
    assert climber.kind is not None
    return MilestoneOf(
        climber.project, climber.standard, climber.code, climber.occurrence, climber.kind, climber.owner
    )


def _late_party(standard: Standard, climber: Climber, having: Sequence[Ball]) -> str:
    """The party that the others are told of: that of whoever has the ball (N9), the owner's own first."""
    roles = [standard.offices[ball.office].role for ball in having]
    return climber.owner if climber.owner in roles or not roles else roles[0]


# Writing ------------------------------------------------------------------------------------------------------

_REMINDER = [column.name for column in post.reminder.columns]
_NOTICE = [column.name for column in post.notice.columns if column.name not in ("id", "digest", "read_at")]
_KEEP, _TELL = Prepared(insert(post.reminder), _REMINDER), Prepared(insert(post.notice).inline(), _NOTICE)


def _claim(session: Session, climbers: list[Climber], done: Reminded) -> None:
    reach("after_taking")
    made, unreadable = plan(session, climbers, session.day)
    rows = _new_rows(session, made.claims)
    if rows:
        _KEEP.run_each(session.tx, [ledger for ledger, _ in rows])
        reach("after_ledger")
        notices = [notice for _, notice in rows if notice is not None]
        if notices:
            _TELL.run_each(session.tx, notices)
            done.told += len(notices)
            done.caught_up += sum(ledger["caught_up"] for ledger, notice in rows if notice is not None)
    put_looks(session.tx, made.looks)
    raise_missing(session, made.missing)
    reach("before_claimed")
    done.unreadable += unreadable


def new_claims(session: Session, claims: Sequence[Claim]) -> list[Claim]:
    """The claims without the people who have been told this rung already."""
    known = _known(session.tx, claims)
    left = [
        claim._replace(told=tuple(each for each in claim.told if _key(claim, each.person) not in known))
        for claim in claims
    ]
    return [claim for claim in left if claim.told]


def _new_rows(
    session: Session, claims: Sequence[Claim]
) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """The ledger's row and the notice of every person who has not been told yet, in the order of the ledger's key, so
    that two processes never wait for each other.
    """
    known = _known(session.tx, claims)
    wanted = choices_of(session.tx, {each.person for claim in claims for each in claim.told})
    plain = {place: letter_day_of(session, claim, AS_SHIPPED) for place, claim in enumerate(claims)}
    rows: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    for place, claim in enumerate(claims):
        for each in claim.told:
            if _key(claim, each.person) not in known:
                ledger = _ledger(session, claim, each.person, each.why)
                chosen = wanted.get(each.person)
                mail_on = plain[place] if chosen is None else letter_day_of(session, claim, chosen)
                rows.append((ledger, _notice(session, claim, each, mail_on)))
        if not claim.told and _key(claim, NOBODY) not in known:
            rows.append((_ledger(session, claim, NOBODY, ""), None))
    return sorted(rows, key=lambda pair: tuple(pair[0][name] for name in LEDGER_KEY))


LEDGER_KEY = ("project", "visit", "code", "occurrence", "term", "rung", "person")
LedgerKey = tuple[int, int, str, int, int, str, int]


def _key(claim: Claim, person: int) -> LedgerKey:
    return (*claim.climber.key, claim.climber.extensions, claim.step.rung.code, person)


def _known(tx: Transaction, claims: Sequence[Claim]) -> set[LedgerKey]:
    """Who has been told of these rungs."""
    if not claims:
        return set()
    ledger = post.reminder.c
    by_rung: dict[tuple[int, str], list[tuple[int, int, str, int]]] = {}
    for claim in claims:
        by_rung.setdefault((claim.climber.extensions, claim.step.rung.code), []).append(claim.climber.key)
    known: set[LedgerKey] = set()
    for (term, rung), keys in by_rung.items():
        same = tuple_(ledger.project, ledger.visit, ledger.code, ledger.occurrence).in_(keys)
        rows = tx.execute(
            select(*(ledger[name] for name in LEDGER_KEY)).where(
                same, ledger.term == term, ledger.rung == rung
            )
        )
        known |= {tuple(row) for row in rows}
    return known


def _ledger(session: Session, claim: Claim, person: int, why: str) -> dict[str, Any]:
    climber = claim.climber
    return {
        "project": climber.project,
        "visit": climber.visit,
        "code": climber.code,
        "occurrence": climber.occurrence,
        "term": climber.extensions,
        "rung": claim.step.rung.code,
        "person": person,
        "why": why,
        "due": climber.due,
        "rung_on": claim.step.on,
        "at": session.at,
        "skipped": " ".join(claim.skipped) if claim.is_caught_up else "",
        "caught_up": claim.is_caught_up,
    }


def _notice(session: Session, claim: Claim, told: Told, mail_on: date | None) -> dict[str, Any]:
    climber = claim.climber
    role = session.standard(climber.standard).offices[told.office].role if told.why in TO_ACT else claim.role
    return {
        "person": told.person,
        "project": climber.project,
        "at": session.at,
        "kind": REMINDER,
        "code": climber.code,
        "subject": "",
        "visit": climber.visit,
        "occurrence": climber.occurrence,
        "rung": claim.step.rung.code,
        "due": climber.due,
        "why": told.why,
        "office": told.office,
        "role": role,
        "instead_of": told.instead_of,
        "is_red": claim.is_red and not claim.is_caught_up,
        "mail_on": mail_on,
    }


def letter_day_of(session: Session, claim: Claim, choice: ChoiceRow) -> date | None:
    """The first day on which a claim may go by letter, None for the inbox alone."""
    rung = claim.step.rung
    if "mail" not in rung.channels:
        return None
    late = rung.at_wd > 0
    return letter_day(choice, session.day, session.calendar, claim.climber.due, is_late=late)
