"""What the reader chooses about letters, the address of their chat robot, and their calendar addresses."""

from dataclasses import dataclass
from datetime import datetime

import flask
from flask.typing import ResponseReturnValue

from lifecycle import clock
from lifecycle.errors import Invalid, NotFound
from lifecycle.reminding import feeds, inbox
from lifecycle.reminding.chat import ChatRobots, masked, set_robot
from lifecycle.reminding.choices import AS_SHIPPED, choices_of
from lifecycle.reminding.robots import robots
from web import access, session
from web.inbox.blueprint import blueprint
from web.inbox.forms import ChoiceForm, RobotForm
from web.messages.post import way_of
from web.messages.trial import tried

FEED = "feed"
TRIED, REST_SECONDS = "robot_tried", 20
"""Where a session keeps the instant of the last try, and how long the next one waits."""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A calendar address that the reader may have: `code` is the organisation's, empty for their own."""

    code: str
    name: str
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """What stands beside the forms. `robot` is the address in use, as far as it may be shown."""

    email: str | None
    has_mail: bool
    has_chat: bool
    robot: str
    feeds: tuple[FeedLine, ...]
    made: tuple[str, ...]


@blueprint.route("/inbox/settings", methods=["GET", "POST"])
@access.signed_in
def settings() -> ResponseReturnValue:
    """When letters come."""
    form = ChoiceForm.of_request(**_chosen())
    form.offer()
    if form.is_sent():
        try:
            with session.writing() as writing:
                inbox.choose(
                    writing,
                    session.actor().id,
                    form.days.data or (),
                    before_due=form.before_due.data,
                    news=form.news.data,
                )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _saved("choice.saved")
    return _shown(form, RobotForm.fresh()), 400 if form.problems else 200


@blueprint.post("/inbox/settings/robot")
@access.signed_in
def robot() -> ResponseReturnValue:
    """The chat robot of the reader."""
    form = RobotForm.of_request()
    try:
        with session.writing() as writing:
            url = form.url.data or ""
            set_robot(writing, way_of(session.settings()), url, person=session.actor().id)
    except Invalid as refusal:
        form.refuse(refusal)
        choices = ChoiceForm.fresh(**_chosen())
        choices.offer()
        return _shown(choices, form), 400
    return _saved("choice.robot.saved")


@blueprint.post("/inbox/settings/robot/try")
@access.signed_in
def try_robot() -> ResponseReturnValue:
    """A message to the reader's own robot, now; not again for a while, as somebody else's machine is called."""
    me, now = session.actor().id, int(clock.now().timestamp())
    with session.reading() as reading:
        url = robots(reading).of_people.get(me)
    if url is None:
        raise NotFound("robot")
    if now - flask.session.get(TRIED, 0) < REST_SECONDS:
        flask.flash(session.speech().t("choice.robot.wait", n=REST_SECONDS), "warn")
        return _back()
    flask.session[TRIED] = now
    flask.flash(*tried(ChatRobots(way_of(session.settings())), url, session.actor().name))
    return _back()


@blueprint.post("/inbox/settings/calendar")
@access.signed_in
def make_feed() -> ResponseReturnValue:
    """A new calendar address, shown once."""
    with session.writing() as writing:
        token = feeds.make_feed(writing, session.actor(), _organisation())
    flask.flash(f"{session.settings().address}{flask.url_for('inbox.feed', token=token)}", FEED)
    return _back()


@blueprint.post("/inbox/settings/calendar/void")
@access.signed_in
def void_feed() -> ResponseReturnValue:
    with session.writing() as writing:
        feeds.void_feed(writing, session.actor(), _organisation())
    return _saved("feed.voided")


def _organisation() -> int | None:
    """The organisation that the form names, among those the reader leads."""
    code = flask.request.form.get("organisation", "")
    if not code:
        return None
    with session.reading() as reading:
        led = {each.code: each.id for each in feeds.led_by(reading, session.actor().id)}
    if code not in led:
        raise NotFound("organisation", code)
    return led[code]


def _chosen() -> dict[str, object]:
    me = session.actor().id
    with session.reading() as reading:
        choice = choices_of(reading.tx, (me,)).get(me, AS_SHIPPED)
    return {"days": list(choice.days), "before_due": choice.before_due, "news": choice.news}


def _shown(form: ChoiceForm, robot_form: RobotForm) -> str:
    return flask.render_template("inbox/settings.html", page=_page(), form=form, robot_form=robot_form)


def _page() -> Page:
    present, made = session.visitor(), session.settings()
    assert present is not None
    me = present.actor.id
    with session.reading() as reading:
        led = feeds.led_by(reading, me)
        living = feeds.living_feeds(reading, me, tuple(each.id or 0 for each in led))
        url = robots(reading).of_people.get(me, "")
    since = {(row.person, row.organisation): row.made_at for row in living}
    mine = FeedLine("", "", since.get((me, None)))
    theirs = (FeedLine(each.code, each.name, since.get((None, each.id))) for each in led)
    return Page(
        present.person.email,
        made.mail_host is not None,
        bool(made.webhook_hosts),
        masked(url) if url else "",
        (mine, *theirs),
        tuple(map(str, flask.get_flashed_messages(category_filter=[FEED]))),
    )


def _saved(key: str) -> ResponseReturnValue:
    flask.flash(session.speech().t(key))
    return _back()


def _back() -> ResponseReturnValue:
    return flask.redirect(flask.url_for("inbox.settings"), 303)
