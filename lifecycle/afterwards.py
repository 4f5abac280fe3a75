"""What an end leaves to be done: the surveys it asks for, and the papers that belong on file before it is archived."""

from dataclasses import dataclass
from datetime import date

from lifecycle.backfill import is_equivalence
from lifecycle.calendar import Calendar
from lifecycle.case import Case
from lifecycle.deadlines import period_end
from lifecycle.records.project import ENDS
from lifecycle.records.work import DutyRow
from stages import Standard
from stages.model import Milestone, Move


def ending_move(standard: Standard, case: Case) -> Move | None:
    """The move by which a project has ended: the one that leads to its status, and to its outcome where it has one."""
    project = case.project
    leading = [move for move in standard.moves.values() if move.to == project.status]
    exact = [move for move in leading if move.outcome is not None and move.outcome == project.outcome]
    return next(iter(exact or leading), None)


# Surveys ----------------------------------------------------------------------------------------------------------


def survey_of(standard: Standard, case: Case) -> Milestone | None:
    """The milestone that is opened for each survey, if the end asks for any."""
    move = ending_move(standard, case)
    return standard.milestones[move.survey] if move is not None and move.survey is not None else None


def surveys_opened(standard: Standard, case: Case) -> int:
    """How many surveys were opened so far."""
    survey = survey_of(standard, case)
    return sum(1 for code, _ in case.latest_milestones() if survey is not None and code == survey.code)


def surveys_done(standard: Standard, case: Case) -> int:
    """How many surveys are confirmed."""
    survey = survey_of(standard, case)
    rows = case.latest_milestones().values()
    return sum(1 for row in rows if survey is not None and row.code == survey.code and row.done_on)


def surveys_left(standard: Standard, case: Case) -> int:
    """How many surveys the end asks for that are not confirmed yet."""
    move = ending_move(standard, case)
    wanted = move.surveys if move is not None and move.surveys is not None else 0
    return max(wanted - surveys_done(standard, case), 0)


def next_survey_on(standard: Standard, case: Case, calendar: Calendar) -> date | None:
    """The day on which the next survey is opened: the first working day after its period; None after the last."""
    move, survey = ending_move(standard, case), survey_of(standard, case)
    ended = case.visit.left_on
    opened = surveys_opened(standard, case)
    if move is None or survey is None or ended is None or opened >= (move.surveys or 0):
        return None
    return calendar.next_working_day(period_end(survey.due, ended, opened + 1, calendar))


# Papers -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WantedPaper:
    """A kind of document that belongs on file. `clause` is the duty, the move or the item of the settlement that asks
    for it.
    """

    kind: str
    clause: str


def wanted_papers(standard: Standard, case: Case) -> tuple[WantedPaper, ...]:
    """The papers of the end itself: those of its move, and of each item that is or was to be settled."""
    move = ending_move(standard, case)
    found = [WantedPaper(kind, move.code) for kind in move.docs] if move is not None else []
    for debt in case.debts.values():
        item = standard.flow.settlement.get(debt.clause) if debt.kind == "settlement" else None
        if item is not None and item.doc is not None:
            found.append(WantedPaper(item.doc, item.code))
    return tuple(dict.fromkeys(found))


def missing_papers(standard: Standard, case: Case) -> tuple[WantedPaper, ...]:
    """What is not on file: papers of the end, and evidence that a confirmed duty should have."""
    ended = case.visit.left_on
    papers = {
        row.kind
        for row in case.documents.values()
        if row.duty is None and ended is not None and row.added_on >= ended
    }
    missing = [each for each in wanted_papers(standard, case) if each.kind not in papers]
    for duty in case.duties.values():
        if duty.state == "confirmed" and duty.code in standard.duties:
            missing += [WantedPaper(kind, duty.code) for kind in _lacking(standard, case, duty)]
    return tuple(dict.fromkeys(missing))


def _lacking(standard: Standard, case: Case, duty: DutyRow) -> tuple[str, ...]:
    """The kinds of evidence that a confirmed duty should have. Where it may be shown by less on some track, or was done
    elsewhere, what it was confirmed by is enough.
    """
    have = {row.kind for row in case.documents_of(duty)}
    wanted = tuple(kind for kind in standard.duties[duty.code].evidence if kind not in have)
    lighter = any(
        each.duty == duty.code for track in standard.flow.tracks.values() for each in track.simplified
    )
    return () if have and (lighter or is_equivalence(case, duty)) else wanted


def is_file_list_complete(standard: Standard, case: Case) -> bool:
    """Whether an ended project has on file all that it owes; never so before its end."""
    return case.project.status in ENDS and not missing_papers(standard, case)


def is_filed(case: Case, kind: str) -> bool:
    """Whether a document of a kind is on file."""
    return any(row.kind == kind for row in case.documents.values())
