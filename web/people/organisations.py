"""The list of organisations, and a new one."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle import accounts
from lifecycle.errors import Invalid
from lifecycle.queries.people import organisations_page
from web import access, cursors, session
from web.people.blueprint import SYSTEM, blueprint
from web.people.forms import OrganisationForm


@blueprint.route("/organisations", methods=["GET", "POST"])
@access.administrator(SYSTEM)
def organisations() -> ResponseReturnValue:
    """Every organisation, and the form that adds one."""
    form = OrganisationForm.of_request()
    form.offer(_kinds())
    if form.is_sent():
        try:
            _add(form)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flask.flash(session.speech().t("organisations.added", name=form.name.data))
            return flask.redirect(flask.url_for("people.organisations"), 303)
    return _shown(form), 400 if form.problems else 200


def _add(form: OrganisationForm) -> None:
    with session.writing() as writing:
        accounts.add_organisation(
            writing.tx, code=form.code.data or "", name=form.name.data or "", kind=form.kind.data
        )


def _shown(form: OrganisationForm) -> str:
    words = flask.request.args.get("q", "")[:60]
    after = cursors.read(flask.request.args.get("after"), 1)
    with session.reading() as reading:
        found = organisations_page(reading, words, after[0] if after else None)
    more = cursors.written((found.more,)) if found.more else None
    return flask.render_template(
        "people/organisations.html",
        page=found,
        form=form,
        words=words,
        kinds=dict(_kinds()),
        next_url=flask.url_for("people.organisations", q=words or None, after=more) if more else None,
    )


def _kinds() -> list[tuple[str, str]]:
    """The kinds of the newest standard, with the role each plays."""
    kinds = session.engine().standards.current().organisation_kinds.values()
    return [(kind.code, session.speech().of(kind.text)) for kind in kinds]
