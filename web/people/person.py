"""One person: how they get in, what they hold, where they belong, and how it ends."""

from collections.abc import Callable

import flask
from flask.typing import ResponseReturnValue

from lifecycle import accounts
from lifecycle.accounts import second_factor
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.policy.administration import may_administer
from lifecycle.queries.people import PersonPage, open_organisations, person_page
from lifecycle.records.people import ADMINISTRATORS, PersonRow
from web import access, session
from web.forms import Form
from web.people.accounts import office_name, state_of
from web.people.blueprint import blueprint
from web.people.forms import DetailsForm, MembershipForm, OfficeForm, TermForm
from web.people.organisations import found_organisation
from web.project import answers

LINK = "link"


@blueprint.get("/people/<login>")
@access.administrator("see_accounts")
def person(login: str) -> ResponseReturnValue:
    """Everything about one account."""
    return _shown(login)


@blueprint.post("/people/<login>/link")
@access.administrator("keep_accounts")
def make_link(login: str) -> ResponseReturnValue:
    """A one-time link, shown once, to whoever made it. One for an administrator is made at the machine itself, or the
    three would not be apart.
    """
    with session.writing() as writing:
        token = accounts.make_link(writing.tx, _business_person(writing, login), writing.at)
    return _handed_out(login, token)


@blueprint.post("/people/<login>/reset")
@access.administrator("keep_accounts")
def reset_password(login: str) -> ResponseReturnValue:
    """The same, for somebody whose password others may know: it stops working, and so does every session."""
    with session.writing() as writing:
        token = accounts.reset_password(writing.tx, _business_person(writing, login), writing.at)
    return _handed_out(login, token)


def _business_person(writing: Session, login: str) -> PersonRow:
    person = _person(writing, login)
    if person.domain in ADMINISTRATORS:
        raise NotPermitted("make_link", "administrators_apart")
    return person


def _handed_out(login: str, token: str) -> ResponseReturnValue:
    flask.flash(flask.url_for("signin.link", token=token, _external=True), LINK)
    return _back(login)


@blueprint.post("/people/<login>")
@access.administrator("keep_accounts")
def change(login: str) -> ResponseReturnValue:
    """Correct the name, the mail address, the language."""
    form = DetailsForm.of_request()
    form.offer()

    def correct(writing: Session, person: PersonRow) -> None:
        accounts.change_person(
            writing.tx,
            person,
            name=form.name.data or "",
            email=form.email.data,
            language=form.language.data,
        )

    return _done(login, form, correct, ("accounts.changed", {}))


@blueprint.post("/people/<login>/offices")
@access.administrator("keep_accounts")
def give_office(login: str) -> ResponseReturnValue:
    form = OfficeForm.of_request()
    form.offer(_offices())

    def give(writing: Session, person: PersonRow) -> None:
        office = session.engine().standards.current().offices[form.office.data]
        ends_on = answers.day("ends_on", form.ends_on.data)
        accounts.appoint(
            writing.tx,
            person,
            office.code,
            standing=office.held == "staff",
            since=writing.day,
            bureau=session.engine().standards.current().of_bureau(office.code),
            ends_on=ends_on,
        )

    done = ("accounts.office.given", {"office": office_name(form.office.data or "")})
    return _done(login, form, give, done)


@blueprint.post("/people/<login>/offices/<code>/end")
@access.administrator("keep_accounts")
def take_office(login: str, code: str) -> ResponseReturnValue:
    with session.writing() as writing:
        accounts.dismiss(writing.tx, _person(writing, login), code, writing.day)
    flask.flash(session.speech().t("accounts.office.taken", office=office_name(code)))
    return _back(login)


@blueprint.post("/people/<login>/offices/<code>/term")
@access.administrator("keep_accounts")
def set_term(login: str, code: str) -> ResponseReturnValue:
    """The last day of the term, or an open end."""
    form = TermForm.of_request()

    def limit(writing: Session, person: PersonRow) -> None:
        ends_on = answers.day("ends_on", form.ends_on.data)
        accounts.set_term(writing.tx, person, code, ends_on, writing.day)

    return _done(login, form, limit, ("accounts.term.set", {"office": office_name(code)}))


@blueprint.post("/people/<login>/memberships")
@access.administrator("keep_accounts")
def join(login: str) -> ResponseReturnValue:
    form = MembershipForm.of_request()
    form.offer(_organisations())

    def enter(writing: Session, person: PersonRow) -> None:
        organisation = found_organisation(writing, form.organisation.data)
        accounts.join_organisation(writing.tx, person, organisation, writing.day)

    return _done(login, form, enter, ("accounts.member.joined", {}))


@blueprint.post("/people/<login>/memberships/<code>/end")
@access.administrator("keep_accounts")
def leave(login: str, code: str) -> ResponseReturnValue:
    with session.writing() as writing:
        organisation = found_organisation(writing, code)
        accounts.leave_organisation(writing.tx, _person(writing, login), organisation, writing.day)
    flask.flash(session.speech().t("accounts.member.left"))
    return _back(login)


@blueprint.post("/people/<login>/memberships/<code>/<any(head, administrator):post>")
@access.administrator("keep_accounts")
def name_member(login: str, code: str, post: str) -> ResponseReturnValue:
    """Make a member the organisation's head or administrator, or no longer."""
    holds = flask.request.form.get("holds") == "yes"
    with session.writing() as writing:
        organisation = found_organisation(writing, code)
        accounts.name_member(writing.tx, _person(writing, login), organisation, post, holds=holds)
    flask.flash(session.speech().t("accounts.member.named" if holds else "accounts.member.unnamed"))
    return _back(login)


@blueprint.post("/people/<login>/sessions/end")
@access.administrator("end_sessions")
def end_sessions(login: str) -> ResponseReturnValue:
    """Sign the person out everywhere, at once."""
    with session.writing() as writing:
        accounts.sign_out_everywhere(writing.tx, _person(writing, login), writing.at)
    flask.flash(session.speech().t("accounts.sessions.ended"))
    return _back(login)


@blueprint.post("/people/<login>/sessions/<mark>/end")
@access.administrator("end_sessions")
def end_session(login: str, mark: str) -> ResponseReturnValue:
    """Sign the person out in one place."""
    with session.writing() as writing:
        accounts.end_session(writing.tx, _person(writing, login), mark, writing.at)
    flask.flash(session.speech().t("accounts.session.ended"))
    return flask.redirect(access.local(flask.request.form.get("next")), 303)


@blueprint.post("/people/<login>/unlock")
@access.administrator("unlock")
def unlock(login: str) -> ResponseReturnValue:
    """Let somebody try again before the quarter of an hour is over."""
    with session.writing() as writing:
        accounts.unlock(writing.tx, _person(writing, login))
    flask.flash(session.speech().t("accounts.unlocked"))
    return _back(login)


@blueprint.post("/people/<login>/second-factor/take")
@access.administrator("take_second_factor")
def take_second_factor(login: str) -> ResponseReturnValue:
    """For somebody who has lost phone and recovery codes."""
    with session.writing() as writing:
        second_factor.remove(writing.tx, _person(writing, login))
    flask.flash(session.speech().t("factor.reset.done"))
    return _back(login)


@blueprint.post("/people/<login>/reopen")
@access.administrator("keep_accounts")
def reopen(login: str) -> ResponseReturnValue:
    """Take a closed account up again; it holds nothing, and has no password."""
    with session.writing() as writing:
        accounts.reopen_person(writing.tx, _person(writing, login))
    flask.flash(session.speech().t("accounts.reopened"))
    return _back(login)


@blueprint.post("/people/<login>/close")
@access.administrator("keep_accounts")
def close(login: str) -> ResponseReturnValue:
    with session.writing() as writing:
        accounts.close_person(writing.tx, _person(writing, login), writing.at)
    flask.flash(session.speech().t("accounts.closed"))
    return _back(login)


def _done(
    login: str, form: Form, act: Callable[[Session, PersonRow], None], said: tuple[str, dict[str, str]]
) -> ResponseReturnValue:
    """Carry the form out and go back to the person, or show the person with what is wrong in it."""
    if form.validate():
        try:
            with session.writing() as writing:
                act(writing, _person(writing, login))
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flask.flash(session.speech().t(said[0], **said[1]))
            return _back(login)
    return _shown(login, form), 400


def _shown(login: str, sent: Form | None = None) -> str:
    with session.reading() as reading:
        page = person_page(reading, login)
    known = page.line.person
    given = {"name": known.name, "email": known.email or "", "language": known.language}
    details = sent if isinstance(sent, DetailsForm) else DetailsForm.fresh(**given)
    offices = sent if isinstance(sent, OfficeForm) else OfficeForm.fresh()
    memberships = sent if isinstance(sent, MembershipForm) else MembershipForm.fresh()
    details.offer()
    offices.offer(_offices())
    memberships.offer(_organisations())
    return flask.render_template(
        "people/person.html",
        page=page,
        state=state_of(page.line),
        office=office_name,
        details=details,
        offices=offices,
        memberships=memberships,
        terms=sent if isinstance(sent, TermForm) else TermForm.fresh(),
        links=flask.get_flashed_messages(category_filter=[LINK]),
        may=lambda act: may_administer(session.actor().administers, act),
        mark_length=accounts.SHOWN,
        is_business=_is_business(page),
    )


def _is_business(page: PersonPage) -> bool:
    return page.line.person.domain not in ADMINISTRATORS


def _back(login: str) -> ResponseReturnValue:
    return flask.redirect(flask.url_for("people.person", login=login), 303)


def _person(writing: Session, login: str) -> PersonRow:
    found = accounts.person_by_login(writing.tx, login)
    if found is None:
        raise NotFound("person", login)
    return found


def _offices() -> list[tuple[str, str]]:
    """The offices that are given to people: not those that members of an organisation hold by belonging to it."""
    offices = session.engine().standards.current().offices.values()
    return [(office.code, session.speech().of(office.text)) for office in offices if office.held != "member"]


def _organisations() -> list[tuple[str, str]]:
    with session.reading() as reading:
        return [(each.code, each.name) for each in open_organisations(reading)]
