"""Registering a project: a title, a few words, and who takes part."""

import flask
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField

from lifecycle.errors import Invalid, NotPermitted, Refusal
from lifecycle.queries.eligible import OrganisationChoice, registrable
from lifecycle.verbs import register as verbs
from lifecycle.verbs.register import Part, Registration
from web import access, session
from web.errors import status_of
from web.project.blueprint import blueprint, to_project
from web.project.forms import OK, ProjectForm, offer


class RegistrationForm(ProjectForm):
    """What is known at the beginning."""

    title = StringField()
    summary = TextAreaField()
    entry = RadioField(validate_choice=False)
    organisation = SelectMultipleField(validate_choice=False)


@blueprint.route("/new", methods=["GET", "POST"])
@access.act("register")
def new() -> ResponseReturnValue:
    """The form of a new project; the number is given by the register."""
    organisations = offered_organisations()
    standard = session.engine().standards.current()
    form = RegistrationForm.of_request()
    speech = session.speech()
    points = standard.flow.entry_points.values()
    offer(form.entry, [(point.code, speech.of(point.text)) for point in points])
    form.entry.data = form.entry.data or next(iter(standard.flow.entry_points))
    offer(form.organisation, [(each.code, each.name) for each in organisations])
    status = OK
    if form.is_sent():
        try:
            return to_project(_registered(form, organisations))
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal).value
    kinds = {each.code: speech.of(each.kind) for each in organisations}
    return flask.render_template("project/new.html", form=form, kinds=kinds, standard=standard), status


def offered_organisations() -> tuple[OrganisationChoice, ...]:
    """Those that may be named. Raises NotPermitted for somebody who is no member anywhere."""
    with session.reading() as opened:
        found = registrable(opened, session.actor(), session.engine().standards.current())
    if not found and not session.actor().is_bureau:
        raise NotPermitted("register", "is_member")
    return found


def _registered(form: RegistrationForm, organisations: tuple[OrganisationChoice, ...]) -> str:
    chosen = form.organisation.data or []
    if not set(chosen) <= {each.code for each in organisations}:
        raise Invalid("organisation", "not_in_list")
    parts = [Part(code) for code in chosen]
    given = Registration(form.title.data or "", form.summary.data or "", parts, entry=form.entry.data)
    prefix = session.settings().number_prefix
    standard = session.engine().standards.current()
    return session.do(verbs.register, standard, given, prefix, key=form.key.data or None).number
