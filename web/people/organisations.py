"""Organisations: the list with a form for a new one, and the page of each, where it is corrected, closed and opened."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle import accounts
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound
from lifecycle.queries.organisations import organisation_page, organisations_page
from lifecycle.records.people import OrganisationRow
from web import access, cursors, session
from web.people.blueprint import blueprint
from web.people.forms import OrganisationDetailsForm, OrganisationForm


@blueprint.route("/organisations", methods=["GET", "POST"])
@access.administrator("keep_organisations")
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
            writing.tx,
            code=form.code.data or "",
            name=form.name.data or "",
            kind=form.kind.data,
            credit_code=form.credit_code.data,
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


# One organisation ---------------------------------------------------------------------------------------------


@blueprint.route("/organisations/<code>", methods=["GET", "POST"])
@access.administrator("keep_organisations")
def organisation(code: str) -> ResponseReturnValue:
    """What is known of one, to be corrected."""
    with session.reading() as reading:
        found = organisation_page(reading, code)
    row = found.organisation
    form = OrganisationDetailsForm.of_request(name=row.name, kind=row.kind, credit_code=row.credit_code or "")
    form.offer(_kinds())
    if form.is_sent():
        try:
            _change(code, form)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _done(code, "organisations.changed")
    page = flask.render_template("people/organisation.html", page=found, form=form, kinds=dict(_kinds()))
    return page, 400 if form.problems else 200


def _change(code: str, form: OrganisationDetailsForm) -> None:
    with session.writing() as writing:
        accounts.change_organisation(
            writing.tx,
            found_organisation(writing, code),
            name=form.name.data or "",
            kind=form.kind.data,
            credit_code=form.credit_code.data,
        )


@blueprint.post("/organisations/<code>/close")
@access.administrator("keep_organisations")
def close_organisation(code: str) -> ResponseReturnValue:
    """Close it; what keeps it open is said on its page."""
    try:
        with session.writing() as writing:
            accounts.close_organisation(writing.tx, found_organisation(writing, code), writing.day)
    except Invalid as refusal:
        return _refused(code, refusal)
    return _done(code, "organisations.closed")


@blueprint.post("/organisations/<code>/reopen")
@access.administrator("keep_organisations")
def reopen_organisation(code: str) -> ResponseReturnValue:
    with session.writing() as writing:
        accounts.reopen_organisation(writing.tx, found_organisation(writing, code))
    return _done(code, "organisations.reopened")


def _refused(code: str, refusal: Invalid) -> ResponseReturnValue:
    with session.reading() as reading:
        found = organisation_page(reading, code)
    row = found.organisation
    form = OrganisationDetailsForm.fresh(name=row.name, kind=row.kind, credit_code=row.credit_code or "")
    form.offer(_kinds())
    form.refuse(refusal)
    page = flask.render_template("people/organisation.html", page=found, form=form, kinds=dict(_kinds()))
    return page, 400


def _done(code: str, said: str) -> ResponseReturnValue:
    flask.flash(session.speech().t(said))
    return flask.redirect(flask.url_for("people.organisation", code=code), 303)


def found_organisation(writing: Session, code: str) -> OrganisationRow:
    """Raises NotFound."""
    found = accounts.organisation_by_code(writing.tx, code)
    if found is None:
        raise NotFound("organisation", code)
    return found


def _kinds() -> list[tuple[str, str]]:
    """The kinds of the newest standard, with the role each plays."""
    kinds = session.engine().standards.current().organisation_kinds.values()
    return [(kind.code, session.speech().of(kind.text)) for kind in kinds]
