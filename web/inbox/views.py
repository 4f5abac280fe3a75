"""The inbox by project, that with the newest notice first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from lifecycle.queries.notices import MOST_COUNTED, Inbox
from lifecycle.queries.notices import inbox as inbox_page
from lifecycle.records.post import REMINDER
from lifecycle.reminding import inbox
from web import access, cursors, session
from web.inbox.blueprint import blueprint
from web.messages import Line, line
from web.numbers import whole

UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Thread:
    """The newest notice about one milestone, and the `earlier` ones on this page: a higher rung stands for the lower.
    `ids` are those that are not read; `ask` is what was asked last.
    """

    newest: Line
    earlier: tuple[Line, ...]
    ids: tuple[int, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class Group:
    """What is on this page about one project; `number` is empty for what is about none. `ids` are not read."""

    number: str
    title: str
    threads: tuple[Thread, ...]
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows. `show` is the list chosen; `unread` in words."""

    groups: tuple[Group, ...]
    unread: str
    show: str | None
    next_url: str | None


@blueprint.get("/inbox")
@access.signed_in
def page() -> ResponseReturnValue:
    """What the reader was told."""
    show = UNREAD if flask.request.args.get("show") == UNREAD else None
    before = cursors.read(flask.request.args.get("before"), 1)
    number = whole(before[0]) if before else None
    with session.reading() as reading:
        found = inbox_page(reading, session.actor(), number, unread_only=show is not None)
    return flask.render_template("inbox/page.html", page=_page(found, show))


def _page(found: Inbox, show: str | None) -> Page:
    speech = session.speech()
    more = cursors.written((str(found.more),)) if found.more else None
    return Page(
        tuple(_groups(_threads(line(item, speech) for item in found.items))),
        unread_in_words(found.unread),
        show,
        flask.url_for("inbox.page", show=show, before=more) if more else None,
    )


def _groups(threads: Iterable[Thread]) -> Iterator[Group]:
    found: dict[str, list[Thread]] = {}
    for each in threads:
        found.setdefault(each.newest.item.number or "", []).append(each)
    for number, together in found.items():
        ids = tuple(one for each in together for one in each.ids)
        yield Group(number, together[0].newest.item.title or "", tuple(together), ids)


def _threads(lines: Iterable[Line]) -> Iterator[Thread]:
    """Notices about the same milestone together, where the newest of them stands."""
    found: dict[object, list[Line]] = {}
    for each in lines:
        item = each.item
        is_reminder = item.kind == REMINDER
        found.setdefault((item.number, item.code, item.occurrence) if is_reminder else item.id, []).append(
            each
        )
    for together in found.values():
        ids = tuple(each.item.id for each in together if not each.item.is_read)
        ask = next((each.ask for each in together if each.ask), "")
        yield Thread(together[0], tuple(together[1:]), ids, ask)


def unread_in_words(count: int) -> str:
    """How many are unread; 99+ for many, nothing for none."""
    if count >= MOST_COUNTED:
        return session.speech().t("inbox.unread_many")
    return session.speech().t("inbox.unread", n=count) if count else ""


@blueprint.post("/inbox/read")
@access.signed_in
def read() -> ResponseReturnValue:
    """Mark one notice, or all of them, as read."""
    ticked = (whole(each) for each in flask.request.form.getlist("notice"))
    given = [each for each in ticked if each is not None]
    with session.writing() as writing:
        inbox.mark_read(writing, session.actor().id, given or None)
    flask.flash(session.speech().t("inbox.done"))
    return flask.redirect(access.local(flask.request.form.get("next") or flask.url_for("inbox.page")), 303)
