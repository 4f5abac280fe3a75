"""The administrators' calendar: look at a year, change it, and see first what would move."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import flask
from flask.typing import ResponseReturnValue

from lifecycle.calendar_file import notice_in
from lifecycle.errors import Invalid, NotFound, Stale
from lifecycle.mistakes import together
from lifecycle.names import checked_name
from lifecycle.queries.calendar import Day, Impact, YearPage, preview, year_page
from lifecycle.records.work import DayRow
from lifecycle.verbs.calendar import FIRST_YEAR, LAST_YEAR, YearNotice, notice_of, publish, with_day
from web import access, session
from web.calendar.forms import DayForm, ImportForm, PublishForm
from web.labels import TEXTS
from web.numbers import whole
from web.people.blueprint import PREFIX, traced
from web.project import answers

blueprint = traced(
    flask.Blueprint("calendar", __name__, url_prefix=f"{PREFIX}/calendar", template_folder="templates")
)
WORKING = {"off": False, "work": True, "plain": None}


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a wall calendar has it: weeks from Monday, None where a day is of another month."""

    n: int
    weeks: tuple[tuple[Day | None, ...], ...]


@blueprint.get("/")
@access.administrator("keep_calendar")
def page() -> ResponseReturnValue:
    """This year."""
    return flask.redirect(flask.url_for("calendar.year", year=session.reader().day.year))


@blueprint.get("/<int:year>", endpoint="year")
@access.administrator("keep_calendar")
def one_year(year: int) -> ResponseReturnValue:
    """One year with its notices, and the forms that change it."""
    return _shown(year, DayForm.fresh(), ImportForm.fresh())


@blueprint.post("/<int:year>/day")
@access.administrator("keep_calendar")
def change_day(year: int) -> ResponseReturnValue:
    """What changing one day would move."""
    form = DayForm.of_request()
    form.offer()
    try:
        read = together(
            day=lambda: answers.needed_day("day", form.day.data),
            working=lambda: _working(form),
            title=lambda: checked_name("notice", form.notice.data or "", 120),
        )
        name = (form.day_name.data or "").strip()
        with session.reading() as reading:
            changed = with_day(reading, read["title"], read["day"], read["working"], name)
            return _previewed(preview(reading, changed))
    except Invalid as refusal:
        form.refuse(refusal)
        return _shown(year, form, ImportForm.fresh()), 400


def _working(form: DayForm) -> bool | None:
    if form.working.data not in WORKING:
        raise Invalid("working", "missing")
    return WORKING[form.working.data]


@blueprint.post("/<int:year>/import")
@access.administrator("keep_calendar")
@access.uploads
def take_in(year: int) -> ResponseReturnValue:
    """What a whole year's notice would move."""
    form = ImportForm.of_request()
    try:
        read = together(
            file=lambda: _bytes_of(form),
            title=lambda: checked_name("year_notice", form.year_notice.data or "", 120),
        )
        notice = notice_in(read["file"], year, read["title"])
        with session.reading() as reading:
            return _previewed(preview(reading, notice))
    except Invalid as refusal:
        form.refuse(refusal)
        return _shown(year, DayForm.fresh(), form), 400


def _bytes_of(form: ImportForm) -> bytes:
    if not form.file.data:
        raise Invalid("file", "missing")
    read: bytes = form.file.data.read()
    return read


@blueprint.post("/<int:year>/publish")
@access.administrator("keep_calendar")
def publish_notice(year: int) -> ResponseReturnValue:
    """Let the notice that was looked at count. One that was overtaken is looked at again."""
    form = PublishForm.of_request()
    try:
        notice = notice_of(year, form.notice.data or "", _days_of(form.days.data or ""))
        given = form.seen.data or ""
        seen = whole(given) or 0
        with session.writing() as writing:
            projects = publish(writing, notice, session.actor().id, seen)
    except Stale:
        flask.flash(session.speech().t("calendar.stale"))
        with session.reading() as reading:
            return _previewed(preview(reading, notice)), 409
    except Invalid as refusal:
        shown = ImportForm.fresh()
        shown.refuse(refusal)
        return _shown(year, DayForm.fresh(), shown), 400
    flask.flash(session.speech().t("calendar.done", n=projects))
    return flask.redirect(flask.url_for("calendar.year", year=year), 303)


def _shown(year: int, day_form: DayForm, import_form: ImportForm) -> str:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound("year", str(year))
    with session.reading() as reading:
        found = year_page(reading, year)
    day_form.offer()
    return flask.render_template(
        "calendar/year.html",
        page=found,
        months=tuple(_months(found)),
        named=day_name,
        day_form=day_form,
        import_form=import_form,
    )


def _previewed(impact: Impact) -> str:
    lines = "\n".join(
        f"{each.day.isoformat()},{'work' if each.working else 'off'},{each.notice}"
        for each in impact.notice.days
    )
    form = PublishForm.fresh(notice=impact.notice.title, days=lines, seen=str(impact.seen))
    return flask.render_template(
        "calendar/preview.html", impact=impact, named=day_name, milestone=_milestone, form=form
    )


def _milestone(code: str) -> str:
    """A milestone or gate by name: codes are permanent, so any standard that has it will do."""
    speech = session.speech()
    dated = (standard.dated(code) for standard in session.engine().standards.standards)
    return next((speech.of(known.text) for known in dated if known is not None), "")


def _days_of(text: str) -> Iterable[DayRow]:
    """The days of a notice that comes back with its form. Raises Invalid for what we did not write there."""
    try:
        for line in text.splitlines():
            day, kind, name = line.split(",", 2)
            yield DayRow(day=date.fromisoformat(day), working=kind == "work", notice=name[:120])
    except ValueError as error:
        raise Invalid("file", "unreadable") from error


def _months(page: YearPage) -> Iterator[Month]:
    for n in range(1, 13):
        days = [day for day in page.days if day.day.month == n]
        first, length = monthrange(page.year, n)
        cells: list[Day | None] = [None] * first + list(days) + [None] * (-(first + length) % 7)
        yield Month(n, tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7)))


def day_name(name: str) -> str:
    """What a day off is called: shipped notices use codes."""
    key = f"holiday.{name}"
    return session.speech().t(key) if key in TEXTS else name


__all__ = ["YearNotice", "blueprint"]
