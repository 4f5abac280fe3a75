"""Rows of what is owed: what, which office, by when. An empty row does not count; more are added when asked for."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

import flask
from wtforms import Field, HiddenField, SelectField, StringField

from lifecycle import words
from lifecycle.errors import Invalid, Refusal
from lifecycle.mistakes import together
from lifecycle.verbs.rounds import OWED_LIMIT, Owed
from stages.model import Office, Settlement
from web import session
from web.project import answers
from web.project.forms import ProjectForm, offer, posted

ROWS, MOST_ROWS = 3, 20


class OwedForm(ProjectForm):
    """A form with such rows; their fields are those of `row_fields`."""

    rows = HiddenField()

    def owed(self, at_least: int = 0) -> tuple[Owed, ...]:
        """What was typed. Raises Invalid naming every field that cannot be read, and for fewer rows than `at_least`."""
        filled = [place for place in range(self.count) if self._is_filled(place)]
        rows = together(**{str(place): partial(self._row, place) for place in filled})
        if len(rows) < at_least:
            raise Invalid("what-0", "missing")
        return tuple(rows.values())

    def _is_filled(self, place: int) -> bool:
        what, due, clause = (
            (self[f"{name}-{place}"].data or "").strip() for name in ("what", "due", "clause")
        )
        return bool(what or (due and not clause))

    def _row(self, place: int) -> Owed:
        what, owner, due, clause = (self[f"{name}-{place}"] for name in ("what", "owner", "due", "clause"))
        read = together(
            what=lambda: words.block(what.short_name, what.data or "", OWED_LIMIT, required=True),
            owner=lambda: answers.chosen(owner.short_name, owner.data),
            due=lambda: answers.needed_day(due.short_name, due.data),
        )
        return Owed(**read, clause=clause.data or "")

    @property
    def count(self) -> int:
        """How many rows the form has."""
        text = self.rows.data or ""
        return min(int(text), MOST_ROWS) if text.isdecimal() and len(text) <= len(str(MOST_ROWS)) else ROWS

    def show(self, refusal: Refusal) -> None:
        """Show a refusal, what is wrong in a row at that row."""
        super().show(self.at_row(refusal) if isinstance(refusal, Invalid) else refusal)

    def at_row(self, refusal: Invalid) -> Invalid:
        """The same refusal at the field of the row that it is about."""
        if refusal.field not in ("what", "owner", "due", "clause"):
            return refusal
        place = self._row_at_fault(refusal)
        return Invalid(f"{refusal.field}-{place}", refusal.problem, refusal.values)

    def _row_at_fault(self, refusal: Invalid) -> int:
        """The first row whose value is the one that was refused, else the first that says anything."""
        given, length = refusal.values.get("given"), refusal.values.get("length")
        for place in range(self.count):
            typed = self[f"{refusal.field}-{place}"].data or ""
            wrong = answers.iso_day(typed) == str(given) if refusal.field == "due" else typed == given
            if (given is not None and wrong) or (length is not None and len(typed.strip()) == length):
                return place
            if given is None and not typed.strip() and (self[f"due-{place}"].data or "").strip():
                return place
        return 0


def prefill(form: OwedForm, items: Sequence[Settlement], last_day: date | None) -> None:
    """Offer the items that the standard lists, each in a row of its own, in a form that was not sent yet."""
    if flask.request.method == "POST":
        return
    for place, item in enumerate(items[: form.count]):
        form[f"what-{place}"].data = session.speech().of(item.text)
        form[f"owner-{place}"].data = item.owner
        form[f"due-{place}"].data = last_day.isoformat() if last_day else ""
        form[f"clause-{place}"].data = item.code


def row_fields() -> dict[str, Field]:
    """The fields of as many rows as were asked for. `clause-` is the item of the standard that the row is about."""
    fields: dict[str, Field] = {}
    for place in range(_rows()):
        label = session.speech().t("decide.row", n=place + 1)
        fields[f"what-{place}"] = StringField(label)
        fields[f"owner-{place}"] = SelectField(label, validate_choice=False)
        fields[f"due-{place}"] = StringField(label)
        fields[f"clause-{place}"] = HiddenField()
    return fields


def offer_owners(form: OwedForm, owners: Iterable[Office]) -> None:
    """Fill in who may owe, and how many rows there are."""
    speech = session.speech()
    form.rows.data = str(_rows())
    offices = [(office.code, speech.of(office.text)) for office in owners]
    for place in range(form.count):
        offer(form[f"owner-{place}"], offices, first=speech.t("parties.organisation.choose"))


def _rows() -> int:
    """How many rows were asked for: three more each time."""
    text = flask.request.form.get("rows", "")
    have = int(text) if text.isdecimal() and len(text) <= len(str(MOST_ROWS)) else ROWS
    return min(have + ROWS if posted() == "more" else have, MOST_ROWS)
