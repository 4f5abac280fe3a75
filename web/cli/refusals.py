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
    Unavailable,
)
from lifecycle.gate import Blocker
from lifecycle.queries.gate import OF_EVALUATION
from stages import Standard
from stages.conditions import Leaf
from web.evaluation.sentences import expert, field_name, of_blocker, reason_text
from web.labels import TEXTS
from web.refusals import Teller
from web.speech import Speech

EXITS: dict[type[Refusal], int] = {Invalid: 2, NotPermitted: 3, NotFound: 3, Unavailable: 4}
"""Exit codes by refusal; every other one is a rule of the standard: 1."""
LISTED = ("values", "kinds", "codes", "problems", "columns")
"""What of an invalid input's values is listed line by line."""


def exit_code(refusal: Refusal) -> int:
    return EXITS.get(type(refusal), 1)


def sentences(refusal: Refusal, speech: Speech, standard: Standard | None) -> Iterator[str]:
    """What to print: a sentence, and a line for each thing behind it; the same for every mistake of one input."""
    for each in refusal.every if isinstance(refusal, Invalid) else (refusal,):
        yield from _told(each, speech, standard)


def _told(refusal: Refusal, speech: Speech, standard: Standard | None) -> Iterator[str]:
    teller = CodeTeller(speech, standard)
    yield teller.sentence(refusal)
    match refusal:
        case Invalid():
            for name in LISTED:
                listed = refusal.values.get(name)
                if isinstance(listed, tuple):
                    yield from (f"  {teller.named(str(each))}" for each in listed)
            yield from (f"  {each}" for each in _of_scores(refusal, speech))
        case GateClosed():
            yield from (f"  {blocker_line(blocker, speech, standard)}" for blocker in refusal.blockers)


class CodeTeller(Teller):
    """Names codes beside their words and days as they are typed, and says what a page shows around its sentence."""

    def named(self, code: str) -> str:
        """A code of the standard with its text; the code alone where there is none."""
        return _named(code, self.speech, self.standard)

    of_standard = office = named

    def day(self, day: date) -> str:
        return day.isoformat()

    def unknown_problem(self, refusal: Invalid) -> str:
        return refusal.problem

    def not_found(self, refusal: NotFound) -> str:
        key = f"cli.what.{refusal.what}"
        name = self.speech.t(key) if key in TEXTS else refusal.what
        return self.speech.t("cli.not_found", what=f"{name} {refusal.code}".strip())

    def no_such_move(self, refusal: NoSuchMove) -> str:
        possible = self.speech.listed(refusal.possible) or "—"
        return self.speech.t("cli.no_such_move", state=refusal.state, possible=possible)

    def unavailable(self, refusal: Refusal) -> str:
        key = "cli.unavailable" if isinstance(refusal, Unavailable) else "cli.refused"
        return self.speech.t(key, why=str(refusal))


def said(value: object, speech: Speech) -> object:
    """A value of a problem as people write it here."""
    return CodeTeller(speech, None).value(value)


def _of_scores(refusal: Invalid, speech: Speech) -> Iterator[str]:
    """What is wrong with levels, with a panel, or with the pool, one by one."""
    levels, reasons = refusal.values.get("levels", ()), refusal.values.get("reasons", ())
    for code, problem in levels if isinstance(levels, tuple) else ():
        yield f"{code} {speech.t(f'problem.{problem}')}"
    for reason in reasons if isinstance(reasons, tuple) else ():
        yield reason_text(speech, reason, expert(speech, 0))
    fields = refusal.values.get("fields", ())
    yield from (field_name(speech, each) for each in (fields if isinstance(fields, tuple) else ()))


def _named(code: str, speech: Speech, standard: Standard | None) -> str:
    if standard is None:
        return code
    flow = standard.flow
    own = (standard.documents, standard.facts, standard.duties, standard.criteria, standard.offices)
    for block in (*own, flow.entry_points, flow.mid_entry_rules):
        if code in block:
            return f"{code} {speech.of(block[code].text)}"
    return code


def blocker_line(blocker: Blocker, speech: Speech, standard: Standard | None) -> str:
    """One blocker: the clause, what would clear it, and who does that."""
    parts = [_named(blocker.clause, speech, standard)]
    if standard is not None and (blocker.kind in OF_EVALUATION or blocker.shortfall is not None):
        parts.append(of_blocker(speech, blocker, standard))
    elif blocker.leaf is not None:
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
        parts.append(_of_absence(blocker, speech, standard))
    return " · ".join(parts)


def _of_absence(blocker: Blocker, speech: Speech, standard: Standard | None) -> str:
    """That nobody is there, and what can be done about it."""
    ways = [
        speech.t(
            f"remedy.{each.act}",
            offices=speech.listed(_named(code, speech, standard) for code in each.offices),
            consent=_named(each.consent, speech, standard) if each.consent else "",
        )
        for each in blocker.remedies
    ]
    told = speech.t("cli.absent")
    return f"{told} · {speech.t('remedy.title')}{speech.t('remedy.or').join(ways)}" if ways else told


def leaf_text(leaf: Leaf) -> str:
    """A test as it must come out: `level_d2 >= 4`, `not ownership_dispute_open is True`."""
    value = "|".join(str(each) for each in leaf.value) if isinstance(leaf.value, tuple) else str(leaf.value)
    return f"{'' if leaf.wanted else 'not '}{leaf.name} {leaf.op} {value}"
