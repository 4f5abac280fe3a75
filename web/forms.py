"""What our forms share: they are filled from a POST only, speak the reader's language, and show a refusal at its field.

The secret against forged posts is checked for the whole application, before any form is read.
"""

import secrets
from typing import Any, ClassVar, Self

import flask
from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Field, HiddenField
from wtforms import Form as BaseForm
from wtforms.meta import DefaultMeta

from lifecycle.errors import Invalid, Refusal
from web import session
from web.errors import sentence
from web.labels import TEXTS
from web.numbers import whole


class _Meta(DefaultMeta):
    """WTForms' own sentences in the reader's language."""

    @property
    def locales(self) -> list[str]:  # type: ignore[override]
        return [session.reader().language]


class Form(BaseForm):
    """A form of ours. What was typed survives a refusal: the same form is shown again with the sentence in it."""

    Meta: ClassVar[Any] = _Meta

    @classmethod
    def of_request(cls, **given: Any) -> Self:
        """Filled from the POST, or fresh with the values given for a GET.

        A field `x` is called what the label `field.x` says; one without such a label keeps its own.
        """
        return cls._named(cls._sent(), **given)

    @classmethod
    def fresh(cls, **given: Any) -> Self:
        """Not filled, whatever was sent: for a page that holds several forms."""
        return cls._named(None, **given)

    @classmethod
    def _sent(cls) -> CombinedMultiDict[str, Any] | None:
        if flask.request.method != "POST":
            return None
        return CombinedMultiDict([flask.request.form, flask.request.files])

    @classmethod
    def _named(cls, sent: CombinedMultiDict[str, Any] | None, **given: Any) -> Self:
        form = cls(sent, **given)
        for field in form:
            if f"field.{field.short_name}" in TEXTS:
                field.label.text = session.speech().t(f"field.{field.short_name}")
        return form

    def is_sent(self) -> bool:
        """Whether this is a POST that reads well; errors are at the fields otherwise."""
        return flask.request.method == "POST" and self.validate()

    def refuse(self, refusal: Refusal) -> None:
        """Show why it was refused, each mistake at the field it names, or else above the form."""
        for each in refusal.every if isinstance(refusal, Invalid) else (refusal,):
            self.show(each)

    def show(self, refusal: Refusal) -> None:
        """Show one mistake, or another refusal. Forms whose fields are called otherwise say here where it belongs."""
        if isinstance(refusal, Invalid) and refusal.field in self:
            field = self[refusal.field]
            field.errors = [*field.errors, sentence(refusal, session.speech(), label=False)]
            return
        self.form_errors = [*self.form_errors, sentence(refusal, session.speech())]

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """Every error as (id of the field or "", sentence), for the summary above the form."""
        at_fields = ((field.id, str(error)) for field in self for error in field.errors)
        return (*(("", error) for error in self.form_errors), *at_fields)


def control(field: Field, hint: str | None = None, **attributes: object) -> Markup:
    """The control of a field, tied to its hint and its errors for those who hear the page."""
    described = [f"{field.id}-hint"] if hint else []
    if field.errors:
        described.append(f"{field.id}-error")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return Markup(field(**attributes))  # noqa: S704 - WTForms has escaped it


def new_key() -> str:
    """A key under which a command is carried out once, however often the form is sent."""
    return secrets.token_urlsafe(16)


class CommandForm(Form):
    """A form that carries out a command: `key` makes it happen once, `seen` is the revision that was on the screen."""

    key = HiddenField(default=new_key)
    seen = HiddenField()

    @property
    def revision(self) -> int | None:
        """The revision that was on the screen; None when the form carries none."""
        return whole(self.seen.data)
