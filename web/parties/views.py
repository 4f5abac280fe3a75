"""An organisation's own page, and the way to it for its members."""

from dataclasses import dataclass
from datetime import date, timedelta

import flask
from flask.typing import ResponseReturnValue

from handbook.editions import ORGANISATION
from lifecycle.lights import Light
from lifecycle.queries.party import Owing, PartyPage, Shared, own_organisations, party_page
from lifecycle.records.project import ENDS
from stages import Standard
from web import access, session
from web.speech import Speech

blueprint = flask.Blueprint("parties", __name__, url_prefix="/parties", template_folder="templates")
FIRST = 12
"""How many duties are shown before the whole list of work is asked for."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One choice with how many there are behind it."""

    label: str
    n: int | None
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Todo:
    """A duty of the list, with the form that does it."""

    number: str
    title: str
    code: str
    text: str
    url: str
    due: date | None
    left_wd: int | None
    is_late: bool
    light: Light | None
    waits: bool
    is_required: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One of its projects. `partners` are the others in it, by role."""

    number: str
    title: str
    url: str
    stage: str
    phase: str
    phase_index: int
    light: str | None
    status: str
    first: Todo | None
    open: int
    late: int
    officer: str | None
    partners: tuple[tuple[str, str], ...]


@blueprint.get("")
@access.signed_in
def mine() -> ResponseReturnValue:
    """To the reader's organisation; the list of them, where they are of several or of none."""
    with session.reading() as reading:
        found = own_organisations(reading, session.actor())
    if len(found) == 1:
        return flask.redirect(flask.url_for("parties.page", code=found[0].code))
    kinds = session.engine().standards.current(session.reader().day).organisation_kinds
    return flask.render_template("parties/mine.html", organisations=found, kinds=kinds)


@blueprint.get("/<code>")
@access.signed_in
def page(code: str) -> ResponseReturnValue:
    """One organisation; `?partner=` shows its projects with one other, `?all=1` the whole list of its work."""
    partner = flask.request.args.get("partner")
    with session.reading() as reading:
        found = party_page(reading, session.actor(), code, partner)
        standard = reading.in_force
    speech, day = session.speech(), session.reader().day
    work = tuple(_todo(each, speech) for each in found.work)
    whole = bool(flask.request.args.get("all")) or len(work) <= FIRST
    return flask.render_template(
        "parties/page.html",
        page=found,
        plan=_plan(found, standard, speech),
        kind=_kind(found, standard, speech),
        figures=_figures(found, day),
        tabs=_tabs(found, speech, standard),
        work=work if whole else work[:FIRST],
        rest=0 if whole else len(work) - FIRST,
        more_url=flask.url_for("parties.page", code=code, all=1, partner=found.partner),
        lines=tuple(_line(each, standard, speech) for each in found.projects),
        plan_url=flask.url_for("handbook.organisation_page", code=code),
        downloads=[(form, flask.url_for(f"handbook.{ORGANISATION}", form=form, code=code)) for form in FORMS],
    )


FORMS = ("pdf", "docx")
WEEK = timedelta(days=7)


def _plan(found: PartyPage, standard: Standard, speech: Speech) -> str:
    """What the standard calls the list of work of such an organisation; our own word where it has none."""
    role = standard.roles.get(found.role or "")
    return speech.of(role.plan) if role and role.plan else speech.t("party.plan")


def _kind(found: PartyPage, standard: Standard, speech: Speech) -> str:
    kind = standard.organisation_kinds.get(found.organisation.kind)
    return speech.of(kind.text) if kind else found.organisation.kind


def _figures(found: PartyPage, day: date) -> tuple[tuple[str, int, str, str], ...]:
    """Key figures: name, number, where they lead, colour."""
    running = sum(each.share.project.status not in ENDS for each in found.projects)
    red = sum(each.share.light is Light.RED for each in found.projects if _runs(each))
    return (
        ("party.projects", running, "#projects", ""),
        ("party.late", found.late, "#work", "red"),
        ("party.week", found.due_by(day + WEEK), "#work", "yellow"),
        ("party.red", red, "#projects", "red"),
    )


def _runs(each: Shared) -> bool:
    return each.share.project.status not in ENDS


def _tabs(found: PartyPage, speech: Speech, standard: Standard) -> tuple[Tab, ...]:
    """Its partners: an intermediary's clients, a platform's firms."""
    code = found.organisation.code
    every = Tab(speech.t("list.all"), None, flask.url_for("parties.page", code=code), found.partner is None)
    return every, *(
        Tab(
            speech.t("party.partner", name=each.name, role=_role(each.role, standard, speech)),
            each.projects,
            flask.url_for("parties.page", code=code, partner=each.code),
            found.partner == each.code,
        )
        for each in found.partners
    )


def _role(code: str, standard: Standard, speech: Speech) -> str:
    role = standard.roles.get(code)
    return speech.of(role.text) if role else code


def _todo(owing: Owing, speech: Speech) -> Todo:
    row = owing.duty
    return Todo(
        owing.number,
        owing.title,
        row.code,
        speech.of(owing.standard.duties[row.code].text),
        flask.url_for("project.duty", number=owing.number, code=row.code, occurrence=row.occurrence),
        row.due,
        owing.left_wd,
        owing.is_late,
        owing.light,
        owing.waits,
        row.required,
    )


def _line(each: Shared, standard: Standard, speech: Speech) -> Line:
    project = each.share.project
    stage = each.standard.stages[project.stage]
    runs = _runs(each)
    return Line(
        number=project.number,
        title=project.title,
        url=flask.url_for("project.page", number=project.number),
        stage=speech.of(stage.text),
        phase=speech.of(each.standard.phases[stage.phase].text),
        phase_index=1 + list(each.standard.phases).index(stage.phase),
        light=each.share.light.value if runs else None,
        status=""
        if runs and project.status == "active"
        else speech.of(each.standard.flow.states[project.status].text),
        first=_todo(each.first, speech) if each.first else None,
        open=each.open,
        late=each.late,
        officer=each.share.officer,
        partners=tuple((_role(role, standard, speech), name) for role, name in each.partners),
    )
