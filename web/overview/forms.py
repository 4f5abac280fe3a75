"""A figure that is entered: how much is wanted in a year, or how much is done up to a day."""

import re

from wtforms import HiddenField, RadioField, StringField

from lifecycle import words
from lifecycle.errors import Invalid
from lifecycle.mistakes import together
from lifecycle.overview.entering import SOURCE_LIMIT, Given
from lifecycle.records.figures import DONE, FIGURE_KINDS, WANTED
from web import session
from web.forms import Form
from web.project import answers

YEAR = re.compile(r"\d{4}", re.ASCII)


class FigureForm(Form):
    year = HiddenField()
    kind = RadioField()
    value = StringField()
    on_day = StringField()
    source = StringField()

    def offer(self, *, is_counted: bool) -> None:
        """What the register counts itself takes a target only."""
        kinds = (WANTED,) if is_counted else FIGURE_KINDS[::-1]
        self.kind.choices = [(kind, session.speech().t(f"figure.kind.{kind}")) for kind in kinds]
        if self.kind.data not in kinds:
            self.kind.data = kinds[0]

    @property
    def of_year(self) -> int | None:
        """The year the form was made for; None where it was tampered with."""
        found = YEAR.fullmatch(self.year.data or "")
        return int(found[0]) if found else None

    def given(self, target: str) -> Given:
        """What was typed. Raises Invalid naming all that is wrong."""
        kind, source = self.kind.data or DONE, self.source.data or ""
        read = together(
            value=lambda: _number(self.value.data),
            on_day=lambda: answers.needed_day("on_day", self.on_day.data),
            source=lambda: words.line("source", source, SOURCE_LIMIT),
        )
        return Given(target, self.of_year or 0, kind, read["value"], read["on_day"], source)


def _number(text: str | None) -> float:
    written = answers.number(text)
    if not written:
        raise Invalid("value", "missing")
    try:
        return float(written)
    except ValueError as odd:
        raise Invalid("value", "not_a_number", {"given": written[:40]}) from odd
