"""What is changed about an expert: competence, employers, relations, in the pool or out of it."""

from collections.abc import Callable
from http import HTTPStatus

import flask
from flask.typing import ResponseReturnValue

from lifecycle import experts
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound
from lifecycle.evaluation.striking import strike_relation
from lifecycle.experts import KEEP, Related
from lifecycle.queries.expert_pool import expert_page
from lifecycle.queries.named import organisation_named, person_named
from stages.vocabulary import EMPLOYMENT
from web import access, session
from web.evaluation.sentences import kind_name
from web.experts.blueprint import blueprint
from web.experts.forms import CompetenceForm, EmploymentForm, EndForm, RelationForm, StrikeForm
from web.experts.views import shown
from web.forms import Form
from web.project import answers

Act = Callable[[Session, int], str]
"""Does it for a person, and says what was done."""


@blueprint.post("/<login>")
@access.power(KEEP)
def change(login: str) -> ResponseReturnValue:
    """What they are competent for, and how much they take at once."""
    form = CompetenceForm.of_request()
    form.offer(session.in_force())

    def act(writing: Session, person: int) -> str:
        given = form.fields.data or [], form.words(), form.load()
        experts.require_unchanged(writing, person, form.was.data or "")
        experts.enter(writing, session.actor(), session.in_force(), person, *given)
        return session.speech().t("experts.changed")

    return _done(login, act, form)


@blueprint.post("/<login>/employments")
@access.power(KEEP)
def employ(login: str) -> ResponseReturnValue:
    form = EmploymentForm.of_request()

    def act(writing: Session, person: int) -> str:
        which = organisation_named(writing, form.employer.data or "", "employer")
        _relate(writing, Related(person, EMPLOYMENT, form.first(), which, until=form.last()))
        return session.speech().t("experts.employed")

    return _done(login, act, form)


@blueprint.post("/<login>/relations")
@access.power(KEEP)
def relate(login: str) -> ResponseReturnValue:
    form = RelationForm.of_request()
    form.offer()

    def act(writing: Session, person: int) -> str:
        typed = (form.organisation.data or "").strip(), (form.other.data or "").strip()
        if all(typed):
            raise Invalid("other", "to_one")
        _relate(
            writing,
            Related(
                person,
                form.kind.data or "",
                form.first(),
                organisation_named(writing, typed[0]) if not typed[1] else None,
                person_named(writing, typed[1]) if typed[1] else None,
                form.last(),
            ),
        )
        return session.speech().t("experts.related", kind=kind_name(session.speech(), form.kind.data or ""))

    return _done(login, act, form)


def _relate(writing: Session, given: Related) -> None:
    experts.relate(writing, session.actor(), session.in_force(), given)


@blueprint.post("/<login>/relations/<int:n>/end")
@access.power(KEEP)
def end(login: str, n: int) -> ResponseReturnValue:
    """Say since when a relation or an employment is over. It is kept."""
    form = EndForm.of_request()

    def act(writing: Session, _: int) -> str:
        until = answers.day("until", form.until.data)
        if until is None:
            raise Invalid("until", "missing")
        _require_of(writing, login, n)
        experts.end_relation(writing, session.actor(), session.in_force(), n, until)
        return session.speech().t("experts.ended", on=session.speech().day(until))

    return _done(login, act, form, tie=n)


@blueprint.post("/<login>/relations/<int:n>/strike")
@access.power(KEEP)
def strike(login: str, n: int) -> ResponseReturnValue:
    """Say that a relation or an employment should not have been recorded. It is kept, and counts for nothing."""
    form = StrikeForm.of_request()

    def act(writing: Session, _: int) -> str:
        _require_of(writing, login, n)
        asked = strike_relation(writing, session.actor(), session.in_force(), n, form.reason.data or "")
        speech = session.speech()
        return speech.t("experts.struck.asked" if asked else "experts.struck", projects=speech.listed(asked))

    return _done(login, act, form, tie=n)


def _require_of(writing: Session, login: str, n: int) -> None:
    """Raises NotFound for a relation of somebody else."""
    page = expert_page(writing, session.actor(), session.in_force(), login)
    if n not in {each.n for each in (*page.employments, *page.ties)}:
        raise NotFound("relation", str(n))


@blueprint.post("/<login>/dismiss")
@access.power(KEEP)
def dismiss(login: str) -> ResponseReturnValue:
    return _moved(login, experts.dismiss, "experts.dismissed")


@blueprint.post("/<login>/reinstate")
@access.power(KEEP)
def reinstate(login: str) -> ResponseReturnValue:
    return _moved(login, experts.reinstate, "experts.reinstated")


def _moved(login: str, verb: Callable[..., None], said: str) -> ResponseReturnValue:
    """Out of the pool or into it again; sent twice, the second says that it was done already."""
    with session.writing() as writing:
        page = expert_page(writing, session.actor(), session.in_force(), login)
        name, person = page.line.name, page.line.row.person
        is_done = page.line.is_in == (verb is experts.reinstate)
        if not is_done:
            verb(writing, session.actor(), session.in_force(), person)
    flask.flash(session.speech().t("experts.was_done" if is_done else said, name=name))
    return _back(login)


def _done(login: str, act: Act, form: Form, tie: int = 0) -> ResponseReturnValue:
    """Carry the form out and go back to the page, or show it with what is wrong and all that was typed."""
    if form.validate():
        try:
            with session.writing() as writing:
                page = expert_page(writing, session.actor(), session.in_force(), login)
                said = act(writing, page.line.row.person)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flask.flash(said)
            return _back(login)
    return shown(login, form, tie), HTTPStatus.BAD_REQUEST


def _back(login: str) -> ResponseReturnValue:
    return flask.redirect(flask.url_for("experts.expert", login=login), HTTPStatus.SEE_OTHER)
