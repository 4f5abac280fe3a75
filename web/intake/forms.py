"""The forms of intake. Strangers' forms keep what was typed whatever happens to them; the bureau's carry a command."""

from collections.abc import Iterable

from wtforms import (
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from lifecycle import words
from lifecycle.intake.applying import Offer
from lifecycle.intake.calls import GUIDANCE_LIMIT, TITLE_LIMIT, Terms
from lifecycle.mistakes import together
from lifecycle.records.intake import ApplicationRow
from web import session
from web.forms import CommandForm, Form
from web.numbers import whole
from web.project import answers


def _ticks() -> SelectMultipleField:
    return SelectMultipleField(
        validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class BeginForm(Form):
    """What a draft is begun with. `website` is seen by machines only; `seal` is of `guard`."""

    title = StringField()
    holder = StringField()
    kind = SelectField(validate_choice=False)
    website = StringField()
    seal = HiddenField()

    def offer(self) -> Offer:
        return Offer(self.title.data or "", self.holder.data or "", self.kind.data or "")


class OfferForm(Form):
    """The whole application. `seen` is the revision that was on the screen."""

    title = StringField()
    holder = StringField()
    kind = SelectField(validate_choice=False)
    summary = TextAreaField()
    contact = StringField()
    phone = StringField()
    email = StringField()
    declared = _ticks()
    files = MultipleFileField()
    answer = TextAreaField()
    seen = HiddenField()

    @property
    def revision(self) -> int | None:
        return whole(self.seen.data)

    def offer(self) -> Offer:
        return Offer(
            title=self.title.data or "",
            holder=self.holder.data or "",
            kind=self.kind.data or "",
            summary=self.summary.data or "",
            contact=self.contact.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            declared=self.declared.data or (),
        )


def name_fields(form: BeginForm | OfferForm, kinds: Iterable[tuple[str, str]]) -> None:
    """The kinds that may be chosen, and the names that these fields have for strangers."""
    speech = session.speech()
    form.kind.choices = list(kinds)
    for name in ("title", "kind", "summary", "answer"):
        if name in form:
            form[name].label.text = speech.t(f"intake.field.{name}")


def given(row: ApplicationRow) -> dict[str, object]:
    """What a form shows of an application that is kept."""
    names = ("title", "holder", "kind", "summary", "contact", "phone", "email")
    shown: dict[str, object] = {name: getattr(row, name) for name in names}
    declared = [code for code in row.declared.split(",") if code]
    return shown | {"declared": declared, "seen": str(row.revision)}


class FollowForm(Form):
    """A receipt."""

    receipt = StringField()
    code_given = StringField()


class CallForm(Form):
    """What a call says."""

    title = StringField()
    guidance = TextAreaField()
    opens_on = StringField()
    closes_on = StringField()
    audience = RadioField(validate_choice=False, default="public")
    kinds = _ticks()
    seen = HiddenField()

    def terms(self) -> Terms:
        """What was typed. Raises Invalid naming all that cannot be read."""
        read = together(
            title=lambda: words.line("title", self.title.data or "", TITLE_LIMIT),
            guidance=lambda: words.block("guidance", self.guidance.data or "", GUIDANCE_LIMIT),
            opens_on=lambda: answers.needed_day("opens_on", self.opens_on.data),
            closes_on=lambda: answers.needed_day("closes_on", self.closes_on.data),
        )
        return Terms(**read, audience=self.audience.data or "", kinds=self.kinds.data or ())

    @property
    def revision(self) -> int | None:
        return whole(self.seen.data)


class InviteForm(Form):
    """An organisation to be invited."""

    organisation = SelectField(validate_choice=False)


class AcceptForm(CommandForm):
    """Whose it is: a known organisation, or nobody for a new one."""

    organisation = SelectField(validate_choice=False)


class MergeForm(CommandForm):
    """What it repeats."""

    into = StringField()
    reason = TextAreaField()


class AskForm(CommandForm):
    """What is to be added."""

    question = TextAreaField()


class RefuseForm(CommandForm):
    """Why not."""

    reason = TextAreaField()
