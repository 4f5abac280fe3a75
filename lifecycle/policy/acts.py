"""What may be done to a row: for each act its target table, and the clauses that must hold, in the order of asking."""

from sqlalchemy import and_, exists, not_, or_

from lifecycle.policy import blocks
from lifecycle.policy.experts import expert_acts
from lifecycle.policy.terms import ME, TODAY, Act, Clause, any_of
from lifecycle.records import project as projects
from lifecycle.records import rounds, work


def _attached() -> Clause:
    """Whether I attached any of a duty's evidence: part of the work, whoever submitted it."""
    duty, document = work.duty.c, work.document.c
    return exists().where(
        document.project == duty.project,
        document.visit == duty.visit,
        document.duty == duty.code,
        document.occurrence == duty.occurrence,
        blocks.ours(document.added_by, document.added_for),
    )


def _contributed() -> Clause:
    """Whether I, or somebody for whom I act, recorded any fact of a project or attached any document to it."""
    project, fact, document = projects.project.c, work.fact.c, work.document.c
    attached = blocks.ours(document.added_by, document.added_for)
    return or_(
        exists().where(
            fact.project == project.id, or_(fact.recorded_by == ME, blocks.act_for(fact.recorded_by))
        ),
        exists().where(document.project == project.id, attached),
    )


def _open_for_work() -> Clause:
    """Duties are done while the project runs, and what a decision opened after the end of the road still is."""
    status = projects.project.c.status
    return or_(
        any_of(status, "active", "rework"),
        and_(
            status == "graduated",
            any_of(work.duty.c.timing, "after_gate", "after_end"),
            projects.project.c.archived_on.is_(None),
        ),
    )


def _named(office: str | None) -> tuple[str, ...]:
    return () if office is None else (office,)


_DUTY, _ROUND, _OPINION, _DEBT = work.duty.c, rounds.round_.c, rounds.opinion.c, rounds.debt.c
_IN_REVIEW = projects.project.c.status == "gate_review"

_DO = (
    ("project_runs", _open_for_work()),
    ("duty_is_open", any_of(_DUTY.state, "not_started", "in_progress", "changes_requested")),
    ("is_doer", blocks.holds(_DUTY.project, _DUTY.doer, _DUTY.kinds)),
    (
        "may_start",
        and_(_DUTY.waits_for.is_(None), or_(_DUTY.not_before.is_(None), _DUTY.not_before <= TODAY)),
    ),
)
_JUDGE = (
    ("project_runs", _open_for_work()),
    ("duty_is_submitted", _DUTY.state == "submitted"),
    ("is_confirmer", blocks.holds(_DUTY.project, _DUTY.confirmer)),
    ("not_own_work", not_(or_(blocks.ours(_DUTY.done_by, _DUTY.done_for), _attached()))),
)
_ACCEPT = (
    ("is_no_objection", _DEBT.kind != "objection"),
    ("debt_is_open", _DEBT.settled_on.is_(None)),
    ("is_answered", _DEBT.answered_on.is_not(None)),
    ("not_own_work", not_(blocks.ours(_DEBT.answered_by, _DEBT.answered_for))),
)

ACTS: dict[str, Act] = {
    "see": Act(projects.project, ()),
    "approve_entry": Act(
        projects.project,
        (("is_draft", projects.project.c.status == "draft"), ("not_own_work", not_(_contributed()))),
    ),
    "attach": Act(work.duty, _DO, lambda row: (row.doer,)),
    "complete_duty": Act(work.duty, _DO, lambda row: (row.doer,)),
    "confirm_duty": Act(work.duty, _JUDGE, lambda row: _named(row.confirmer)),
    "return_duty": Act(work.duty, _JUDGE, lambda row: _named(row.confirmer)),
    "waive": Act(
        work.duty,
        (
            ("project_runs", any_of(projects.project.c.status, "active", "rework")),
            ("duty_is_open", not_(any_of(_DUTY.state, *work.DUTY_CLOSED))),
            ("not_own_work", not_(blocks.holds(_DUTY.project, _DUTY.doer))),
        ),
    ),
    "let_stand_in": Act(
        work.duty,
        (
            ("project_runs", any_of(projects.project.c.status, "active", "rework")),
            ("duty_is_to_be_done", any_of(_DUTY.state, "not_started", "in_progress", "changes_requested")),
            (
                "party_is_missing",
                and_(_DUTY.instead_of.is_(None), not_(blocks.takes_part(_DUTY.project, _DUTY.role))),
            ),
        ),
    ),
    "propose": Act(
        rounds.round_,
        (("in_review", _IN_REVIEW), ("round_is_open", _ROUND.option.is_(None))),
        lambda row: (row.propose_office, row.decide_office),
    ),
    "consult": Act(
        rounds.opinion,
        (
            ("in_review", _IN_REVIEW),
            ("not_heard_yet", _OPINION.heard_on.is_(None)),
            ("is_consulted", blocks.holds(_OPINION.project, _OPINION.office)),
        ),
        lambda row: (row.office,),
    ),
    "decide": Act(
        rounds.round_,
        (
            ("in_review", _IN_REVIEW),
            ("round_is_open", _ROUND.option.is_(None)),
            ("is_proposed", _ROUND.proposed_by.is_not(None)),
            ("is_decider", blocks.holds(_ROUND.project, _ROUND.decide_office)),
            ("not_own_work", not_(blocks.ours(_ROUND.proposed_by, _ROUND.proposed_for))),
        ),
        lambda row: (row.decide_office,),
    ),
    "answer_debt": Act(
        rounds.debt,
        (
            ("is_no_objection", _DEBT.kind != "objection"),
            ("is_no_backfill", _DEBT.kind != work.BACKFILL),
            ("debt_is_open", _DEBT.settled_on.is_(None)),
            ("not_answered", _DEBT.answered_on.is_(None)),
            ("is_owner", blocks.holds(_DEBT.project, _DEBT.owner)),
        ),
        lambda row: (row.owner,),
    ),
    "settle_debt": Act(rounds.debt, _ACCEPT),
    "return_debt": Act(rounds.debt, _ACCEPT),
    **expert_acts(blocks.visible(), blocks.holds, blocks.seated),
}
"""Acts on rows. Acts on the project itself take the offices from the standard: see `require_office`."""
