"""The gate: what bars it, asking for the decision, proposing, giving an opinion; submitting a draft, resubmitting."""

from typing import Any

import flask
from flask.typing import ResponseReturnValue

from lifecycle.queries.decide import DecidePage, decide_page
from lifecycle.queries.project import ProjectPage, project_page
from lifecycle.verbs import register, rounds
from web import access, session
from web.project.blueprint import blueprint, to_project
from web.project.forms import OpinionForm, ProjectForm, ProposeForm, offer


@blueprint.route("/<number>/gate", methods=["GET", "POST"])
@access.act("request_gate")
def gate(number: str) -> ResponseReturnValue:
    """The blockers in full, and the request itself."""
    return _onward(number, "request_gate", rounds.request_gate)


@blueprint.route("/<number>/resubmit", methods=["GET", "POST"])
@access.act("resubmit")
def resubmit(number: str) -> ResponseReturnValue:
    """Back to the gate after rework."""
    return _onward(number, "resubmit", rounds.resubmit)


@blueprint.route("/<number>/submit", methods=["GET", "POST"])
@access.act("submit")
def submit(number: str) -> ResponseReturnValue:
    """From draft into the first stage."""
    return _onward(number, "submit", register.submit)


def _onward(number: str, move: str, verb: Any) -> ResponseReturnValue:
    """A move that carries the project's revision. The button is always there; the answer to it is this page's list."""
    form = ProjectForm.of_request()
    if form.is_sent() and form.done(verb, number, seen=form.revision):
        return to_project(number)
    page = _read(number)
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("project/gate.html", page=page, form=form, move=move), form.status


def _read(number: str) -> ProjectPage:
    with session.reading() as opened:
        return project_page(opened, session.actor(), number)


@blueprint.route("/<number>/propose", methods=["GET", "POST"])
@access.act("propose")
def propose(number: str) -> ResponseReturnValue:
    """One of the gate's options, and why."""
    form = ProposeForm.of_request()
    if form.is_sent():
        reason, option = form.reason.data or "", form.option.data or ""
        if form.done(rounds.propose, number, option, reason, seen=form.revision):
            return to_project(number)
    page = _round(number)
    form.stamp(page.round.revision, page.header.revision)
    return flask.render_template("project/propose.html", page=page, form=form), form.status


@blueprint.route("/<number>/consult", methods=["GET", "POST"])
@access.act("consult")
def consult(number: str) -> ResponseReturnValue:
    """An opinion for an office that is consulted."""
    form = OpinionForm.of_request()
    if form.is_sent():
        opinion, office = form.opinion.data or "", form.office.data or ""
        if form.done(rounds.consult, number, office, opinion):
            return to_project(number)
    page = _round(number)
    speech = session.speech()
    mine = [(each.holding.code, speech.of(each.holding.text)) for each in page.round.opinions if each.mine]
    offer(form.office, mine)
    form.stamp(page.round.revision, page.header.revision)
    return flask.render_template("project/consult.html", page=page, form=form, mine=mine), form.status


def _round(number: str) -> DecidePage:
    with session.reading() as opened:
        return decide_page(opened, session.actor(), number)
