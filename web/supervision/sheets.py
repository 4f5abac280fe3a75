"""Monthly sheets: one for each party, to be read here or taken away as DOCX or PDF."""

from dataclasses import dataclass
from datetime import date

import flask
from flask.typing import ResponseReturnValue
from markupsafe import Markup

import handbook
from handbook.editions import SHEET
from handbook.html import Pages
from lifecycle.errors import NotFound
from stages import Standard
from web import access, session
from web.handbook.files import file_of
from web.handbook.room import given, wanted_language
from web.supervision.blueprint import blueprint
from web.supervision.lines import party
from web.supervision.monthly import given_sheet

MONTHS = 12
FORMS = ("docx", "pdf")
_CHAPTER = 2  # the page's own title is the heading above


@dataclass(frozen=True, slots=True)
class Choice:
    """A party or a month to choose."""

    label: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The sheet on the screen, with the choices above it and its files."""

    title: str
    about: str
    standard: Standard
    parties: tuple[Choice, ...]
    months: tuple[Choice, ...]
    downloads: tuple[tuple[str, str], ...]
    body: Markup


@blueprint.get("/sheets")
@access.signed_in
def sheets() -> ResponseReturnValue:
    """`?party=` and `?month=2026-02`; the first party and this month without them."""
    standard, role, month = _wanted()
    told = _given(standard, role, month)
    book = handbook.book_of(standard, SHEET, wanted_language(), told)
    clause = flask.url_for("handbook.clause", code="x").removesuffix("x")
    page = SheetPage(
        title=book.head.title[0],
        about=book.head.about[0],
        standard=standard,
        parties=_parties(standard, role, month),
        months=_months(role, month),
        downloads=tuple((form, _download(form, role, month)) for form in FORMS),
        body=Markup(Pages(book, top=_CHAPTER, ways=_ways(told), clauses_at=clause).body()),  # noqa: S704 - every text in it is escaped
    )
    return flask.render_template("supervision/sheet.html", page=page)


@blueprint.get("/sheets/<role>/<month>/<form>")
@access.signed_in
def sheet(role: str, month: str, form: str) -> ResponseReturnValue:
    """One sheet as a file."""
    standard = session.engine().standards.current(session.reader().day)
    first = _month(month)
    if form not in FORMS or role not in _roles(standard) or first is None:
        raise NotFound("sheet", f"{role} {month}")
    return file_of(SHEET, form, standard, _given(standard, role, first), f"sheet-{role}-{month}")


def _ways(told: handbook.Given) -> dict[str, str]:
    """From every project of the sheet to its page."""
    listed = (*told.sheet.open, *told.sheet.done) if told.sheet else ()
    return {late.number: flask.url_for("project.page", number=late.number) for late in listed}


def _given(standard: Standard, role: str, month: date) -> handbook.Given:
    with session.reading() as opened:
        return given_sheet(opened, session.actor(), role, month, given(standard))


def _wanted() -> tuple[Standard, str, date]:
    args, day = flask.request.args, session.reader().day
    standard = session.engine().standards.current(day)
    roles = _roles(standard)
    role = args.get("party", "") if args.get("party") in roles else roles[0]
    return standard, role, _month(args.get("month", "")) or day.replace(day=1)


def _roles(standard: Standard) -> tuple[str, ...]:
    return tuple(code for code, role in standard.roles.items() if role.party)


def _month(text: str) -> date | None:
    """The first day of a month; None for what is none, or one to come."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if first <= session.reader().day else None


def _parties(standard: Standard, role: str, month: date) -> tuple[Choice, ...]:
    speech = session.speech()
    return tuple(
        Choice(party(standard, code, speech), _url(code, month), code == role) for code in _roles(standard)
    )


def _months(role: str, month: date) -> tuple[Choice, ...]:
    first, found = session.reader().day.replace(day=1), []
    for _ in range(MONTHS):
        found.append(Choice(f"{first:%Y-%m}", _url(role, first), first == month))
        first = (first.replace(day=1) - date.resolution).replace(day=1)
    return tuple(found)


def _url(role: str, month: date) -> str:
    return flask.url_for("supervision.sheets", party=role, month=f"{month:%Y-%m}")


def _download(form: str, role: str, month: date) -> str:
    return flask.url_for(
        "supervision.sheet", role=role, month=f"{month:%Y-%m}", form=form, lang=wanted_language()
    )
