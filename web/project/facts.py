"""Facts: everything the reader records in one form; a correction, with its reason, in a form of its own."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import flask
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField

from lifecycle.commands import Verb
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, Refusal
from lifecycle.policy import Actor
from lifecycle.queries.facts import FactLine, FactsPage, facts_page
from lifecycle.queries.preview import as_previewed, preview
from lifecycle.queries.track import TrackChange
from lifecycle.store import Receipt
from lifecycle.verbs import facts as verbs
from stages.model import Fact
from web import access, session
from web.numbers import whole
from web.project import answers
from web.project.blueprint import blueprint, to
from web.project.forms import OK, ProjectForm, offer, posted, with_fields
from web.project.sentences import Sentences

VALUE, DOCUMENT = "value-", "document-"
CONFIRM, CHANGE = "confirm", "change"
"""The buttons of the page that shows what would follow."""


class Entered(NamedTuple):
    """One fact as it was typed, with the document that shows it."""

    name: str
    value: str
    document: int | None


def record_all(session: Session, actor: Actor, number: str, entered: Sequence[Entered]) -> Receipt:
    """Record several facts in one transaction: all of them, or none. Raises Invalid when there are none."""
    receipts = [verbs.record(session, actor, number, *each) for each in entered]
    if not receipts:
        raise Invalid("facts", "missing")
    return receipts[-1]


class FactsForm(ProjectForm):
    """A field for each fact that the reader may record now: see `_recording`. `track` is the one that the reader has
    seen the project change to.
    """

    track = HiddenField()

    def show(self, refusal: Refusal) -> None:
        """A refusal names the fact; its field has a prefix. A number that no fact can have has no bounds to tell."""
        if (
            isinstance(refusal, Invalid)
            and refusal.problem == "out_of_range"
            and "from" not in refusal.values
        ):
            refusal = Invalid(refusal.field, "impossible", refusal.values)
        if isinstance(refusal, Invalid) and f"{VALUE}{refusal.field}" in self:
            refusal = Invalid(f"{VALUE}{refusal.field}", refusal.problem, refusal.values)
        elif isinstance(refusal, Invalid) and f"{DOCUMENT}{refusal.values.get('fact')}" in self:
            refusal = Invalid(f"{DOCUMENT}{refusal.values['fact']}", refusal.problem, refusal.values)
        super().show(refusal)


class CorrectionForm(FactsForm):
    """The new value, or that there is none, and why."""

    take_back = BooleanField()
    reason = TextAreaField()


@blueprint.route("/<number>/facts", methods=["GET", "POST"])
@access.act("see")
def facts(number: str) -> ResponseReturnValue:
    """The facts that matter now. `?correct=` opens one that is recorded."""
    page = _read(number)
    line = _to_correct(page)
    form = _correcting(page, line) if line else _recording(page)
    if form.is_sent() and posted() != CHANGE:
        outcome = _saved(form, page, line)
        if isinstance(outcome, TrackChange):
            form.track.data = outcome.after.clause.code
            return flask.render_template("project/turn.html", page=page, form=form, turn=outcome)
        if outcome:
            return to("facts", number=number)
    form.stamp(page.revision, page.revision)
    shown = flask.render_template("project/facts.html", page=page, form=form, line=line)
    return shown, form.status if flask.request.method == "POST" else OK


def _read(number: str) -> FactsPage:
    with session.reading() as opened:
        return facts_page(opened, session.actor(), number)


def _to_correct(page: FactsPage) -> FactLine | None:
    name = flask.request.args.get("correct")
    if name is None:
        return None
    found = next((line for line in page.mine if line.fact.name == name and line.may_correct), None)
    if found is None:
        raise NotFound("fact", name[:60])
    return found


def _saved(form: FactsForm, page: FactsPage, line: FactLine | None) -> TrackChange | bool:
    """Whether it was saved; where that would put the project on another track, first what would follow from it."""
    number, seen = page.header.number, form.track.data if posted() == CONFIRM else None
    verb, given = _correction(form, line) if line else _record(form)
    track = seen or page.header.track.code
    concerned = [line.fact.name] if line else [each.name for each in given[0]]
    if not seen and any(name in page.track_facts for name in concerned):
        try:
            turn = preview(session.engine(), session.actor().id, verb, number, *given).track
        except NotFound:
            raise
        except Refusal as refusal:
            form.turn_down(number, refusal)
            return False
        if turn is not None:
            return turn
    return form.done(as_previewed(verb, track), number, *given)


def _record(form: FactsForm) -> tuple[Verb, tuple[Any, ...]]:
    entered = [_entered(form, name) for name in _names(form) if (form[f"{VALUE}{name}"].data or "").strip()]
    return record_all, (entered,)


def _correction(form: FactsForm, line: FactLine) -> tuple[Verb, tuple[Any, ...]]:
    typed = _entered(form, line.fact.name)
    value = None if form["take_back"].data else typed.value
    return verbs.correct, (line.fact.name, value, form["reason"].data or "", typed.document)


def _names(form: FactsForm) -> list[str]:
    return [field.short_name.removeprefix(VALUE) for field in form if field.short_name.startswith(VALUE)]


def _entered(form: FactsForm, name: str) -> Entered:
    typed = form[f"{VALUE}{name}"].data or ""
    document = form[f"{DOCUMENT}{name}"].data if f"{DOCUMENT}{name}" in form else ""
    return Entered(name, normalised(form[f"{VALUE}{name}"], typed), whole(document))


def normalised(field: Field, typed: str) -> str:
    """Only what was typed into a field for a day or a number: see `answers`."""
    kind = (field.render_kw or {}).get("inputmode")
    if kind == "none":
        return answers.iso_day(typed)
    return answers.number(typed) if kind else typed.strip()


def _recording(page: FactsPage) -> FactsForm:
    lines = [line for line in page.mine if line.may_record]
    return _made(FactsForm, page, lines)


def _correcting(page: FactsPage, line: FactLine) -> FactsForm:
    return _made(CorrectionForm, page, [line])


def _made(base: type[FactsForm], page: FactsPage, lines: Sequence[FactLine]) -> FactsForm:
    fields: dict[str, Field] = {}
    for line in lines:
        name = session.speech().of(line.fact.text)
        fields[f"{VALUE}{line.fact.name}"] = value_field(line.fact, name)
        if line.with_document:
            fields[f"{DOCUMENT}{line.fact.name}"] = SelectField(name, validate_choice=False)
    form = with_fields(base, fields).of_request()
    for line in lines:
        _offer(form, page, line)
    return form


def value_field(fact: Fact, name: str) -> Field:
    """The field for a value of a fact, by its type."""
    match fact.type:
        case "bool":
            return RadioField(name, validate_choice=False)
        case "enum":
            return SelectField(name, validate_choice=False)
        case "date":
            return StringField(name, render_kw={"type": "date", "inputmode": "none"})
        case "number":
            return StringField(name, render_kw={"inputmode": "decimal"})
        case _:
            return StringField(name, render_kw={"inputmode": "numeric"})


def offer_values(field: Field, fact: Fact) -> None:
    """Fill in the values of a fact that is yes or no, or one of a list."""
    speech = session.speech()
    if fact.type == "bool":
        offer(field, [("true", speech.t("value.yes")), ("false", speech.t("value.no"))])
    if fact.type == "enum":
        values = [(each.code, speech.of(each.text)) for each in fact.values]
        offer(field, values, first=speech.t("parties.organisation.choose"))


def _offer(form: FactsForm, page: FactsPage, line: FactLine) -> None:
    speech = session.speech()
    offer_values(form[f"{VALUE}{line.fact.name}"], line.fact)
    if line.with_document:
        say = Sentences(speech)
        documents = [
            (
                str(each.document.n),
                f"{each.clause} {speech.of(each.kind)} · {say.document(each.document)[:40]}",
            )
            for each in page.documents
        ]
        offer(form[f"{DOCUMENT}{line.fact.name}"], documents, first=speech.t("facts.document.choose"))
