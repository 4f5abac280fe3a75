"""Letting somebody act for oneself for a time, noting that one is away, and ending either early."""

from http import HTTPStatus

import flask
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField

from lifecycle import accounts
from lifecycle.accounts import Term
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.mistakes import together
from lifecycle.queries.delegations import DelegationsPage, delegations_page
from lifecycle.records.people import PersonRow
from stages import Standard
from web import access, session
from web.errors import office_name
from web.forms import Form
from web.project import answers

blueprint = flask.Blueprint("delegation", __name__, url_prefix="/delegation", template_folder="templates")
NOBODY = "-"
"""The choice of being away without anybody who acts."""


class DelegationForm(Form):
    """Who, in which office, from when to when."""

    taker = SelectField(validate_choice=False)
    office = SelectField(validate_choice=False)
    since = StringField()
    until = StringField()

    def offer(self, page: DelegationsPage) -> None:
        """The people and the offices of the page; the first choice of each is none, and all."""
        speech = session.speech()
        nobody = (NOBODY, speech.t("delegation.nobody"))
        people = [(each.login, each.name) for each in page.candidates]
        self.taker.choices = [("", speech.t("delegation.choose")), *people, nobody]
        offices = [(code, office_name(code, speech)) for code in page.offices]
        self.office.choices = [(accounts.EVERY_OFFICE, speech.t("delegation.every_office")), *offices]


@blueprint.route("", methods=["GET", "POST"])
@access.act("delegate")
def page() -> ResponseReturnValue:
    """GET: what is given and taken, and the form. POST: one more."""
    shown = _read()
    form = DelegationForm.of_request()
    form.offer(shown)
    if form.is_sent():
        try:
            _give(form)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flask.flash(session.speech().t("delegation.done"))
            return flask.redirect(flask.url_for("delegation.page"), 303)
    status = HTTPStatus.BAD_REQUEST if form.problems else HTTPStatus.OK
    return flask.render_template("delegation/page.html", page=shown, form=form, office=_office), status


@blueprint.post("/<int:n>/end")
@access.act("delegate")
def end(n: int) -> ResponseReturnValue:
    """End one of one's own, now."""
    with session.writing() as writing:
        accounts.end_delegation(writing.tx, _me(), n, writing.day)
        _trace(writing, "end_delegation", str(n))
    flask.flash(session.speech().t("delegation.ended"))
    return flask.redirect(flask.url_for("delegation.page"), 303)


def _read() -> DelegationsPage:
    with session.reading() as reading:
        return delegations_page(reading, _standard(), _me())


def _give(form: DelegationForm) -> None:
    with session.writing() as writing:
        read = together(
            taker=lambda: _taker(writing, form.taker.data or ""),
            since=lambda: answers.needed_day("since", form.since.data),
            until=lambda: answers.needed_day("until", form.until.data),
        )
        taker, term = read["taker"], Term(read["since"], read["until"])
        office = (form.office.data or "") if taker is not None else accounts.EVERY_OFFICE
        made = accounts.delegate(
            writing.tx, _standard(), _me(), term, writing.day, taker=taker, office=office
        )
        _trace(writing, "delegate", str(made.id))


def _taker(writing: Session, login: str) -> PersonRow | None:
    if login == NOBODY:
        return None
    found = accounts.person_by_login(writing.tx, login) if login else None
    if found is None:
        raise Invalid("taker", "not_in_list" if login else "missing")
    return found


def _me() -> PersonRow:
    present = session.visitor()
    assert present is not None, "nobody reaches this page without signing in"
    return present.person


def _standard() -> Standard:
    return session.engine().standards.current(session.reader().day)


def _office(code: str) -> str:
    """An office in words; every one of them for none."""
    speech = session.speech()
    return office_name(code, speech) if code else speech.t("delegation.every_office")


def _trace(writing: Session, act: str, target: str) -> None:
    """A line of the access log: no project's history tells of it."""
    accounts.note_access(writing.tx, _me().id, session.address(), writing.at, act, "done", target)
