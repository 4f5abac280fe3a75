"""Registering a project for a result that came out of another one."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid, NotFound, Refusal
from lifecycle.queries.eligible import OrganisationChoice
from lifecycle.queries.project import ProjectPage, project_page
from lifecycle.verbs import derivation
from lifecycle.verbs.register import Part
from web import access, session
from web.project.blueprint import blueprint, to_project
from web.project.forms import offer
from web.project.register import RegistrationForm, offered_organisations


@blueprint.route("/<number>/derive", methods=["GET", "POST"])
@access.act("register")
def derive(number: str) -> ResponseReturnValue:
    """The form of a new project, linked to this one."""
    organisations = offered_organisations()
    form = RegistrationForm.of_request()
    offer(form.organisation, [(each.code, each.name) for each in organisations])
    if form.is_sent() and (made := _made(form, number, organisations)):
        return to_project(made)
    page = _read(number)
    form.stamp(page.header.revision, page.header.revision)
    kinds = {each.code: session.speech().of(each.kind) for each in organisations}
    return flask.render_template("project/derive.html", page=page, form=form, kinds=kinds), form.status


def _read(number: str) -> ProjectPage:
    with session.reading() as opened:
        return project_page(opened, session.actor(), number)


def _made(form: RegistrationForm, number: str, organisations: tuple[OrganisationChoice, ...]) -> str | None:
    """The number of the new project; None when it was refused and the form says why."""
    chosen = form.organisation.data or []
    try:
        if not set(chosen) <= {each.code for each in organisations}:
            raise Invalid("organisation", "not_in_list")
        parts = [Part(code) for code in chosen]
        given = (form.title.data or "", form.summary.data or "", parts, session.settings().number_prefix)
        return str(session.do(derivation.derive, number, *given, key=form.key.data or None).number)
    except NotFound:
        raise
    except Refusal as refusal:
        form.turn_down(number, refusal)
        return None
