"""Codes and values of the pages of evaluations as sentences. Labels are attached here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lifecycle.clock import ZONE
from lifecycle.evaluation.pending import Pending
from lifecycle.evaluation.reasons import Reason
from lifecycle.queries.checklist import Attached
from lifecycle.queries.evaluation import Cell, DimensionLine, EvaluationPage, ExpertLine, OnPanel
from stages.model import RecusalCause, Text
from web.evaluation import sentences
from web.speech import Speech

STATIONS = ("invited", "opened", "accepted", "declared", "submitted")
"""The way of an expert, as the strip shows it."""
NOBODY = OnPanel(0, "")


@dataclass(frozen=True)
class Telling:
    """Everything in the language of `speech`."""

    speech: Speech

    def field(self, code: str) -> str:
        """A field of the panel's structure."""
        return sentences.field_name(self.speech, code)

    def fields(self, codes: Iterable[str]) -> str:
        """Several of them."""
        return self.speech.listed(self.field(code) for code in codes)

    def expert(self, n: int, name: str | None = None) -> str:
        """An expert by number, and by name where that may be said."""
        return sentences.expert(self.speech, n, name)

    def texts(self, texts: Iterable[Text]) -> str:
        """Several texts of the standard in one sentence."""
        return self.speech.listed(self.speech.of(text) for text in texts)

    def causes(self, causes: Iterable[RecusalCause]) -> str:
        """Causes of recusal, with their codes."""
        return self.speech.listed(f"{cause.code} {self.speech.of(cause.text)}" for cause in causes)

    def fault(self, page: EvaluationPage, reason: Reason) -> str:
        """Why the panel does not count."""
        return self._reason(page.people, reason)

    def pending(self, page: EvaluationPage, waiting: Pending) -> str:
        """What has to happen next."""
        who = page.people.get(waiting.person or 0, NOBODY)
        named = self.expert(waiting.assignment, who.name or None)
        why = self._reason(page.people, waiting.reason) if waiting.reason else ""
        return self.speech.t(f"blocker.{waiting.act}", who=named, why=why, causes="")

    def _reason(self, people: Mapping[int, OnPanel], reason: Reason) -> str:
        who = people.get(reason.person or 0, NOBODY)
        return sentences.reason_text(self.speech, reason, self.expert(who.n, who.name or None))

    def columns(self, page: EvaluationPage) -> tuple[int, ...]:
        """The numbers of the experts whose levels are known, for the heads of the matrix."""
        return tuple(sorted({cell.expert for line in page.dimensions for cell in line.cells if cell.expert}))

    def given(self, line: DimensionLine, n: int) -> tuple[Cell, ...]:
        """What one expert gave of a dimension, the newest last."""
        return tuple(cell for cell in line.cells if cell.expert == n)

    def stations(self, line: ExpertLine) -> tuple[tuple[str, str, bool], ...]:
        """The way of an expert: the word for each station, its day, and whether it is reached."""
        days = (line.invited_on, line.opened_on, line.answered_on, line.declared_on, line.submitted_on)
        reached = max((place for place, day in enumerate(days) if day is not None), default=-1)
        return tuple(
            (self.speech.t(f"expert.{name}"), self.speech.short(day) if day else "", place <= reached)
            for place, (name, day) in enumerate(zip(STATIONS, days, strict=True))
        )

    def standing(self, line: ExpertLine) -> str:
        """Where an expert stands, in one word."""
        if line.ended_on is not None:
            return self.speech.t(f"expert.{line.state}")
        if line.submitted_on is not None:
            return self.speech.t("expert.submitted")
        if line.has_draft:
            return self.speech.t("expert.draft")
        if line.declared_on is not None:
            return self.speech.t("expert.declared")
        return self.speech.t(f"expert.{line.state}")

    def document(self, document: Attached) -> str:
        """The name of a file, or the value that was given instead."""
        if document.sealed:
            return self.speech.t("duty.sealed")
        return document.name or document.value

    def hour(self, at: datetime) -> str:
        """When something was saved: the hour today, with the day otherwise."""
        there = at.astimezone(ZONE)
        if there.date() == self.speech.today:
            return f"{there:%H:%M}"
        return self.speech.instant(at)

    def number(self, value: Decimal | None) -> str:
        """A figure without needless noughts; a dash for none."""
        return "—" if value is None else f"{value.normalize():f}"

    def gap(self, gap: Decimal) -> str:
        """How far the self-rating lies from the experts, with its sign."""
        return f"+{self.number(gap)}" if gap > 0 else f"−{self.number(-gap)}"
