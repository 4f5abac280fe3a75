"""What the statement of my work depends on: the standards in use, and the offices of whoever asks.

Readers of the same shape share one statement and differ in values only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lifecycle import asked
from lifecycle.entering import ADMISSION, APPROVE, is_midway
from lifecycle.facts import OF_A_VISIT
from lifecycle.moves import offices_for
from lifecycle.officer import officer_of
from lifecycle.policy import Actor
from stages import Standard
from stages.conditions import AllOf, Condition, FactTest, FlagIs

TAKE, EXTEND = "assign_officer", "extend"
ASKED = ("request_gate", "resubmit", "submit", TAKE, APPROVE)
"""The moves and powers that make an item for whoever holds the office."""
SETTLED = (asked.KIND, "")
"""The kinds of debt that may be settled by offices of their own, and all others."""


@dataclass(frozen=True, slots=True)
class Door:
    """A point of entry past the first stage: where it leads, the kinds of document that are always asked for there, and
    the levels.
    """

    point: str
    stage: str
    documents: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """The facts that one office records for the gate of a stage, whatever else holds: `lasting` ones once, `each_time`
    those that are asked again in every visit.
    """

    stage: str
    office: str
    lasting: tuple[str, ...]
    each_time: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """What the lists need to know of one standard: its officer, the offices of each of `ASKED` and of those who settle
    each of `SETTLED`, in order, its later points of entry, and who grants a later day, with the number of extensions up
    to which they do, the nearest first.
    """

    version: str
    officer: str
    offices: tuple[tuple[str, ...], ...]
    settlers: tuple[tuple[str, ...], ...]
    doors: tuple[Door, ...]
    granting: tuple[tuple[str, int], ...]
    recording: tuple[Recording, ...]

    def of(self, asked: str) -> tuple[str, ...]:
        return self.offices[ASKED.index(asked)]


@dataclass(frozen=True, slots=True)
class Shape:
    """All that the statement itself depends on: the standards in use, and the offices the reader exercises everywhere
    (`standing`, those that are lent to them too) or can be seated in (`eligible`).
    """

    namings: tuple[Naming, ...]
    standing: tuple[str, ...]
    eligible: tuple[str, ...]
    is_bureau: bool


def shape_of(actor: Actor, standards: Sequence[Standard]) -> Shape:
    """The shape of a reader's statements. An administrator's is that of somebody without any office."""
    outside = actor.administers is not None
    return Shape(
        tuple(_naming(each) for each in standards),
        () if outside else tuple(sorted(actor.everywhere)),
        () if outside else tuple(sorted(actor.eligible)),
        actor.is_bureau and not outside,
    )


def _naming(standard: Standard) -> Naming:
    offices = (
        offices_for(standard, standard.moves[name]) if name in standard.moves else standard.power(name)
        for name in ASKED
    )
    settlers = tuple(standard.settlers(kind) for kind in SETTLED)
    return Naming(
        standard.version,
        officer_of(standard).code,
        tuple(offices),
        settlers,
        tuple(_doors(standard)),
        tuple((each.office, each.up_to) for each in standard.moves[EXTEND].authority)
        if EXTEND in standard.moves
        else (),
        tuple(_recordings(standard)),
    )


def _recordings(standard: Standard) -> Iterator[Recording]:
    for stage in standard.stages:
        asked: dict[str, list[str]] = {}
        for name in dict.fromkeys(_asked_at(standard, stage)):
            office = standard.recorder(name, stage)
            if office is not None and standard.facts[name].scored is None:
                asked.setdefault(office, []).append(name)
        for office, names in asked.items():
            again = [name for name in names if standard.facts[name].per in OF_A_VISIT]
            lasting = [name for name in names if name not in again]
            yield Recording(stage, office, tuple(lasting), tuple(again))


def _asked_at(standard: Standard, stage: str) -> Iterator[str]:
    """The facts without which the gate of a stage stays shut, on any track and whatever else is known."""
    for criterion in standard.gate_of(stage).criteria:
        if criterion.must and criterion.applies_if is None:
            yield from _needed(criterion.test)


def _needed(test: Condition) -> Iterator[str]:
    """What a test cannot do without: of alternatives, nothing."""
    match test:
        case AllOf():
            for part in test.all:
                yield from _needed(part)
        case FactTest():
            yield test.fact
        case FlagIs():
            yield test.flag
        case _:
            return


def _doors(standard: Standard) -> Iterator[Door]:
    rule = standard.mid_entry_rule(ADMISSION)
    for point in standard.flow.entry_points.values():
        if rule is not None and is_midway(standard, point.code):
            kinds = {kind for need in point.need if need.applies_if is None for kind in need.docs}
            yield Door(point.code, point.stage, tuple(sorted(kinds)), rule.facts)


def officers(shape: Shape) -> dict[str, str]:
    return {each.version: each.officer for each in shape.namings}


def could_run(shape: Shape) -> list[str]:
    """The standards whose officer the reader could be."""
    return [version for version, code in officers(shape).items() if code in shape.eligible]


def has_pool(shape: Shape) -> bool:
    """Whether the reader is offered every project without an officer, and not only those they take part in."""
    return bool(could_run(shape)) or holds_everywhere(shape, TAKE)


def holds_everywhere(shape: Shape, asked: str) -> bool:
    """Whether the reader holds one of the offices that the standards name on every project."""
    return any(not set(each.of(asked)).isdisjoint(shape.standing) for each in shape.namings)
