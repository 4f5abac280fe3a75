"""Signing in and out, the one-time link, the password, the language."""

from http import HTTPStatus

import flask
from flask.typing import ResponseReturnValue

from lifecycle import accounts, clock
from lifecycle.errors import Invalid, NotFound, NotPermitted, Refusal
from lifecycle.records.people import PersonRow
from web import access, errors, session
from web.errors import sentence
from web.labels import LANGUAGES
from web.signin import halfway, kept
from web.signin.forms import ChangePasswordForm, CodeForm, NewPasswordForm, SignInForm

blueprint = flask.Blueprint("signin", __name__, template_folder="templates")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access.public
def page() -> ResponseReturnValue:
    """One answer, after the same time, for an unknown login, a locked account and a wrong password."""
    form = SignInForm.of_request(next=flask.request.args.get("next", ""))
    if flask.request.method != "POST":
        if session.visitor() is not None:
            return flask.redirect(access.local(form.next.data))
        return _sign_in_page(form)
    try:
        signed = _prove(form)
    except NotPermitted as refusal:
        if refusal.clause == accounts.CODE_WANTED:
            return _asked_for_code(form)
        form.refuse(refusal)
        return _sign_in_page(form), errors.status_of(refusal)
    session.enter(signed)
    return _resume(form, signed.person) or flask.redirect(access.local(form.next.data))


def _asked_for_code(form: SignInForm) -> str:
    """The page that asks for the code, with all that the sign-in was for."""
    with session.reading() as reading:
        person = accounts.person_by_login(reading.tx, form.login.data or "")
    assert person is not None
    asking = CodeForm.fresh(halfway=halfway.seal(person), next=form.next.data, kept=form.kept.data)
    return flask.render_template("signin/code.html", form=asking)


@blueprint.post("/sign-in/code")
@access.public
def code() -> ResponseReturnValue:
    """The second step. Whoever took too long, or changed the password meanwhile, begins again."""
    form = CodeForm.of_request()
    person = halfway.unseal(form.halfway.data or "")
    if person is None:
        flask.flash(session.speech().t("signin.code.too_late"), "warn")
        return flask.redirect(flask.url_for("signin.page", next=form.next.data or None), 303)
    typed = accounts.Code(form.one_time.data or "", str(flask.current_app.secret_key))
    try:
        signed = accounts.sign_in_with_code(
            session.engine().database,
            person,
            typed,
            session.address(),
            clock.now(),
            previous=session.token(),
        )
    except NotPermitted as refusal:
        form.one_time.data = ""
        form.one_time.errors = [sentence(refusal, session.speech())]
        return flask.render_template("signin/code.html", form=form), errors.status_of(refusal)
    session.enter(signed)
    return _resume(form, signed.person) or flask.redirect(access.local(form.next.data))


def _prove(form: SignInForm) -> accounts.SignIn:
    return accounts.sign_in(
        session.engine().database,
        form.login.data or "",
        form.password.data or "",
        session.address(),
        clock.now(),
        previous=session.token(),
    )


def _sign_in_page(form: SignInForm) -> str:
    return flask.render_template(
        "signin/sign_in.html",
        form=form,
        interrupted=False,
        kept=bool(form.kept.data),
        for_expert=_is_experts(form.next.data),
    )


def _is_experts(path: str | None) -> bool:
    """Whether an address is one to which experts come by a link, without a password."""
    return (path or "").startswith(flask.url_for("scoring.mine"))


def _resume(form: SignInForm | CodeForm, person: PersonRow) -> str | None:
    """The page from which an interrupted form is sent again, if there was one and it is this person's."""
    found = kept.unseal(form.kept.data, person.id) if form.kept.data else None
    return None if found is None else flask.render_template("signin/resume.html", kept=found)


def interrupted() -> ResponseReturnValue:
    """The answer to a form that was sent after its session had ended: the sign-in page, with what was sent in it."""
    form = SignInForm.fresh(kept=kept.seal())
    page = flask.render_template(
        "signin/sign_in.html",
        form=form,
        interrupted=True,
        kept=bool(form.kept.data),
        for_expert=_is_experts(flask.request.path),
    )
    return page, HTTPStatus.UNAUTHORIZED


@blueprint.post("/sign-out")
@access.public
def sign_out() -> ResponseReturnValue:
    """End this session, here and in the database."""
    session.leave()
    return flask.redirect(flask.url_for("signin.page"))


@blueprint.route("/link/<token>", methods=["GET", "POST"])
@access.public
def link(token: str) -> ResponseReturnValue:
    """Set a password with a one-time link. Opening it uses nothing up: mail scanners open links too."""
    with session.reading() as reading:
        holder = accounts.link_holder(reading.tx, token, reading.at)
    if holder is None:
        return flask.render_template("signin/dead_link.html"), HTTPStatus.NOT_FOUND
    form = NewPasswordForm.of_request()
    if flask.request.method == "POST":
        try:
            signed = _use(token, form.agreed())
        except NotFound:
            return flask.render_template("signin/dead_link.html"), HTTPStatus.NOT_FOUND
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _entered(signed)
    return _password_page(form, flask.url_for("signin.link", token=token), holder.login)


def _entered(signed: accounts.SignIn | None) -> ResponseReturnValue:
    if signed is None:
        flask.flash(session.speech().t("signin.link.then_code"))
        return flask.redirect(flask.url_for("signin.page"))
    session.enter(signed)
    return flask.redirect(flask.url_for("start"))


def _use(token: str, password: str) -> accounts.SignIn | None:
    """The link lets in, unless a second factor is on: then it only sets the password, and both are asked for."""
    with session.writing() as writing:
        person = accounts.use_link(writing.tx, token, writing.at)
        profile = session.settings().password_profile
        accounts.set_password(writing.tx, person, password, profile, writing.at)
        accounts.note_access(writing.tx, person.id, session.address(), writing.at, "use_link", "done")
        if person.second_factor_at is not None:
            return None
        return accounts.open_session(
            writing.tx, person, session.address(), writing.at, previous=session.token()
        )


@blueprint.route("/password", methods=["GET", "POST"])
@access.signed_in
def password() -> ResponseReturnValue:
    """Change the password; every other session of the person ends."""
    form = ChangePasswordForm.of_request()
    if flask.request.method == "POST":
        try:
            _change(form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flask.flash(session.speech().t("signin.password.done"))
            return flask.redirect(access.local(flask.request.args.get("next")))
    here = flask.url_for("signin.password", next=access.local(flask.request.args.get("next")))
    return _password_page(form, here, session.actor().name)


def _change(form: ChangePasswordForm) -> None:
    present = session.visitor()
    assert present is not None
    given = form.agreed()
    try:
        person = accounts.prove(
            session.engine().database,
            present.person.login,
            form.present.data or "",
            session.address(),
            clock.now(),
        )
    except NotPermitted as refusal:
        if refusal.clause == "wrong_login_or_password":
            raise Invalid("present", "wrong_password") from refusal
        raise
    with session.writing() as writing:
        profile = session.settings().password_profile
        accounts.set_password(writing.tx, person, given, profile, writing.at, keep=present.token)
        accounts.note_access(writing.tx, person.id, session.address(), writing.at, "change_password", "done")


def _password_page(form: NewPasswordForm, action: str, who: str) -> ResponseReturnValue:
    profile = session.settings().password_profile
    present = session.visitor()
    expired = present is not None and accounts.expired_password(present.person, profile, session.reader().day)
    page = flask.render_template(
        "signin/password.html", form=form, action=action, who=who, profile=profile, expired=expired
    )
    return page, HTTPStatus.BAD_REQUEST if form.problems else HTTPStatus.OK


@blueprint.post("/language")
@access.public
def language() -> ResponseReturnValue:
    """Read on in the other language."""
    response = flask.redirect(access.local(flask.request.form.get("next")))
    if (chosen := flask.request.form.get("language", "")) in LANGUAGES:
        session.choose_language(response, chosen)
    return response
