"""The screening queue, and one application with everything that can be done with it."""

from datetime import datetime
from http import HTTPStatus
from typing import cast

import flask
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from lifecycle import clock
from lifecycle.errors import NotFound, Refusal
from lifecycle.intake import enclosing, holding, reading, screening
from lifecycle.intake.reading import ApplicationPage
from lifecycle.policy.intake import OPEN_CALL, SCREEN, require_intake
from lifecycle.records.intake import ApplicationRow
from web import access, cursors, errors, session
from web.forms import CommandForm
from web.intake.blueprint import blueprint
from web.intake.forms import AcceptForm, AskForm, MergeForm, RefuseForm
from web.numbers import whole

FORMS: dict[str, type[CommandForm]] = {
    "accept": AcceptForm,
    "ask": AskForm,
    "merge": MergeForm,
    "refuse": RefuseForm,
}
"""By the act that each carries out, in the order of the page."""
NEW = "new"


@blueprint.get("/intake")
@access.power(SCREEN, OPEN_CALL)
def desk() -> ResponseReturnValue:
    """The applications in one state, the longest waiting first; of one call with `?call=`."""
    asked = flask.request.args
    code, state, words = asked.get("call") or None, asked.get("state", "sent"), asked.get("q", "")[:60]
    with session.reading() as opened:
        actor = session.actor()
        found = reading.queue(opened, actor, code, state, words, _place(asked.get("after")))
        summary = reading.desk(opened, actor)
        calendar = opened.calendar
    more = _list(code, words, state, after=_written(found)) if found.more else None
    tabs = [(each, found.counts.get(each, 0), _list(code, words, each)) for each in reading.SHOWN]

    def waited(row: ApplicationRow) -> int:
        """Working days since it was sent."""
        assert row.sent_at is not None
        sent = row.sent_at.astimezone(clock.ZONE).date()
        return max(0, calendar.working_days_between(sent, session.reader().day))

    return flask.render_template(
        "intake/desk.html",
        page=found,
        desk=summary,
        tabs=tabs,
        state=state,
        words=words,
        next_url=more,
        waited_days=waited,
    )


def _list(code: str | None, words: str, state: str, after: str | None = None) -> str:
    """The address of a list; what says nothing is left out of it."""
    shown = None if state == "sent" else state
    return flask.url_for("intake.desk", call=code, q=words or None, state=shown, after=after)


def _place(word: str | None) -> tuple[datetime, int] | None:
    parts = cursors.read(word, 2)
    if parts is None or (last := whole(parts[1])) is None:
        return None
    try:
        return datetime.fromisoformat(parts[0]), last
    except ValueError:
        return None


def _written(found: reading.Queue) -> str | None:
    return cursors.written((found.more[0].isoformat(), found.more[1])) if found.more else None


@blueprint.route("/intake/applications/<number>", methods=["GET", "POST"])
@access.power(SCREEN, OPEN_CALL)
def one(number: str) -> ResponseReturnValue:
    """One application; a POST carries out the act that its button names."""
    act = flask.request.form.get("do", "") if flask.request.method == "POST" else ""
    status = HTTPStatus.OK
    forms = {
        name: kind.of_request(prefix=name) if name == act else kind.fresh(prefix=name)
        for name, kind in FORMS.items()
    }
    if act in FORMS:
        try:
            return _settle(number, act, forms[act])
        except NotFound as refusal:
            if act != "merge":
                raise
            forms[act].refuse(refusal)
            status = HTTPStatus.BAD_REQUEST
        except Refusal as refusal:
            forms[act].refuse(refusal)
            status = errors.status_of(refusal)
    with session.reading() as opened:
        page = reading.application_page(opened, session.actor(), number)
    _offer(forms, page)
    return flask.render_template("intake/one.html", page=page, forms=forms, act=act), status


def _settle(number: str, act: str, form: CommandForm) -> ResponseReturnValue:
    key, speech = form.key.data or None, session.speech()
    if act == "accept":
        holder, prefix = form["organisation"].data, session.settings().number_prefix
        chosen = None if holder in (NEW, "", None) else holder
        receipt = session.do(screening.accept, number, chosen, prefix=prefix, seen=form.revision, key=key)
        flask.flash(speech.t("desk.accepted", number=receipt.number))
        return flask.redirect(flask.url_for("project.page", number=receipt.number), HTTPStatus.SEE_OTHER)
    if act == "merge":
        given = (form["into"].data or "", form["reason"].data or "")
        session.do(screening.merge, number, *given, seen=form.revision, key=key)
    elif act == "ask":
        session.do(screening.ask, number, form["question"].data or "", seen=form.revision, key=key)
    else:
        session.do(screening.refuse, number, form["reason"].data or "", seen=form.revision, key=key)
    flask.flash(speech.t(SAID[act]))
    return flask.redirect(flask.url_for("intake.desk"), HTTPStatus.SEE_OTHER)


SAID = {"merge": "desk.merged", "ask": "desk.asked", "refuse": "desk.refused"}


def _offer(forms: dict[str, CommandForm], page: ApplicationPage) -> None:
    """Whose it may be; and in each form the revision that is on the screen."""
    speech = session.speech()
    accept = cast(SelectField, forms["accept"]["organisation"])
    accept.choices = [(NEW, speech.t("desk.accept.new", name=page.row.holder)), *page.holders]
    if not accept.data:
        accept.data = page.holder or NEW
    accept.label.text = speech.t("desk.accept.holder")
    forms["merge"]["reason"].label.text = speech.t("desk.reason.optional")
    for form in forms.values():
        if not form.seen.data:
            form.seen.data = str(page.row.revision)


@blueprint.get("/intake/applications/<number>/files/<int:n>")
@access.power(SCREEN, OPEN_CALL)
def file(number: str, n: int) -> ResponseReturnValue:
    """A file that came with it, as an attachment: the browser never shows it as a page of ours."""
    with session.reading() as opened:
        require_intake(session.actor(), opened.in_force)
        row = holding.by_number(opened, number)
        kept = next((each for each in enclosing.enclosures(opened, row) if each.n == n), None)
    if kept is None:
        raise NotFound("file", str(n))
    return flask.send_file(
        enclosing.store_of(session.settings().home, row).open(kept.sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=kept.name,
        etag=kept.sha256,
    )
