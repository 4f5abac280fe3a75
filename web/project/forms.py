"""What the forms of a project share: they carry out one verb, keep what was typed when it is refused, and say why."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import flask
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from lifecycle import words
from lifecycle.errors import NotFound, Refusal, Stale
from lifecycle.mistakes import together
from lifecycle.queries.history import Event, since
from web import session
from web.errors import status_of
from web.forms import CommandForm
from web.labels import TEXTS
from web.numbers import whole
from web.project import answers

OK = 200


class ProjectForm(CommandForm):
    """`at` is the project's revision that was on the screen: what happened after it is shown when the form is stale."""

    at = HiddenField()
    status = OK
    changes: tuple[Event, ...] = ()

    def done(self, verb: Any, number: str, *given: Any, **named: Any) -> bool:
        """Carry out `verb(number, …)`. When it is refused the form says why and False comes back. Raises NotFound."""
        return self.done_on(verb, number, number, *given, **named)

    def done_on(self, verb: Any, number: str, *given: Any, **named: Any) -> bool:
        """The same for a verb that is given something of the project."""
        try:
            session.do(verb, *given, key=self.key.data or None, **named)
        except NotFound:
            raise
        except Refusal as refusal:
            self.turn_down(number, refusal)
            return False
        return True

    def turn_down(self, number: str, refusal: Refusal) -> None:
        """Show a refusal in the form; for a stale one, what changed since it was opened."""
        self.refuse(refusal)
        self.status = status_of(refusal).value
        if isinstance(refusal, Stale):
            self.changes = self.changed_since(number)
            self.seen.data = self.at.data = None

    def changed_since(self, number: str) -> tuple[Event, ...]:
        """What happened to the project since it was on the screen."""
        with session.reading() as opened:
            return since(opened, session.actor(), number, _number(self.at.data))

    def stamp(self, seen: int, at: int) -> None:
        """Put the revisions on the screen into the form; those of a POST stay until it was shown to be stale."""
        if not self.seen.data:
            self.seen.data = str(seen)
        if not self.at.data:
            self.at.data = str(at)


FormType = TypeVar("FormType", bound=ProjectForm)


def _number(text: str | None) -> int:
    return whole(text) or 0


def posted(name: str = "act") -> str:
    """Which of a page's buttons was pressed; empty for a GET."""
    return flask.request.form.get(name, "") if flask.request.method == "POST" else ""


def bound(form: type[FormType], prefix: str, *, sent: bool) -> FormType:
    """One of several forms of a page: filled from the POST if it was the one that was sent."""
    return labelled(form.of_request(prefix=prefix) if sent else form(None, prefix=prefix))


def labelled(form: FormType) -> FormType:
    """The same form, its fields named in the reader's language, as `of_request` does it for a form that was sent."""
    for field in form:
        if f"field.{field.short_name}" in TEXTS:
            field.label.text = session.speech().t(f"field.{field.short_name}")
    return form


def with_fields(base: type[FormType], fields: Mapping[str, Field]) -> type[FormType]:
    """A form class with further fields, for what depends on the project."""
    return type(base.__name__, (base,), dict(fields))


class BackfillForm(ProjectForm):
    """Several items at once: what shows them, or why they are waived."""

    chosen = SelectMultipleField(validate_choice=False)
    document = SelectField(validate_choice=False)
    text = TextAreaField(filters=[lambda text: text or ""])
    reason = TextAreaField(filters=[lambda text: text or ""])


class ReasonForm(ProjectForm):
    """An act that needs a reason."""

    reason = TextAreaField(filters=[lambda text: text or ""])


class ReturnForm(ReasonForm):
    """What has to change: which kinds of evidence, none for all of them."""

    only = SelectMultipleField(validate_choice=False, choices=[])


class OpinionForm(ProjectForm):
    """An opinion, for one of the reader's offices."""

    office = SelectField(validate_choice=False)
    opinion = TextAreaField()


class ProposeForm(ProjectForm):
    """One of the gate's options and why."""

    option = HiddenField()
    reason = TextAreaField()


class AnswerForm(ProjectForm):
    """How a debt was made good; `promised` is a day by which it will be, where one is asked for."""

    answer = TextAreaField()
    promised = StringField()


class PauseForm(ProjectForm):
    """A hold outside a round."""

    until = StringField()
    reason = TextAreaField()
    condition = StringField()
    review_on = StringField()


class ExtendForm(ProjectForm):
    """A later day, and why."""

    until = StringField()
    reason = TextAreaField()


def until_and_why(form: ExtendForm) -> tuple[date, str]:
    """The later day and the reason. Raises Invalid naming what of both is missing."""
    read = together(
        until=lambda: answers.needed_day("until", form.until.data),
        reason=lambda: words.reason(form.reason.data or ""),
    )
    return read["until"], read["reason"]


class ObjectForm(ProjectForm):
    """What is objected to, and why."""

    about = RadioField(validate_choice=False)
    reason = TextAreaField()


class RevokeForm(ProjectForm):
    """The duties that are struck, and why."""

    struck = SelectMultipleField(
        validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    reason = TextAreaField()


class ReenterForm(ProjectForm):
    """The new project."""

    title = StringField()
    summary = TextAreaField()


class SeatForm(ProjectForm):
    """Somebody for a seat; why, where somebody else leaves it."""

    office = HiddenField()
    person = SelectField(validate_choice=False)
    reason = StringField()


class PartyForm(ProjectForm):
    """An organisation that is to take part."""

    organisation = SelectField(validate_choice=False)


class PartingForm(ProjectForm):
    """An organisation that takes part no more, from which day and why."""

    organisation = HiddenField()
    from_day = StringField()
    reason = StringField()


def offer(field: Any, choices: Iterable[tuple[str, str]], *, first: str | None = None) -> None:
    """Fill a list of choices; `first` stands for none."""
    blank = [("", first)] if first is not None else []
    field.choices = [*blank, *choices]
