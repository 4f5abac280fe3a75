"""The list of people, and a new one."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle import accounts
from lifecycle.errors import Invalid
from lifecycle.policy.administration import may_administer
from lifecycle.queries.people import SHOWN, PersonLine, people_page
from lifecycle.records.people import ADMINISTRATORS
from web import access, cursors, errors, session
from web.people.blueprint import blueprint
from web.people.forms import PersonForm


@blueprint.get("/people")
@access.administrator("see_accounts")
def page() -> ResponseReturnValue:
    """Everybody who has an account."""
    words = flask.request.args.get("q", "")[:60]
    after = cursors.read(flask.request.args.get("after"), 1)
    asked = flask.request.args.get("show", "")
    show = asked if asked in SHOWN else SHOWN[0]
    with session.reading() as reading:
        found = people_page(reading, words, after[0] if after else None, show)
    more = cursors.written((found.more,)) if found.more else None
    return flask.render_template(
        "people/page.html",
        page=found,
        words=words,
        show=show,
        shown=SHOWN,
        state=state_of,
        office=office_name,
        may_add=may_administer(session.actor().administers, "keep_accounts"),
        next_url=flask.url_for("people.page", q=words or None, show=asked or None, after=more)
        if more
        else None,
    )


@blueprint.route("/people/-/new", methods=["GET", "POST"])
@access.administrator("keep_accounts")
def new() -> ResponseReturnValue:
    """Add somebody. They get in with a one-time link, made on their own page."""
    form = PersonForm.of_request()
    form.offer()
    if form.is_sent():
        try:
            login = _add(form)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flask.flash(session.speech().t("accounts.added", name=form.name.data))
            return flask.redirect(flask.url_for("people.person", login=login), 303)
    return flask.render_template("people/new.html", form=form), 400 if form.problems else 200


def _add(form: PersonForm) -> str:
    with session.writing() as writing:
        person = accounts.add_person(
            writing.tx,
            login=form.login.data or "",
            name=form.name.data or "",
            email=form.email.data,
            language=form.language.data,
            domain=form.domain.data,
        )
        if person.domain in ADMINISTRATORS:
            accounts.appoint(writing.tx, person, person.domain, standing=True, since=writing.day)
    return person.login


def state_of(line: PersonLine) -> str:
    """How the account stands, as the key of its words."""
    if line.person.closed_on is not None:
        return "accounts.state.closed"
    if line.is_locked:
        return "accounts.state.locked"
    return "accounts.state.invited" if line.is_invited_only else "accounts.state.active"


def office_name(code: str) -> str:
    """An office in words."""
    return errors.office_name(code, session.speech())
