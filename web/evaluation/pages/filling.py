"""Levels being filled in on the screen, dimension by dimension: what the holder's form, the officer's and an expert's
share.

Each step of the form is saved on the server when it is left, and shows when that was. What lacks something is said on
every step, and keeps nobody from going on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from wtforms import SelectMultipleField, StringField, TextAreaField

from lifecycle.evaluation.scoring import half_up
from lifecycle.queries.sheet import Draft
from lifecycle.verbs.levels import Given
from web.evaluation.form import Form, Line
from web.project.forms import ProjectForm

UNJUDGED = "none"
"""The value of a level that the expert cannot judge."""
CHECK = "check"
"""The last step: everything at a glance, and the button that hands it in."""
LONGEST = 2
LONGEST_NUMBER = 9


def numbers(given: Iterable[str]) -> tuple[int, ...]:
    """The numbers of documents that were ticked; what is none is none."""
    return tuple(int(each) for each in given if each.isdecimal() and len(each) <= LONGEST_NUMBER)


class LevelForm(ProjectForm):
    """One dimension. `seen` is the revision of what was saved of it when the form was shown."""

    level = StringField()
    reason = TextAreaField(filters=[lambda text: text or ""])
    evidence = SelectMultipleField(validate_choice=False, choices=[])

    def given(self, code: str) -> Given:
        """What was typed, as it goes to the verb."""
        level = (self.level.data or "").strip()
        known = level if level.isdecimal() and len(level) <= LONGEST else ""
        return Given(
            code,
            int(known) if known else None,
            self.reason.data or "",
            numbers(self.evidence.data or ()),
            unjudged=level == UNJUDGED,
            seen=self.revision,
        )

    def fill(self, line: Line, draft: Draft | None, revision: int) -> None:
        """Show what is saved, or was handed in before."""
        self.level.data = UNJUDGED if line.unjudged else "" if line.level is None else str(line.level)
        self.reason.data = line.reason
        self.evidence.data = [str(each) for each in line.evidence]
        self.stamp(draft.revision if draft else 0, revision)


@dataclass(frozen=True)
class Step:
    """One step of a form in steps. `state`: empty, partial, ready; `mark` is the level that is saved, if any."""

    code: str
    label: str
    state: str
    mark: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Saved:
    """A line of the form with what the server holds of it. `lacks` is the code of what is missing."""

    line: Line
    draft: Draft | None
    lacks: str | None

    @property
    def state(self) -> str:
        if self.lacks is None:
            return "ready"
        return "empty" if self.draft is None or not _is_begun(self.draft) else "partial"

    @property
    def saved_at(self) -> datetime | None:
        return self.draft.saved_at if self.draft else None


def _is_begun(draft: Draft) -> bool:
    return draft.level is not None or draft.unjudged or bool(draft.reason) or bool(draft.evidence)


@dataclass(frozen=True)
class Tally:
    """The points of the levels that are saved so far: `points` of at most `most`, from `judged` of `all` dimensions."""

    points: Decimal
    most: int
    judged: int
    all: int


def tally(form: Form) -> Tally:
    """What one person's levels come to so far; no total of an evaluation."""
    rated = [line for line in form.lines if line.level is not None]
    exact = sum((Fraction(line.weight * (line.level or 0), form.scale[1]) for line in rated), Fraction(0))
    done = sum(1 for line in form.lines if line.level is not None or line.unjudged)
    return Tally(half_up(exact), sum(line.weight for line in rated), done, len(form.lines))


def after(codes: Sequence[str], here: str) -> str:
    """The step that follows; the last one after the last."""
    place = codes.index(here) if here in codes else -1
    return codes[min(place + 1, len(codes) - 1)]
