"""Who may be drawn, and whether the people of a panel may still be of it: asked of the database, each time anew."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from lifecycle.database import Transaction
from lifecycle.evaluation import conflicts
from lifecycle.evaluation.drawing import Candidate, Lots
from lifecycle.evaluation.reasons import Reason
from lifecycle.evaluation.view import Evaluation, every, listed
from lifecycle.records import evaluations, experts, people

Keywords = Mapping[str, Sequence[str]]
"""By field, words of which a candidate must know at least one."""
NO_WORDS: Keywords = {}


@dataclass(frozen=True)
class Sifted:
    """Everybody of the pool who is competent (`known`, with their fields), and of those who cannot be drawn why not:
    `used` in this visit before, over the `term`, `busy`, in `conflict`, in an `office` of the bureau, `from_party`.
    """

    known: Mapping[int, tuple[str, ...]]
    out: Mapping[int, str]
    employed: Mapping[int, Sequence[int]]


def sift(tx: Transaction, evaluation: Evaluation, keywords: Keywords, day: date) -> Sifted:
    """The pool as this evaluation may draw from it."""
    known = _competent(tx, keywords)
    employed = conflicts.employers(tx, [*known, *(row.person for row in evaluation.live)], day)
    out: dict[int, str] = {}

    def leave_out(why: str, who: Iterable[int]) -> set[int]:
        out.update(dict.fromkeys((set(known) - set(out)) & set(who), why))
        return set(known) - set(out)

    left = leave_out("used", _used(evaluation))
    left = leave_out("term", _over_the_term(evaluation, left))
    left = leave_out("busy", _busy(tx, left))
    left = leave_out("conflict", conflicts.found(tx, evaluation.standard, evaluation.case, left, day))
    left = leave_out("office", conflicts.office_holders(tx, evaluation.case, left, _chairs(evaluation)))
    leave_out("from_party", _of_parties(evaluation, left, employed))
    return Sifted(known, out, employed)


def lots(
    tx: Transaction, evaluation: Evaluation, seats: Sequence[str], keywords: Keywords, day: date
) -> Lots:
    """What these seats are drawn from: everybody of the pool who is competent, free and without a conflict."""
    sifted = sift(tx, evaluation, keywords, day)
    free = sorted(set(sifted.known) - set(sifted.out))
    return Lots(
        tuple(Candidate(person, sifted.known[person], tuple(sifted.employed[person])) for person in free),
        tuple(seats),
        tuple(tuple(sifted.employed[row.person]) for row in evaluation.live),
        max(evaluation.rubric.panel.same_employer_max, 1),
    )


def _competent(tx: Transaction, keywords: Keywords) -> dict[int, tuple[str, ...]]:
    """By expert, the fields for which they can be drawn."""
    expert, person = experts.expert, people.person
    statement = (
        select(expert)
        .join(person, person.c.id == expert.c.person)
        .where(expert.c.until.is_(None), person.c.closed_on.is_(None))
    )
    found = {}
    for row in tx.execute(statement):
        words = set(listed(row.keywords))
        fields = tuple(
            each
            for each in listed(row.fields)
            if not keywords.get(each) or not words.isdisjoint(keywords[each])
        )
        if fields:
            found[row.person] = fields
    return found


def _used(evaluation: Evaluation) -> set[int]:
    """Those who were drawn in this visit before: whoever declined or was excluded is not asked again."""
    visit = evaluation.row.visit
    return {
        row.person
        for each in every(evaluation.standard, evaluation.case)
        if each.row.visit == visit
        for row in each.assignments.values()
    }


def _busy(tx: Transaction, persons: set[int]) -> set[int]:
    """Those with as many open assignments as they take."""
    assignment, evaluation, expert = evaluations.assignment, evaluations.evaluation, experts.expert
    same = (evaluation.c.project == assignment.c.project) & (evaluation.c.n == assignment.c.evaluation)
    statement = (
        select(assignment.c.person)
        .join(evaluation, same)
        .join(expert, expert.c.person == assignment.c.person)
        .where(
            assignment.c.ended_on.is_(None),
            evaluation.c.concluded_on.is_(None),
            evaluation.c.annulled_on.is_(None),
        )
        .group_by(assignment.c.person, expert.c.load_limit)
        .having(func.count() >= expert.c.load_limit)
    )
    return set(tx.scalars(statement)) & persons


def _over_the_term(evaluation: Evaluation, persons: set[int]) -> set[int]:
    """Those who have scored at as many gates of this project as one expert may; the chair is excepted."""
    served: dict[int, set[str]] = defaultdict(set)
    for each in every(evaluation.standard, evaluation.case):
        for row in each.counting if each.n != evaluation.n else ():
            served[row.person].add(each.row.gate)
    limit, gate = evaluation.rubric.panel.term_gates_max, evaluation.row.gate
    chair = evaluation.case.holder(evaluation.standard.chair or "")
    return {
        person for person in persons & set(served) if person != chair and len(served[person] | {gate}) > limit
    }


def _chairs(evaluation: Evaluation) -> tuple[str, ...]:
    return (evaluation.standard.chair,) if evaluation.standard.chair else ()


def _of_parties(evaluation: Evaluation, persons: set[int], employed: Mapping[int, Sequence[int]]) -> set[int]:
    """Those who belong to an organisation that takes part, where the rubric wants none of them."""
    if evaluation.rubric.panel.from_holder_receiver_or_broker > 0:
        return set()
    return {person for person in persons if _of_a_party(evaluation, employed[person])}


def _of_a_party(evaluation: Evaluation, employers: Sequence[int]) -> bool:
    parts = evaluation.case.participations.values()
    return not {part.organisation for part in parts if part.until is None}.isdisjoint(employers)


def faults(tx: Transaction, evaluation: Evaluation, day: date) -> tuple[Reason, ...]:
    """Why the people of a panel make it invalid today: conflicts, employers, terms, offices of the bureau."""
    rows = evaluation.counting if evaluation.is_revealed else evaluation.live
    persons = [row.person for row in rows]
    employed = conflicts.employers(tx, persons, day)
    found = [
        Reason("conflict", person, {"causes": tuple(dict.fromkeys(each.cause for each in all_))})
        for person, all_ in conflicts.found(tx, evaluation.standard, evaluation.case, persons, day).items()
    ]
    found += _same_employers(evaluation, employed)
    over = _over_the_term(evaluation, set(persons))
    held = conflicts.office_holders(tx, evaluation.case, persons, _chairs(evaluation))
    found += _of_the_chair(tx, evaluation, day)
    found += [Reason("term", person) for person in sorted(over)]
    found += [Reason("office", person) for person in sorted(held)]
    parties = [person for person in persons if _of_a_party(evaluation, employed[person])]
    waived = _waived(evaluation)
    if len(parties) > evaluation.rubric.panel.from_holder_receiver_or_broker:
        found += [Reason("from_party", person) for person in parties if person not in waived]
    return tuple(found)


def _same_employers(evaluation: Evaluation, employed: Mapping[int, Sequence[int]]) -> list[Reason]:
    limit = evaluation.rubric.panel.same_employer_max
    counted = Counter(each for employers in employed.values() for each in employers)
    return [
        Reason("same_employer", person, {"organisation": each})
        for person, employers in employed.items()
        for each in employers
        if counted[each] > limit
    ]


def crowded(tx: Transaction, evaluation: Evaluation, day: date) -> tuple[Reason, ...]:
    """Of those whose sheets count, who share an employer with more of those drawn before them than may."""
    rows = sorted(evaluation.counting, key=lambda row: row.n)
    employed = conflicts.employers(tx, [row.person for row in rows], day)
    limit, seen, found = evaluation.rubric.panel.same_employer_max, Counter[int](), list[Reason]()
    for row in rows:
        full = next((each for each in employed[row.person] if seen[each] >= limit), None)
        if full is None:
            seen.update(employed[row.person])
        else:
            found.append(Reason("same_employer", row.person, {"organisation": full}))
    return tuple(found)


def _waived(evaluation: Evaluation) -> set[int]:
    rows: Any = evaluation.case.rows("conflict").values()
    return {row.person for row in rows if row.waived_on is not None}


def _of_the_chair(tx: Transaction, evaluation: Evaluation, day: date) -> list[Reason]:
    """The conflicts of whoever chairs the panel without being drawn for it."""
    chair = evaluation.case.holder(evaluation.standard.chair or "")
    if chair is None or chair in {row.person for row in evaluation.live}:
        return []
    found = conflicts.found(tx, evaluation.standard, evaluation.case, [chair], day).get(chair, ())
    causes = tuple(dict.fromkeys(each.cause for each in found))
    return [Reason("chair", chair, {"causes": causes})] if causes else []
