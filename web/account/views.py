"""My account: details, sessions, and the second factor."""

from collections.abc import Callable
from urllib.parse import urlsplit

import flask
import pyotp
import segno
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lifecycle import accounts, clock
from lifecycle.accounts import second_factor as factor
from lifecycle.accounts.tokens import fingerprint
from lifecycle.errors import Invalid, NotFound, NotPermitted, Refusal
from lifecycle.queries.people import person_page
from lifecycle.records.people import ADMINISTRATORS, PersonRow
from web import access, errors, session
from web.account.forms import FirstCodeForm, PresentPasswordForm
from web.forms import Form
from web.people.blueprint import traced
from web.signin.required import must_have_second_factor

blueprint = traced(flask.Blueprint("account", __name__, url_prefix="/account", template_folder="templates"))
CODES = "recovery codes"


@blueprint.get("")
@access.signed_in
def page() -> ResponseReturnValue:
    """Who I am here, what I hold, and where I am signed in."""
    present = _present()
    with session.reading() as reading:
        found = person_page(reading, present.person.login)
        left = factor.recovery_codes_left(reading.tx, present.person)
    return flask.render_template(
        "account/page.html",
        page=found,
        office=lambda code: errors.office_name(code, session.speech()),
        is_business=present.person.domain not in ADMINISTRATORS,
        expires_on=accounts.expires_on(present.person, session.settings().password_profile),
        codes_left=left,
        must=must_have_second_factor(session.settings(), present.actor),
        here_mark=fingerprint(present.token)[: accounts.SHOWN],
        mark_length=accounts.SHOWN,
    )


@blueprint.post("/sessions/<mark>/end")
@access.signed_in
def end_session(mark: str) -> ResponseReturnValue:
    """Sign out somewhere else."""
    with session.writing() as writing:
        accounts.end_session(writing.tx, _present().person, mark, writing.at)
    return _done("account.session.ended", "account.page")


@blueprint.post("/sessions/end")
@access.signed_in
def end_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    present = _present()
    with session.writing() as writing:
        accounts.sign_out_everywhere(writing.tx, present.person, writing.at, keep=present.token)
    return _done("account.sessions.ended", "account.page")


# The second factor --------------------------------------------------------------------------------------------


@blueprint.get("/second-factor")
@access.signed_in
def second_factor() -> ResponseReturnValue:
    """Off, begun, or on."""
    return _factor_page(PresentPasswordForm.fresh(), FirstCodeForm.fresh())


@blueprint.post("/second-factor/begin")
@access.signed_in
def begin_second_factor() -> ResponseReturnValue:
    """Show a secret for the authenticator, to whoever knows the password."""

    def begin(person: PersonRow) -> None:
        with session.writing() as writing:
            factor.begin(writing.tx, person, writing.at)

    return _with_password(begin)


@blueprint.post("/second-factor/confirm")
@access.signed_in
def confirm_second_factor() -> ResponseReturnValue:
    """The first code is right: from now on one is asked for. The recovery codes are shown once."""
    form = FirstCodeForm.of_request()
    try:
        with session.writing() as writing:
            codes = factor.confirm(
                writing.tx, _present().person, _key(), form.one_time.data or "", writing.at
            )
    except Invalid as refusal:
        form.refuse(refusal)
        return _factor_page(PresentPasswordForm.fresh(), form), 400
    return _hand_out(codes)


@blueprint.post("/second-factor/codes")
@access.signed_in
def renew_codes() -> ResponseReturnValue:
    """New recovery codes in place of the old ones."""
    made: list[str] = []

    def renew(person: PersonRow) -> None:
        if person.second_factor_at is None:
            raise NotFound("second factor", person.login)
        with session.writing() as writing:
            made.extend(factor.new_recovery_codes(writing.tx, person))

    answer = _with_password(renew)
    return _hand_out(tuple(made)) if made else answer


@blueprint.post("/second-factor/remove")
@access.signed_in
def remove_second_factor() -> ResponseReturnValue:
    """Do without it again; not for those who must have one."""
    if must_have_second_factor(session.settings(), session.actor()):
        raise NotPermitted("remove_second_factor", "factor_is_required")

    def remove(person: PersonRow) -> None:
        with session.writing() as writing:
            factor.remove(writing.tx, person)

    return _with_password(remove)


def _with_password(act: Callable[[PersonRow], None]) -> ResponseReturnValue:
    """Do it for whoever shows the password once more; else show the page with what is wrong."""
    form = PresentPasswordForm.of_request()
    try:
        act(_proven(form))
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        form.refuse(refusal)
        return _factor_page(form, FirstCodeForm.fresh()), 400
    return flask.redirect(flask.url_for("account.second_factor", next=_next()), 303)


def _proven(form: PresentPasswordForm) -> PersonRow:
    typed, login = form.present.data or "", _present().person.login
    try:
        return accounts.prove(session.engine().database, login, typed, session.address(), clock.now())
    except NotPermitted as refusal:
        if refusal.clause == "wrong_login_or_password":
            raise Invalid("present", "wrong_password") from refusal
        raise


def _hand_out(codes: tuple[str, ...]) -> ResponseReturnValue:
    for code in codes:
        flask.flash(code, CODES)
    return flask.redirect(flask.url_for("account.second_factor", next=_next()), 303)


def _factor_page(password: Form, first: Form) -> str:
    present = _present()
    with session.reading() as reading:
        secret = factor.waiting_secret(reading.tx, present.person, _key())
        left = factor.recovery_codes_left(reading.tx, present.person)
    return flask.render_template(
        "account/second_factor.html",
        person=present.person,
        secret=secret,
        picture=_picture(secret, present.person) if secret else None,
        codes_left=left,
        codes=tuple(flask.get_flashed_messages(category_filter=[CODES])),
        must=must_have_second_factor(session.settings(), present.actor),
        password=password,
        first=first,
        next=_next(),
    )


def _picture(secret: str, person: PersonRow) -> Markup:
    """The address that authenticators read, as a square to be photographed."""
    host = urlsplit(session.settings().address).hostname
    address = pyotp.TOTP(secret).provisioning_uri(name=person.login, issuer_name=host)
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=2)
    return Markup(drawn)  # noqa: S704 - drawn here, of rectangles


def _next() -> str | None:
    """Where the reader was going when they were sent to set a factor up."""
    wanted = flask.request.values.get("next")
    return access.local(wanted) if wanted else None


def _present() -> session.Visitor:
    present = session.visitor()
    assert present is not None
    return present


def _key() -> str:
    return str(flask.current_app.secret_key)


def _done(said: str, endpoint: str) -> ResponseReturnValue:
    flask.flash(session.speech().t(said))
    return flask.redirect(flask.url_for(endpoint), 303)
