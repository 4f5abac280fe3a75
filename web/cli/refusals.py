"""A refusal as one sentence for standard error, with what stands behind it: blockers, missing evidence, who may."""

from collections.abc import Iterator
from datetime import date

from lifecycle.errors import (
    GateClosed,
    Invalid,
    NoSuchMove,
    NotFound,
    NotPermitted,
    Refusal,
    Stale,
    Unavailable,
)
from lifecycle.gate import Blocker
from stages import Standard
from stages.conditions import Leaf
from web.labels import TEXTS
from web.speech import Speech

EXITS: dict[type[Refusal], int] = {Invalid: 2, NotPermitted: 3, NotFound: 3, Unavailable: 4}
"""Exit codes by refusal; every other one is a rule of the standard: 1."""


def exit_code(refusal: Refusal) -> int:
    return EXITS.get(type(refusal), 1)


def sentences(refusal: Refusal, speech: Speech, standard: Standard | None) -> Iterator[str]:
    """What to print: a sentence, and a line for each thing behind it."""
    match refusal:
        case Invalid():
            yield from _of_invalid(refusal, speech, standard)
        case NotPermitted():
            yield _of_not_permitted(refusal, speech, standard)
        case GateClosed():
            yield speech.t("refused.gate_closed", n=len(refusal.blockers))
            yield from (f"  {blocker_line(blocker, speech, standard)}" for blocker in refusal.blockers)
        case NotFound():
            yield speech.t("cli.not_found", what=_what(refusal, speech))
        case NoSuchMove():
            yield speech.t(
                "cli.no_such_move", state=refusal.state, possible=speech.listed(refusal.possible) or "—"
            )
        case Stale():
            yield speech.t("refused.stale")
        case Unavailable():
            yield speech.t("cli.unavailable", why=str(refusal))
        case _:
            yield speech.t("cli.refused", why=str(refusal))


def _what(refusal: NotFound, speech: Speech) -> str:
    key = f"cli.what.{refusal.what}"
    name = speech.t(key) if key in TEXTS else refusal.what
    return f"{name} {refusal.code}".strip()


def _of_invalid(refusal: Invalid, speech: Speech, standard: Standard | None) -> Iterator[str]:
    key = f"problem.{refusal.problem}"
    values = {name: said(value, speech) for name, value in refusal.values.items()}
    problem = speech.t(key, **values) if key in TEXTS else refusal.problem
    yield speech.t("refused.field", label=_field_name(refusal.field, speech, standard), problem=problem)
    for name in ("values", "kinds", "codes", "problems", "columns"):
        listed = refusal.values.get(name)
        if isinstance(listed, tuple):
            yield from (f"  {_named(str(each), speech, standard)}" for each in listed)


def _field_name(name: str, speech: Speech, standard: Standard | None) -> str:
    if f"field.{name}" in TEXTS:
        return speech.t(f"field.{name}")
    return _named(name, speech, standard)


def _named(code: str, speech: Speech, standard: Standard | None) -> str:
    """A code of the standard with its text; the code alone where there is none."""
    if standard is None:
        return code
    flow = standard.flow
    own = (standard.documents, standard.facts, standard.duties, standard.criteria, standard.offices)
    for block in (*own, flow.entry_points, flow.mid_entry_rules):
        if code in block:
            return f"{code} {speech.of(block[code].text)}"
    return code


def _of_not_permitted(refusal: NotPermitted, speech: Speech, standard: Standard | None) -> str:
    key = f"clause.{refusal.clause}"
    reason = speech.t(key if key in TEXTS else "clause.nobody")
    if not refusal.offices:
        return reason
    offices = speech.listed(_named(code, speech, standard) for code in refusal.offices)
    return speech.t("refused.permitted_to", reason=reason, offices=offices)


def said(value: object, speech: Speech) -> object:
    """A value of a problem as people write it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list | set | frozenset):
        return speech.listed([str(each) for each in value])
    return value


def blocker_line(blocker: Blocker, speech: Speech, standard: Standard | None) -> str:
    """One blocker: the clause, what would clear it, and who does that."""
    parts = [_named(blocker.clause, speech, standard)]
    if blocker.leaf is not None:
        parts.append(leaf_text(blocker.leaf))
    if blocker.documents:
        kinds = speech.listed(_named(kind, speech, standard) for kind in blocker.documents)
        parts.append(speech.t("cli.documents", kinds=kinds))
    act = f"cli.act.{blocker.act}"
    parts.append(speech.t(act if act in TEXTS else "cli.act.wait"))
    if blocker.office is not None:
        parts.append(_named(blocker.office, speech, standard))
    if blocker.waits_for is not None:
        parts.append(speech.t("cli.waits_for", clause=blocker.waits_for))
    if blocker.not_before is not None:
        parts.append(speech.t("cli.not_before", day=blocker.not_before.isoformat()))
    if blocker.absent:
        parts.append(speech.t("cli.absent"))
    return " · ".join(parts)


def leaf_text(leaf: Leaf) -> str:
    """A test as it must come out: `level_d2 >= 4`, `not ownership_dispute_open is True`."""
    value = "|".join(str(each) for each in leaf.value) if isinstance(leaf.value, tuple) else str(leaf.value)
    return f"{'' if leaf.wanted else 'not '}{leaf.name} {leaf.op} {value}"
