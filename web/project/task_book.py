"""Changing the task book: why, the papers, and whatever it fixes that is different now."""

from typing import Any

import flask
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from lifecycle.queries.change import TaskBookPage, task_book_page
from lifecycle.verbs import task_book
from lifecycle.verbs.task_book import NewTaskBook
from web import access, session
from web.project import foreseen
from web.project.blueprint import blueprint, to
from web.project.evidence import EvidenceForm, papers_form
from web.project.facts import VALUE, FactsForm, normalised, offer_values, value_field
from web.project.foreseen import CHECK, DO, Said
from web.project.forms import posted
from web.project.papers import read_papers
from web.project.sentences import Sentences


class TaskBookForm(FactsForm, EvidenceForm):
    """Why; further fields are added for the papers and for each fact that may change."""

    reason = TextAreaField()


@blueprint.route("/<number>/task-book", methods=["GET", "POST"])
@access.uploads
@access.act("change_task_book")
def change_task_book(number: str) -> ResponseReturnValue:
    """GET: the changes so far, and the form. POST: what would follow; and, confirmed, the change."""
    page = _read(number)
    form = _form(page)
    if posted() in (CHECK, DO) and (given := _given(form, page)) is not None:
        verb: Any = task_book.change
        if posted() == DO and form.done(verb, number, given, seen=form.revision):
            return to("change_task_book", number=number)
        seen = foreseen.foresee(form, verb, number, given, seen=form.revision) if posted() == CHECK else None
        if seen is not None:
            said = [*foreseen.entered(form, "reason"), _changed(page, given)]
            return foreseen.shown(page.header, "change_task_book", form, seen, said)
    if posted():
        page = _read(number)
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("project/task_book.html", page=page, form=form), form.status


def _read(number: str) -> TaskBookPage:
    with session.reading() as opened:
        return task_book_page(opened, session.actor(), number)


def _form(page: TaskBookPage) -> TaskBookForm:
    speech = session.speech()
    fields = {f"{VALUE}{fact.name}": value_field(fact, speech.of(fact.text)) for fact, _ in page.facts}
    form = papers_form(TaskBookForm, page.papers, sent=bool(posted()), more=fields)
    for fact, _ in page.facts:
        offer_values(form[f"{VALUE}{fact.name}"], fact)
    return form


def _given(form: TaskBookForm, page: TaskBookPage) -> NewTaskBook | None:
    papers = read_papers(form)
    if papers is None:
        return None
    typed = {fact.name: form[f"{VALUE}{fact.name}"] for fact, _ in page.facts}
    values = {
        name: normalised(field, field.data) for name, field in typed.items() if (field.data or "").strip()
    }
    return NewTaskBook(form.reason.data or "", values, papers)


def _changed(page: TaskBookPage, given: NewTaskBook) -> Said:
    """Old and new, one line each."""
    speech, say = session.speech(), Sentences(session.speech())
    lines = [
        speech.t(
            "task_book.from_to",
            fact=speech.of(fact.text),
            old=say.value(fact, old),
            new=_new(say, fact, given),
        )
        for fact, old in page.facts
        if fact.name in given.values
    ]
    return Said(speech.t("task_book.facts"), lines)


def _new(say: Sentences, fact: Any, given: NewTaskBook) -> str:
    typed = given.values[fact.name]
    if fact.type == "bool":
        return say.value(fact, typed == "true")
    return say.value(fact, typed)
