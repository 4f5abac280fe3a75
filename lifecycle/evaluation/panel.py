"""What a panel has to be by the rubric: how many, of which fields, and why one does not count.

Pure. The sizes are those of `panel` in the rubric: a minimum, a larger one while a condition holds, a smaller opinion
on a track that has no panel, and odd where the rubric says so.
"""

from collections import Counter
from collections.abc import Sequence

from lifecycle import facts
from lifecycle.case import Case
from lifecycle.evaluation.drawing import ANY
from lifecycle.evaluation.reasons import Reason
from stages import Standard
from stages.conditions import holds
from stages.model import PanelRule

WHOLE = 100


def minimum(standard: Standard, case: Case) -> int | None:
    """How many experts a panel of this project needs; None where the standard scores nothing."""
    if standard.rubric is None:
        return None
    rule, known = standard.rubric.panel, facts.recorded(standard, case)
    if rule.larger is not None and holds(rule.larger.applies_if, known):
        return rule.larger.min_experts
    return rule.min_experts


def size(rule: PanelRule, least: int) -> int:
    """How many are drawn so that at least `least` score: one more where that would be even."""
    return least + 1 if rule.odd and least % 2 == 0 else least


def seats(rule: PanelRule, size: int) -> tuple[str, ...]:
    """The seats of a panel of this size: those of the structure in turn, then seats for anybody.

    Where the structure is larger than the panel, each field gives a first seat before any gives a second.
    """
    named = [field for field, count in rule.structure.items() for _ in range(count)]
    if len(named) <= size:
        return (*named, *(ANY for _ in range(size - len(named))))
    left, found = Counter(named), list[str]()
    while len(found) < size:
        for field_ in rule.structure:
            if left[field_] and len(found) < size:
                left[field_] -= 1
                found.append(field_)
    return tuple(found)


def open_seats(wanted: Sequence[str], filled: Sequence[str]) -> tuple[str, ...]:
    """The seats that nobody holds, in their order."""
    left, free = Counter(filled), list[str]()
    for seat in wanted:
        if left[seat]:
            left[seat] -= 1
        else:
            free.append(seat)
    return tuple(free)


def faults(rule: PanelRule, least: int, drawn: int, returned: Sequence[str]) -> tuple[Reason, ...]:
    """Why a panel of `drawn` experts does not count, given the fields of those whose sheets are in and count."""
    found = []
    if len(returned) < least:
        found.append(Reason("too_few", values={"n": len(returned), "least": least}))
    if rule.odd and drawn % 2 == 0:
        found.append(Reason("even", values={"n": drawn}))
    needed = rule.valid_rule.returned_share_pct
    if len(returned) * WHOLE < needed * drawn:
        found.append(Reason("share", values={"n": len(returned), "of": drawn, "needed": needed}))
    have = Counter(returned)
    found += [
        Reason("structure", values={"field": field_, "n": have[field_], "least": count})
        for field_, count in rule.structure.items()
        if have[field_] < count and sum(rule.structure.values()) <= drawn
    ]
    return tuple(found)
