"""What the draft of the standard says about moves, written down once more by hand: who may, from where, to where.

It knows nothing of the code and reads no definition. It is deliberately rough: what it forbids must never happen, and
where it says a move leads is where the project must then stand; that a move it allows is refused has other reasons.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

STAGES = ("mining", "evaluation", "approval", "landing", "growth")
ENDS = ("graduated", "rejected", "terminated", "withdrawn")
RUNNING = ("active", "gate_review", "rework", "on_hold")
PARTIES = frozenset({"PL", "IA", "EL", "BR"})
GOVERNMENT = frozenset({"PO", "PK", "SH", "DD", "DIR", "GOV"})
DECIDER = {"mining": "SH", "evaluation": "DD", "approval": "DIR", "landing": "DD", "growth": "DD"}
ABOVE = {"SH": "DD", "DD": "DIR", "DIR": "GOV"}


@dataclass(frozen=True)
class Expected:
    """Where a project stands. `previous` is where a hold began; the track is looked up, it is no place."""

    stage: str
    status: str
    previous: str | None = None
    is_archived: bool = False
    track: str = field(default="standard", compare=False)


def decider(track: str, stage: str) -> str:
    """Who decides the gate of a stage: on the fast track the section head, of a major project's G3 the district."""
    if track == "fast":
        return "SH"
    return "GOV" if track == "major" and stage == "approval" else DECIDER[stage]


@dataclass(frozen=True)
class Rule:
    """From which statuses, by which offices."""

    from_: tuple[str, ...]
    by: frozenset[str]


def _by(*offices: str) -> frozenset[str]:
    return frozenset(offices)


RULES = {
    "submit": Rule(("draft",), PARTIES | GOVERNMENT),
    "request_gate": Rule(("active",), _by("PO")),
    "resubmit": Rule(("rework",), _by("PO")),
    "hold": Rule(("active", "rework"), _by("SH", "DD", "DIR")),
    "resume": Rule(("on_hold",), _by("SH")),
    "terminate": Rule(RUNNING, _by("DD", "DIR")),
    "withdraw": Rule(("draft", *RUNNING), PARTIES | _by("PK", "PO", "DIR")),
    "reenter": Rule(("rejected", "terminated", "withdrawn"), _by("PL", "IA", "EL")),
    "archive": Rule(ENDS, _by("PO")),
    "object": Rule((*RUNNING, "rejected", "terminated"), PARTIES),
    "correct": Rule(("active",), _by("PO")),
    "extend": Rule(("active", "rework"), _by("SH", "DD")),
    "change_task_book": Rule(("active", "on_hold"), _by("DD", "DIR")),
    "change_receiver": Rule(("active", "on_hold"), _by("DD", "DIR")),
    "attach_document": Rule(("draft",), PARTIES | GOVERNMENT),
    "approve_entry": Rule(("draft",), _by("DD")),
}
"""Moves whose rule depends on nothing but the status and the office."""


def may(at: Expected, act: str, office: str) -> bool:
    """Whether the draft lets an office do this here at all."""
    if at.is_archived and act != "reenter":
        return False
    match act:
        case "gate_revoke":
            earlier = STAGES.index(at.stage) - 1
            if earlier < 0 or at.status != "active":
                return False
            return office == ABOVE.get(decider(at.track, STAGES[earlier]))
        case "close_outbound":
            return at.status == "active" and office == decider(at.track, at.stage)
    rule = RULES[act]
    return at.status in rule.from_ and office in rule.by


def may_decide(at: Expected, option: str, office: str) -> bool:
    """Whether an office may choose an option of the gate that is asked for."""
    late = at.stage in ("landing", "growth")
    right = "DIR" if option == "stop" and late else decider(at.track, at.stage)
    return at.status == "gate_review" and office == right and (late or option != "outbound")


# Entering at a later stage ------------------------------------------------------------------------------------------

SKIPPED = {"E2": 1, "E3": 2, "E4": 3, "E5": 4}
"""How many stages each later entry leaves out."""
LATER = tuple(SKIPPED)

# Evaluations --------------------------------------------------------------------------------------------------------

LEAST_SHEETS = 5
ON_THE_PANEL = ("drawn", "invited", "opened", "accepted")
EVALUATED = ("active", "gate_review", "rework")
"""While it is on hold the clock stands, and before and after there is nothing to evaluate."""


def may_evaluate(at: Expected, act: str, office: str) -> bool:
    """Whether an office may do this with an evaluation: the officer organises it (EVA-G-1), the side that hands in the
    dossier may begin it. Who excludes an expert is no party, and not who drew the panel.
    """
    if at.status not in EVALUATED or at.is_archived:
        return False
    if act == "exclude_score":
        return office not in PARTIES | _by("PO", "EX")
    return office == "PO" or (act == "start_evaluation" and office in _by("PL", "IA", "EL"))


def may_as_expert(at: Expected, act: str, state: str, declared_on: object) -> bool:
    """Whether an expert on the panel may do this: recusal is declared before anything is scored (RC1 to RC7)."""
    if at.status not in EVALUATED or at.is_archived:
        return False
    match act:
        case "answer_invitation":
            return state in ("invited", "opened")
        case "declare":
            return state == "accepted" and declared_on is None
        case "score":
            return state == "accepted" and declared_on is not None
        case _:
            return state in ON_THE_PANEL


LEADS_TO = {
    "submit": "active",
    "request_gate": "gate_review",
    "resubmit": "gate_review",
    "terminate": "terminated",
    "withdraw": "withdrawn",
    "close_outbound": "graduated",
}


def after(at: Expected, act: str) -> Expected:
    """Where a move leads."""
    if act == "request_gate" and (at.track, at.stage) == ("fast", "evaluation"):
        return replace(at, stage="approval", status="active")  # deemed passed
    if act in LEADS_TO:
        return replace(at, status=LEADS_TO[act], previous=None)
    match act:
        case "hold":
            return replace(at, status="on_hold", previous=at.status)
        case "resume":
            return replace(at, status=at.previous or "", previous=None)
        case "archive":
            return replace(at, is_archived=True)
        case "gate_revoke":
            return replace(at, stage=STAGES[STAGES.index(at.stage) - 1], status="rework")
        case _:
            return at


def decided(at: Expected, option: str) -> Expected:
    """Where a decision leads."""
    last = at.stage == STAGES[-1] or (at.track, at.stage) == ("fast", "landing")
    match option:
        case "go":
            return (
                replace(at, status="graduated")
                if last
                else Expected(STAGES[STAGES.index(at.stage) + 1], "active")
            )
        case "recycle":
            return replace(at, status="rework")
        case "hold":
            return replace(at, status="on_hold", previous="gate_review")
        case "stop":
            return replace(at, status="terminated" if at.stage in ("landing", "growth") else "rejected")
        case _:
            return replace(at, status="graduated")


COUNTS_FROM = {
    "APR-M3": ("publicity_started_on", "APR-P-2"),
    "LAN-M3": ("registration_accepted_on", "LAN-P-2"),
    "MIN-M5": ("ip_grant_or_filing_on", "MIN-P-3"),
}
"""What counts from a day that somebody records, and the duty that shows the day."""


AFTER_THE_END = frozenset(
    {
        *(
            "object",
            "reply",
            "answer_debt",
            "settle_debt",
            "return_debt",
            "archive",
            "file_paper",
            "reenter",
            "record_fact",
        ),
        *("correct_fact", "seat", "complete", "attach", "confirm", "give_back", "waive", "derive", "wait"),
        "urge",
    }
)
"""What may still be done to a project that has ended: its surveys, settlement, objections, papers and archive."""
