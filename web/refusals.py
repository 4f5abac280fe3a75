"""What a refusal says, in one sentence. Pages and the command line share it; each names things in its own manner.

`Teller` has the manner of a page: everything in words. The command line overrides what it says otherwise: it names
codes, because its reader types them.
"""

from dataclasses import dataclass
from datetime import date

from lifecycle.errors import (
    GateClosed,
    Invalid,
    NoSuchMove,
    NotFound,
    NotPermitted,
    Refusal,
    Stale,
)
from lifecycle.records.people import ADMINISTRATORS
from stages import Standard
from web.labels import TEXTS
from web.speech import Speech


@dataclass(frozen=True)
class Teller:
    """Says refusals in one language, with the names that a standard gives to facts, documents and offices."""

    speech: Speech
    standard: Standard | None

    def sentence(self, refusal: Refusal, *, label: bool = True) -> str:
        """`label`: whether an `Invalid` names its field, as it must away from the form."""
        match refusal:
            case Invalid():
                return self._of_invalid(refusal, label=label)
            case NotPermitted():
                return self._of_not_permitted(refusal)
            case GateClosed():
                return self.speech.t("refused.gate_closed", n=len(refusal.blockers))
            case NotFound():
                return self.not_found(refusal)
            case NoSuchMove():
                return self.no_such_move(refusal)
            case Stale():
                return self.speech.t("refused.stale")
            case _:
                return self.unavailable(refusal)

    def _of_invalid(self, refusal: Invalid, *, label: bool) -> str:
        key = f"problem.{refusal.problem}"
        values = {name: self.value(value) for name, value in refusal.values.items()}
        problem = self.speech.t(key, **values) if key in TEXTS else self.unknown_problem(refusal)
        name = self.field(refusal.field)
        return self.speech.t("refused.field", label=name, problem=problem) if label and name else problem

    def _of_not_permitted(self, refusal: NotPermitted) -> str:
        key = f"clause.{refusal.clause}"
        reason = self.speech.t(key if key in TEXTS else "clause.nobody")
        named = [name for code in refusal.offices if (name := self.office(code))]
        if not named:
            return reason
        return self.speech.t("refused.permitted_to", reason=reason, offices=self.speech.listed(named))

    # Names ------------------------------------------------------------------------------------------------

    def field(self, name: str) -> str:
        """What a field is called: by our own labels, or by the standard. Empty when nothing does."""
        return self.speech.t(f"field.{name}") if f"field.{name}" in TEXTS else self.of_standard(name)

    def of_standard(self, code: str) -> str:
        """What the standard calls what a field stands for; empty when it knows no such thing."""
        if self.standard is None:
            return ""
        known = self.standard.facts.get(code) or self.standard.documents.get(code)
        return self.speech.of(known.text) if known is not None else ""

    def office(self, code: str) -> str:
        """An office of the standard in words, or one of the administrators; empty for one that nobody defines."""
        if code in ADMINISTRATORS:
            return self.speech.t(f"admin.{code}")
        office = self.standard.offices.get(code) if self.standard is not None else None
        return self.speech.of(office.text) if office is not None else ""

    def value(self, value: object) -> object:
        """A value of a problem as people write it."""
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, tuple | list | set | frozenset):
            return self.speech.listed([str(each) for each in value])
        return value

    # What the command line says otherwise -----------------------------------------------------------------

    def day(self, day: date) -> str:
        return self.speech.day(day)

    def unknown_problem(self, refusal: Invalid) -> str:  # noqa: ARG002 - the command line names it
        return self.speech.t("problem.other")

    def not_found(self, refusal: NotFound) -> str:  # noqa: ARG002 - the command line says what
        return self.speech.t("refused.not_found")

    def no_such_move(self, refusal: NoSuchMove) -> str:  # noqa: ARG002 - the command line says what is possible
        return self.speech.t("refused.no_such_move")

    def unavailable(self, refusal: Refusal) -> str:  # noqa: ARG002 - the command line says why
        return self.speech.t("refused.unavailable")
