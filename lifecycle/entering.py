"""What keeps a draft from being submitted: the conditions at the door of its stage and, where it begins later than at
the first stage, what its entry point asks for, the levels that are rated there, and the approval of the entry.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from lifecycle.case import Case
from lifecycle.gate import Blocker, View, fixed, known_facts, of_test
from lifecycle.milestones import is_present
from stages import Standard
from stages.conditions import Leaf, Value, holds, names, unmet
from stages.model import EntryPoint, Need

DOCUMENT, RATING, ADMISSION = "document", "rating", "admission"
"""The kinds of blocker that only a later entry has."""
ATTACH, APPROVE = "attach_document", "approve_entry"


def point_of(standard: Standard, case: Case) -> EntryPoint:
    """The entry point at which a project begins."""
    return standard.flow.entry_points[case.project.entry]


def is_midway(standard: Standard, code: str) -> bool:
    """Whether an entry point skips a stage."""
    return bool(standard.stages_before(standard.flow.entry_points[code].stage))


def entry_unmet(standard: Standard, case: Case, day: date) -> tuple[Blocker, ...]:
    """Everything that keeps a draft from being submitted: documents, by which facts are shown; facts; and the approval,
    which is given to what is complete. The gates of the stages that it skips are taken as passed.
    """
    stage = case.project.stage
    skipped = frozenset(standard.gate_of(each).code for each in standard.stages_before(stage))
    view = View(standard, case, day, skipped)
    known = known_facts(view)
    found = list(_of_documents(view, known)) if skipped else []
    found += _of_tests(view, known)
    if skipped:
        found += _of_ratings(view, known, {blocker.leaf.name for blocker in found if blocker.leaf})
        found += _of_admission(view)
    return tuple(found)


def asked(standard: Standard, code: str) -> frozenset[str]:
    """The facts that an entry point asks for, in its tests, its stage's conditions and the levels that are rated."""
    point, rule = standard.flow.entry_points[code], standard.mid_entry_rule(ADMISSION)
    tests = [need.test for need in point.need] + [need.applies_if for need in point.need]
    tests += [condition.test for condition in standard.stages[point.stage].entry]
    read = frozenset(name for test in tests for name in names(test))
    since = {standard.facts[name].origin.or_since for name in read}
    return read | frozenset(each for each in since if each) | frozenset(rule.facts if rule else ())


def needs(standard: Standard, code: str, known: Mapping[str, Value]) -> tuple[Need, ...]:
    """What an entry point asks for of a project of which so much is known."""
    return tuple(each for each in standard.flow.entry_points[code].need if holds(each.applies_if, known))


def kinds_at_hand(case: Case) -> frozenset[str]:
    """The kinds of document that the project itself has."""
    return frozenset(row.kind for row in case.documents.values() if row.duty is None)


def _of_tests(view: View, known: Mapping[str, Value]) -> Iterator[Blocker]:
    standard, case = view.standard, view.case
    point = point_of(standard, case)
    conditions = [(each.code, each.test) for each in standard.stages[case.project.stage].entry]
    tests = [(point.code, each.test) for each in needs(standard, point.code, known) if each.test is not None]
    said: set[Leaf | None] = set()
    for clause, test in (*conditions, *tests):
        for blocker in of_test(view, known, clause, unmet(test, known, fixed(standard))):
            if blocker.leaf not in said:
                said.add(blocker.leaf)
                yield _since(view, known, blocker)


def _since(view: View, known: Mapping[str, Value], blocker: Blocker) -> Blocker:
    """What counts from a day that nobody has recorded yet is cleared by recording that day."""
    assert blocker.leaf is not None
    day = view.standard.facts[blocker.leaf.name].origin.or_since
    if day is None or day in known:
        return blocker
    [recorded] = of_test(view, known, blocker.clause, (Leaf(day, "==", view.day, wanted=True),))
    return recorded


def _of_documents(view: View, known: Mapping[str, Value]) -> Iterator[Blocker]:
    have = kinds_at_hand(view.case)
    for need in needs(view.standard, view.case.project.entry, known):
        for kind in need.docs:
            if kind not in have:
                yield _of_officer(view, DOCUMENT, view.case.project.entry, ATTACH, documents=(kind,))
        if need.any_docs and have.isdisjoint(need.any_docs):
            yield _of_officer(view, DOCUMENT, view.case.project.entry, ATTACH, documents=need.any_docs)


def _of_ratings(view: View, known: Mapping[str, Value], said: set[str]) -> Iterator[Blocker]:
    rule = view.standard.mid_entry_rule(ADMISSION)
    for name in rule.facts if rule else ():
        if name not in known and name not in said:
            assert rule is not None
            [blocker] = of_test(view, known, rule.code, (Leaf(name, ">=", 0, wanted=True),))
            yield replace(blocker, kind=RATING)


def _of_admission(view: View) -> Iterator[Blocker]:
    rule = view.standard.mid_entry_rule(ADMISSION)
    if rule is not None and view.case.project.entry_approved_on is None:
        yield _of_office(view, rule.confirmer or "", ADMISSION, rule.code, APPROVE)


def _of_officer(view: View, kind: str, clause: str, act: str, documents: tuple[str, ...]) -> Blocker:
    officer = view.standard.moves["request_gate"].actors[0]
    return replace(_of_office(view, officer, kind, clause, act), documents=documents)


def _of_office(view: View, office: str, kind: str, clause: str, act: str) -> Blocker:
    return Blocker(
        kind=kind,
        clause=clause,
        counted_in="entry_conditions_unmet",
        act=act,
        role=view.standard.offices[office].role,
        office=office,
        since=view.case.project.registered_on,
        absent=not is_present(view.standard, view.case, office),
    )
