"""The result of an evaluation: concluded, doubted and scored again, and whose scores count.

Concluding records what the standard asks of an evaluation as facts, in the one event, with the evaluation as their
document. Nobody overwrites such a fact by hand; what changes it is another act of an evaluation.
"""

from collections.abc import Sequence
from typing import cast

from lifecycle import words
from lifecycle.case import Case, Key
from lifecycle.deadlines import months_after
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotPermitted
from lifecycle.evaluation import conflicts
from lifecycle.evaluation.conflicts import Conflict
from lifecycle.evaluation.view import OFFICER, Evaluation, newest
from lifecycle.policy import Actor, require_office
from lifecycle.records.evaluations import EVALUATION, ConflictRow
from lifecycle.store import Entry, Receipt
from lifecycle.verbs import levels
from lifecycle.verbs.evaluating import (
    again,
    ask_again,
    attach_record,
    begin_evaluation,
    follow_up,
    open_attempt,
    open_running,
    panel_faults,
    present,
    record_facts,
    recount,
    reopen,
    require_power,
    reveal,
    write_result,
)
from lifecycle.verbs.invitations import end, exclude_for, keep_conflict
from lifecycle.verbs.levels import Desk, Given
from lifecycle.verbs.panels import assigned, change
from lifecycle.verbs.sheets import seal_sheet


def conclude(session: Session, actor: Actor, number: str, *, opinion: bool = False) -> Receipt:
    """Conclude the evaluation: total, band, and every fact that the standard takes from it.

    Raises Invalid while somebody is scoring, while disagreement is not dealt with, and where the panel does not count,
    naming each reason.
    """
    entry = open_running(session, actor, number)
    require_power(entry, "draw_panel")
    evaluation = present(entry, opinion=opinion)
    _require_conclusive(entry, evaluation)
    _conclude(entry, evaluation, evaluation.rubric.documents.sheets)
    return entry.close("EvaluationConcluded", evaluation.row.gate)


def _require_conclusive(entry: Entry, evaluation: Evaluation) -> None:
    if evaluation.row.concluded_on is not None:
        raise Invalid("scoring", "concluded_already")
    if not evaluation.is_revealed:
        raise Invalid("scoring", "still_scoring")
    if evaluation.next_step is not None:
        raise Invalid("scoring", "dispersion_open", {"codes": evaluation.dispersed})
    if faults := panel_faults(entry, evaluation):
        raise Invalid("panel", "panel_invalid", {"reasons": faults})


def _conclude(entry: Entry, evaluation: Evaluation, kind: str | None) -> None:
    until = months_after(entry.session.day, evaluation.rubric.validity.months)
    write_result(
        entry,
        evaluation,
        concluded_on=entry.session.day,
        concluded_by=entry.actor.id,
        valid_until=until,
    )
    document = attach_record(entry, evaluation, kind)
    if evaluation.row.kind != "opinion":
        record_facts(entry, again(entry, evaluation), document)
    parties = (part.office for part in entry.case.participations.values() if part.until is None)
    for office in dict.fromkeys((evaluation.row.rater, *parties)):
        entry.tell(office, "evaluation_concluded", str(evaluation.n))


def rate(session: Session, actor: Actor, number: str, given: Sequence[Given], reason: str = "") -> Receipt:
    """Rate alone, at a gate where the rubric lets the officer do it: the office that does the duty of rating. Rated
    again, with a reason, the earlier levels stay and no longer count.
    """
    entry = open_running(session, actor, number)
    evaluation, before = _rating(entry)
    doer = entry.standard.duties[evaluation.scored.duty].doer
    assert entry.case.project.id is not None
    require_office(session.tx, actor, "rate", entry.case.project.id, (doer,))
    note = entry.words(words.reason(reason, required=before))
    attempt = evaluation.attempt
    assert attempt is not None
    desk = Desk(evaluation.n, OFFICER, attempt.n)
    documents = {row.n for row in entry.case.documents.values()}
    levels.keep(entry, desk, given, evaluation.dimensions, documents)
    found = levels.drafts(entry, desk)
    seal_sheet(entry, desk, levels.complete(evaluation.rubric, found, evaluation.dimensions))
    levels.clear(entry, desk)
    reveal(entry, again(entry, evaluation))
    _conclude(entry, again(entry, evaluation), evaluation.rubric.documents.rating)
    return entry.close("LevelsRated", evaluation.row.gate, note)


def _rating(entry: Entry) -> tuple[Evaluation, bool]:
    """The officer's evaluation with an attempt to fill, and whether there was a rating before."""
    known = newest(entry.standard, entry.case)
    if known is None:
        begun = begin_evaluation(entry, "officer")
        if begun.scored.by != "officer":
            raise Invalid("scoring", "scored_by_panel", {"gate": begun.row.gate})
        return begun, False
    if known.row.kind != "officer":
        raise Invalid("scoring", "scored_by_panel", {"gate": known.row.gate})
    reopen(entry, known)
    open_attempt(entry, known.n, "rating", known.dimensions)
    return again(entry, known), True


def record_dissent(session: Session, actor: Actor, number: str, dissent: str) -> Receipt:
    """The chair writes down on what the experts still disagree; the gate is then decided one rank higher.

    Raises Invalid before the other steps of the rubric were taken.
    """
    entry = open_running(session, actor, number)
    evaluation = present(entry)
    chair = (entry.standard.chair,) if entry.standard.chair else ()
    assert entry.case.project.id is not None
    require_office(session.tx, actor, "record_dissent", entry.case.project.id, chair)
    step = evaluation.next_step
    if step is None or step.decider is None:
        raise Invalid("scoring", "no_dissent_now")
    note = entry.words(words.reason(dissent, "dissent"))
    values = {"dissent": note, "dissent_by": actor.id, "dissent_on": session.day}
    entry.put(EVALUATION, (evaluation.n,), **values, revision=evaluation.row.revision + 1)
    for office in entry.standard.power("draw_panel"):
        entry.tell(office, "dissent_recorded", str(evaluation.n))
    return entry.close("DissentRecorded", evaluation.row.gate, note)


def score_again(session: Session, actor: Actor, number: str, dimensions: Sequence[str]) -> Receipt:
    """Have the same panel score the dimensions again that proof of concept touched. Of those, nothing scored before
    counts.

    Raises Invalid where no duty of scoring again is open or it has to wait, and for a dimension that is not scored
    here.
    """
    entry = open_running(session, actor, number)
    require_power(entry, "draw_panel")
    evaluation = present(entry)
    require_rescore(entry.case, evaluation)
    codes = tuple(code for code in evaluation.dimensions if code in dimensions)
    if not codes or len(codes) != len(set(dimensions)):
        raise Invalid(
            "dimension", "not_in_list", {"given": " ".join(dimensions), "values": evaluation.dimensions}
        )
    nothing = {"dissent": None, "dissent_by": None, "dissent_on": None}
    entry.put(EVALUATION, (evaluation.n,), **nothing)
    if evaluation.row.concluded_on is not None:
        reopen(entry, evaluation)
    open_attempt(entry, evaluation.n, "proof", codes)
    ask_again(entry, evaluation)
    for office in entry.standard.power("draw_panel"):
        entry.tell(office, "scoring_again", str(evaluation.n))
    return entry.close("ScoringOpenedAgain", " ".join(codes))


def require_rescore(case: Case, evaluation: Evaluation) -> None:
    """Raises Invalid unless the panel may be asked now to score again after proof of concept."""
    if not evaluation.is_revealed or not evaluation.counting:
        raise Invalid("scoring", "still_scoring")
    code = evaluation.scored.rescore_duty
    rows = [row for row in case.latest_duties().values() if row.code == code and row.is_open]
    if not rows:
        raise Invalid("scoring", "no_rescore_now")
    if all(row.waits_for is not None for row in rows):
        raise Invalid("scoring", "rescore_waits", {"code": rows[0].waits_for})


# Whose scores count -------------------------------------------------------------------------------------------


def exclude(session: Session, actor: Actor, number: str, n: int, cause: str, reason: str) -> Receipt:
    """Exclude an expert who should have been recused: their sheets stay, and count no longer; the result is counted
    anew.

    By the office that the standard names. Raises Invalid for a cause that the rubric does not have, or an expert who is
    of the panel no more.
    """
    entry = open_running(session, actor, number)
    require_power(entry, "exclude_score")
    evaluation = present(entry)
    row = assigned(evaluation, n)
    _require_cause(evaluation, cause)
    if row.person == actor.id:
        raise NotPermitted("exclude_score", "not_own_work")
    if not row.is_live:
        raise Invalid("panel_member", "not_of_panel", {"n": n})
    note = entry.words(words.reason(reason))
    _keep_ground(entry, row.person, cause, note)
    end(entry, evaluation, row, "excluded", cause, note)
    for office in entry.standard.power("draw_panel"):
        entry.tell(office, "expert_excluded", str(n))
    recount(entry, again(entry, evaluation), note)
    receipt = entry.close("ExpertExcluded", str(n), note)
    return follow_up(session, entry, evaluation.n, receipt)


def _keep_ground(entry: Entry, person: int, cause: str, note: str | None) -> None:
    """What is recorded of this cause, or else what the reason says."""
    session, case = entry.session, entry.case
    found = conflicts.found(session.tx, entry.standard, case, [person], session.day).get(person, ())
    for each in [each for each in found if each.cause == cause] or [Conflict(cause, "declared")]:
        keep_conflict(entry, person, each, note)


def waive_conflict(
    session: Session, actor: Actor, number: str, person: int, cause: str, reason: str
) -> Receipt:
    """Waive one cause of conflict of one expert, in writing. Whoever was excluded or recused for it counts again.

    By the office that the standard names, never by the expert, nor by whoever drew the panel. Raises Invalid.
    """
    entry = open_running(session, actor, number)
    require_power(entry, "waive_conflict")
    evaluation = present(entry)
    _require_cause(evaluation, cause)
    if person == actor.id or actor.id in {each.drawn_by for each in evaluation.draws.values()}:
        raise NotPermitted("waive_conflict", "not_own_work")
    note = entry.words(words.reason(reason))
    _write_waiver(entry, person, cause, note)
    _reinstate(entry, evaluation, person, cause)
    recount(entry, again(entry, evaluation), note)
    receipt = entry.close("ConflictWaived", cause, note)
    return follow_up(session, entry, evaluation.n, receipt)


def _write_waiver(entry: Entry, person: int, cause: str, note: str | None) -> None:
    """On what was written down about the person and the cause, or else on what is found now."""
    rows = cast("dict[Key, ConflictRow]", entry.case.rows("conflict"))
    known = [key for key, row in rows.items() if (row.person, row.cause) == (person, cause)]
    if not known:
        found = conflicts.found(
            entry.session.tx, entry.standard, entry.case, [person], entry.session.day
        ).get(person, ())
        conflict = next((each for each in found if each.cause == cause), None)
        if conflict is None:
            raise Invalid("cause", "no_such_conflict", {"cause": cause})
        keep_conflict(entry, person, conflict)
        known = [max(entry.case.rows("conflict"))]
    for key in known:
        entry.put("conflict", key, waiver=note, waived_by=entry.actor.id, waived_on=entry.session.day)


def _reinstate(entry: Entry, evaluation: Evaluation, person: int, cause: str) -> None:
    for row in evaluation.assignments.values():
        if row.person == person and row.cause == cause and evaluation.may_come_back(row):
            back = "accepted" if row.answered_on else "invited" if row.invited_on else "drawn"
            change(entry, evaluation, row, state=back, ended_on=None, cause=None)


def _require_cause(evaluation: Evaluation, cause: str) -> None:
    known = tuple(each.code for each in evaluation.rubric.recusal)
    if cause not in known:
        raise Invalid("cause", "not_in_list", {"given": cause, "values": known})


def exclude_late(entry: Entry) -> Receipt | None:
    """As the system: exclude everybody of the present panel who has a conflict by now. None where nobody has."""
    evaluation = newest(entry.standard, entry.case)
    if evaluation is None:
        return None
    live = {row.n: row.person for row in evaluation.live}
    found = conflicts.found(
        entry.session.tx, entry.standard, entry.case, set(live.values()), entry.session.day
    )
    late = {n: found[person] for n, person in live.items() if person in found}
    return exclude_for(entry, evaluation, late) if late else None


# An opinion on request ------------------------------------------------------------------------------------------


def request_opinion(session: Session, actor: Actor, number: str, reason: str) -> Receipt:
    """Ask for the written opinion of a few experts, on a track that has no panel; a party may, once a project.

    Raises Invalid on any other track, or where one was asked for; NotPermitted for who is no party.
    """
    entry = open_running(session, actor, number)
    rubric = entry.standard.rubric
    rule = rubric.panel.on_request_opinion if rubric else None
    if rule is None or rule.track != entry.case.project.track:
        raise Invalid("scoring", "no_opinion_here")
    parties = tuple({part.office for part in entry.case.participations.values() if part.until is None})
    assert entry.case.project.id is not None
    require_office(session.tx, actor, "request_opinion", entry.case.project.id, parties)
    if any(getattr(row, "kind", "") == "opinion" for row in entry.case.rows(EVALUATION).values()):
        raise Invalid("scoring", "opinion_asked_already")
    note = entry.words(words.reason(reason))
    evaluation = begin_evaluation(entry, "opinion", note)
    for office in entry.standard.power("draw_panel"):
        entry.tell(office, "opinion_requested", str(evaluation.n))
    return entry.close("OpinionRequested", evaluation.row.gate, note)
