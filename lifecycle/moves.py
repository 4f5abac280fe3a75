"""Firing a move: the machine says where it leads, the guard of the standard whether it may, and the case goes there."""

from collections.abc import Mapping

from lifecycle import milestones
from lifecycle.errors import GateClosed, NoSuchMove, NotPermitted
from lifecycle.gate import COUNTED, KEPT, MUSTS, Blocker, View, blockers, fixed, known_facts
from lifecycle.machine import moves
from lifecycle.policy import holds_any, require_office
from lifecycle.store import Entry
from stages import Standard
from stages.conditions import Leaf, Value, holds, names, unmet
from stages.model import Authority, Move


def named(standard: Standard, name: str, state: str) -> Move:
    """A move of the standard. Raises NoSuchMove where it has none of that name: another one may do without."""
    move = standard.moves.get(name)
    if move is None:
        raise NoSuchMove(name, state, moves(standard).possible(state))
    return move


def move_of(entry: Entry, name: str) -> Move:
    """As `named`, for the project that is being changed."""
    return named(entry.standard, name, entry.case.state)


def fire(
    entry: Entry, name: str, given: Mapping[str, Value] | None = None, *, trigger: str | None = None
) -> None:
    """Move the case. `given` are the facts of this very move (a reason given, defects listed …).

    Raises NoSuchMove where the machine has none, GateClosed with every blocker where the guard does not hold.
    """
    move, left = move_of(entry, name), entry.case.project.stage
    target = moves(entry.standard).go(trigger or name, entry.case.state)
    if barred := barring(entry, move, given or {}):
        raise GateClosed(name, barred)
    stage, status = target.rsplit("/", 1)
    if move.effect == "next_stage":
        _enter(entry, stage, move.code)
    if target != entry.case.state or move.effect is not None:
        entry.project(stage=stage, status=status, previous=None, moved=entry.seq)
    for role in move.notify:
        entry.tell(role, name, left)


def barring(entry: Entry, move: Move, given: Mapping[str, Value]) -> tuple[Blocker, ...]:
    """Every reason why the guard of a move does not hold now."""
    found = blockers(entry.standard, entry.case, entry.session.day)
    known = known_facts(View(entry.standard, entry.case, entry.session.day)) | dict.fromkeys(COUNTED, 0)
    for name in COUNTED:
        known[name] = sum(1 for blocker in found if blocker.counted_in == name)
    known |= given
    missing = unmet(move.guard, known, fixed(entry.standard))
    asked = {leaf.name for leaf in missing}
    counted = tuple(blocker for blocker in found if blocker.counted_in in asked)
    said = {blocker.leaf for blocker in counted}
    plain = (
        leaf
        for leaf in missing
        if leaf.name not in COUNTED and leaf not in said and not _is_said(entry, move, leaf)
    )
    return counted + tuple(
        Blocker(
            kind="guard",
            clause=move.code,
            counted_in=leaf.name,
            act=None if entry.standard.facts[leaf.name].computed else "record_fact",
            role=None,
            office=entry.standard.recorder(leaf.name, entry.case.project.stage),
            leaf=leaf,
            known=known.get(leaf.name),
        )
        for leaf in plain
    )


def _is_said(entry: Entry, move: Move, leaf: Leaf) -> bool:
    """Whether a guard's fact is a count of duties that are blockers themselves: see `gate.passing_options`."""
    return entry.standard.facts[leaf.name].origin.computed == KEPT and MUSTS in names(move.guard)


def _enter(entry: Entry, stage: str, basis: str) -> None:
    """Leave the present stage for the next: close what it leaves, open what the decision and the new stage ask for."""
    day, left = entry.session.day, entry.case.visit
    milestones.leave_stage(entry, left.stage)
    entry.put("visit", (left.n,), left_on=day)
    visit = left.n + 1
    entry.put("visit", (visit,), stage=stage, entered_on=day, basis=basis)
    entry.project(stage=stage, visit=visit)
    milestones.open_after_gate(entry, left.stage, left.n)
    milestones.open_stage(entry, stage)


def offices_for(standard: Standard, move: Move) -> tuple[str, ...]:
    """The offices a move's actors name; a role stands for its parties' offices, a special actor for nobody."""
    offices: list[str] = []
    for actor in move.actors:
        if actor in standard.offices:
            offices.append(actor)
        elif actor in standard.roles:
            offices += [office.code for office in standard.offices.values() if office.role == actor]
    return tuple(offices)


def require_move(entry: Entry, name: str) -> None:
    """Raises NoSuchMove where the machine has none from here."""
    moves(entry.standard).go(name, entry.case.state)


def require_mover(entry: Entry, move: Move) -> None:
    """Raises NotPermitted unless the actor holds an office that the move names."""
    project = entry.case.project
    assert project.id is not None
    require_office(entry.session.tx, entry.actor, move.name, project.id, offices_for(entry.standard, move))


def authorities(move: Move, stage: str, known: Mapping[str, Value]) -> tuple[Authority, ...]:
    """Which of a move's authorities are in force at a stage while these facts are known."""
    return tuple(
        each
        for each in move.authority
        if (not each.stages or stage in each.stages) and holds(each.applies_if, known)
    )


def require_decided(entry: Entry, move: Move) -> None:
    """Raises GateClosed naming every fact on which it depends who may make the move, and which nobody has recorded."""
    known = known_facts(View(entry.standard, entry.case, entry.session.day))
    asked = {name for each in move.authority for name in names(each.applies_if)}
    if missing := sorted(asked - known.keys()):
        raise GateClosed(move.name, tuple(_unrecorded(entry, move, name) for name in missing))


def _unrecorded(entry: Entry, move: Move, name: str) -> Blocker:
    return Blocker(
        kind="guard",
        clause=move.code,
        counted_in=name,
        act=None if entry.standard.facts[name].computed else "record_fact",
        role=None,
        office=entry.standard.recorder(name, entry.case.project.stage),
        leaf=Leaf(name, "==", value=True, wanted=True),
    )


def authority_of(entry: Entry, move: Move) -> Authority:
    """How far this actor may go with a move. Raises NotPermitted where the standard gives them none here."""
    project = entry.case.project
    assert project.id is not None
    known = known_facts(View(entry.standard, entry.case, entry.session.day))
    fitting = authorities(move, project.stage, known)
    held = [each for each in fitting if holds_any(entry.session.tx, entry.actor, project.id, (each.office,))]
    if not held:
        raise NotPermitted(move.name, "holds_office", tuple(dict.fromkeys(each.office for each in fitting)))
    return max(held, key=lambda each: (each.max_wd or 0, len(each.stages)))
