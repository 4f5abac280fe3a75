"""A calendar for calendar programs: iCalendar, in the time zone of the office, with the ladder's days as alarms."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

import flask
import icalendar
from flask.typing import ResponseReturnValue

from lifecycle import clock
from lifecycle.queries.feed import DueDate, FeedPage, feed_page
from lifecycle.reminding import feeds
from web import access, session
from web.inbox.blueprint import blueprint
from web.messages import links
from web.speech import Speech

HALF_AN_HOUR = timedelta(minutes=30)
LOOK_AGAIN = timedelta(hours=1)


@blueprint.get("/calendar/<token>.ics")
@access.public
def feed(token: str) -> ResponseReturnValue:
    """Whoever has the address has the calendar: the token is 256 random bits."""
    with session.reading() as reading:
        page = feed_page(reading, feeds.feed_of(reading, token))
        at = reading.at
    content = calendar(page, at, session.settings().address)
    return flask.Response(content, content_type="text/calendar; charset=utf-8")


def calendar(page: FeedPage, at: datetime, base: str) -> bytes:
    """The calendar as text."""
    speech = Speech(page.language, clock.day_of(at))
    made = icalendar.Calendar()
    name = speech.t("feed.name_of", name=page.name) if page.name else speech.t("feed.name")
    made.add("prodid", "-//lifecycle//due dates//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", clock.ZONE.key)
    made.add("refresh-interval", LOOK_AGAIN, parameters={"value": "DURATION"})
    for each in page.dates:
        made.add_component(_event(each, at, base, speech))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(each: DueDate, at: datetime, base: str, speech: Speech) -> icalendar.Event:
    """The last half hour of the day it is due, in office hours."""
    what = _what(each, speech)
    until = time.fromisoformat(each.standard.supervision.sending.until)
    ends = datetime.combine(each.due, until, clock.ZONE)
    url = base + links.project(each.number)
    event = icalendar.Event()
    event.add("uid", _uid(each, base))
    event.add("dtstamp", at)
    event.add("dtstart", ends - HALF_AN_HOUR)
    event.add("dtend", ends)
    event.add("summary", _summary(each, what, speech))
    stage = speech.of(each.standard.stages[each.stage].text)
    event.add(
        "description",
        speech.t("feed.description", number=each.number, title=each.title, stage=stage, url=url),
    )
    event.add("url", url)
    for alarm in _alarms(each, what, speech):
        event.add_component(alarm)
    return event


def _what(each: DueDate, speech: Speech) -> str:
    known = each.standard.dated(each.code)
    return speech.of(known.text) if known else each.code


def _summary(each: DueDate, what: str, speech: Speech) -> str:
    late = speech.t("feed.late") if each.is_late else ""
    provisional = speech.t("feed.provisional") if each.provisional else ""
    return late + speech.t("feed.summary", what=what, title=each.title) + provisional


def _uid(each: DueDate, base: str) -> str:
    host = urlsplit(base).hostname or "localhost"
    return f"{each.number}.{each.visit}.{each.code}.{each.occurrence}@{host}"


def _alarms(each: DueDate, what: str, speech: Speech) -> Iterable[icalendar.Alarm]:
    """At the hour when sending begins on the days of the rungs."""
    begins = time.fromisoformat(each.standard.supervision.sending.from_)
    for day in each.alarms:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", speech.t("feed.alarm", what=what, day=speech.short(each.due)))
        alarm.add("trigger", _at(day, begins), parameters={"value": "DATE-TIME"})
        yield alarm


def _at(day: date, hour: time) -> datetime:
    """An absolute alarm is written in UTC."""
    return datetime.combine(day, hour, clock.ZONE).astimezone(UTC)
