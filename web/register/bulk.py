"""Acting on many projects: choose rows and an act, see what would happen, go on, and look at what became of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import flask
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField, StringField

from lifecycle.engine import Session
from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotPermitted, Refusal
from lifecycle.officer import officer_of
from lifecycle.queries.people import open_organisations, people_of
from lifecycle.queries.register import page_of
from lifecycle.register import batches
from lifecycle.register.batches import ACTS, MOST, Forecast, Given
from stages import Standard
from web import access, errors, session
from web.forms import CommandForm
from web.register import address
from web.register.acts import offered
from web.register.told import told
from web.register.views import blueprint, sent_list
from web.spreadsheet import CSV, MEDIA_TYPES, XLSX, Cell, Sheet, write_csv, write_xlsx

EVERY = "every"


class BulkForm(CommandForm):
    """What is to be done, with what, to which projects: `numbers` are separated by blanks."""

    act = HiddenField()
    numbers = HiddenField()
    list = HiddenField()
    person = SelectField(validate_choice=False)
    organisation = SelectField(validate_choice=False)
    reason = StringField()


@dataclass(frozen=True, slots=True)
class Reason:
    """A project of the preview, and why the act would not work on it; `says` is empty where it would."""

    number: str
    title: str
    says: str
    url: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The page before anything is done. `needs` is the choice that is still missing."""

    act: str
    count: int
    needs: str | None
    takes: str
    chosen: str
    passes: tuple[Reason, ...]
    blocked: tuple[Reason, ...]
    forbidden: tuple[Reason, ...]
    of_list: tuple[tuple[str, str], ...]
    back: str


# Before ---------------------------------------------------------------------------------------------------------


@blueprint.post("/projects/bulk")
@access.act("batch")
def preview_batch() -> ResponseReturnValue:
    """What would happen. Nothing is written: each act is done and taken back."""
    form = BulkForm.of_request()
    form.numbers.data = " ".join(_numbers(form))
    form.key.data = form.key.data or CommandForm.fresh().key.data
    try:
        page = _previewed(form)
    except Invalid as refusal:
        flask.flash(errors.sentence(refusal, session.speech()), "warn")
        return flask.redirect(address.url(sent_list()), HTTPStatus.SEE_OTHER)
    return flask.render_template("register/bulk.html", page=page, form=form)


def _numbers(form: BulkForm) -> list[str]:
    """Those that were ticked, or all of the list; one more than there may be tells that they are too many."""
    if flask.request.form.get(EVERY):
        wanted = address.wanted(sent_list(), session.engine().standards.standards)
        with session.reading() as reading:
            rows = page_of(reading, session.actor(), wanted.filters, sort=wanted.sort, limit=MOST + 1)
        return [row.number for row in rows]
    return flask.request.form.getlist("number") or (form.numbers.data or "").split()[: MOST + 1]


def _previewed(form: BulkForm) -> Preview:
    act, numbers = form.act.data or "", (form.numbers.data or "").split()
    if act not in ACTS:
        raise Invalid("act", "missing")
    if not numbers:
        raise Invalid("projects", "missing")
    takes = ACTS[act].takes
    _offer(form)
    given = _given(form, act)
    needs = takes if takes != "nothing" and not given else None
    found = Forecast((), (), ())
    if needs is None:
        found = batches.forecast(session.engine(), session.actor().id, act, given, numbers)
    wanted = address.wanted(sent_list(), session.engine().standards.standards)
    with session.reading() as reading:
        titles = batches.titles_of(reading, session.actor(), numbers)

    def line(number: str, refusal: Refusal | None = None) -> Reason:
        says = why(refusal, act) if refusal else ""
        return Reason(number, titles.get(number, ""), says, flask.url_for("project.page", number=number))

    return Preview(
        act=act,
        count=len(dict.fromkeys(numbers)),
        needs=needs,
        takes=takes,
        chosen=_chosen(form, act),
        passes=tuple(line(number) for number in found.passes),
        blocked=tuple(line(*each) for each in found.blocked),
        forbidden=tuple(line(*each) for each in found.forbidden),
        of_list=tuple(told(wanted, session.speech(), session.engine().standards.standards)),
        back=address.url(sent_list()),
    )


def _offer(form: BulkForm) -> None:
    """People who can be officer, organisations that can take part."""
    standard = session.engine().standards.current()
    choose = ("", session.speech().t("parties.organisation.choose"))
    may = offered(session.actor())
    with session.reading() as reading:
        people = people_of(reading, officer_of(standard).code) if "assign_officer" in may else ()
        parties = _parties(reading, standard) if "bring_party" in may else ()
    form.person.choices = [choose, *((str(id_), name) for id_, name in people)]
    form.organisation.choices = [choose, *parties]


def _parties(reading: Session, standard: Standard) -> Iterator[tuple[str, str]]:
    kinds = {code for code in standard.organisation_kinds if standard.member_office(code) is not None}
    return ((each.code, each.name) for each in open_organisations(reading) if each.kind in kinds)


def _given(form: BulkForm, act: str) -> Given:
    """What was chosen of what was offered; nothing where nothing was."""
    takes = ACTS[act].takes
    if not _chosen(form, act):
        return {}
    if takes == "person":
        return {"person": int(form.person.data), "reason": form.reason.data or ""}
    return {takes: form.organisation.data}


def _chosen(form: BulkForm, act: str) -> str:
    """The name of who or what was chosen."""
    if ACTS[act].takes == "nothing":
        return ""
    field = form.person if ACTS[act].takes == "person" else form.organisation
    return (
        next((str(name) for code, name, *_ in field.iter_choices() if code == field.data), "")
        if field.data
        else ""
    )


def why(refusal: Refusal, act: str) -> str:
    """The first reason, in a sentence: of a closed gate its clause, of a move that there is not the state, of an act
    that belongs to somebody else on this project who that is.
    """
    match refusal:
        case GateClosed():
            return _barred(refusal)
        case NoSuchMove():
            return _no_such_move(refusal, act)
        case NotPermitted(clause="holds_office") if not session.actor().eligible.isdisjoint(refusal.offices):
            speech = session.speech()
            offices = speech.listed(errors.office_name(code, speech) for code in refusal.offices)
            return speech.t("batch.not_here", offices=offices)
        case _:
            return errors.sentence(refusal, session.speech())


def _barred(refusal: GateClosed) -> str:
    speech, first = session.speech(), refusal.blockers[0].clause
    for standard in session.engine().standards.standards:
        for block in (standard.duties, standard.milestones, standard.criteria, standard.gates):
            if first in block:
                text = speech.of(block[first].text)
                return speech.t("batch.barred", n=len(refusal.blockers), clause=first, text=text)
    return errors.sentence(refusal, speech)


def _no_such_move(refusal: NoSuchMove, act: str) -> str:
    speech, status = session.speech(), refusal.state.rpartition("/")[2]
    for standard in session.engine().standards.standards:
        if status in standard.flow.states:
            state = speech.of(standard.flow.states[status].text)
            return speech.t("batch.no_such_move", state=state, act=speech.t(f"batch.act.{act}"))
    return errors.sentence(refusal, speech)


# Doing it -------------------------------------------------------------------------------------------------------


@blueprint.post("/projects/bulk/run")
@access.act("batch")
def run() -> ResponseReturnValue:
    """Do it on those that pass. Sent twice, it is the same batch."""
    form = BulkForm.of_request()
    _offer(form)
    act, numbers = form.act.data or "", (form.numbers.data or "").split()
    with session.writing() as writing:
        code = batches.open_batch(
            writing,
            session.actor(),
            act,
            _given(form, act) if act in ACTS else {},
            numbers,
            key=form.key.data or "",
            of_list=address.written(sent_list()),
        )
    batches.run_batch(session.engine(), session.actor().id, code)
    return _to_batch(code)


@blueprint.post("/batches/<code>/run")
@access.act("batch")
def go_on(code: str) -> ResponseReturnValue:
    """Go on where a batch was interrupted."""
    batches.run_batch(session.engine(), session.actor().id, code)
    return _to_batch(code)


def _to_batch(code: str) -> ResponseReturnValue:
    return flask.redirect(flask.url_for("register.batch", code=code), HTTPStatus.SEE_OTHER)


# After ----------------------------------------------------------------------------------------------------------


@blueprint.get("/batches")
@access.act("batch")
def batches_page() -> ResponseReturnValue:
    """One's own batches, the newest first."""
    with session.reading() as reading:
        found = batches.batches_of(reading, session.actor())
    return flask.render_template("register/batches.html", batches=found)


@blueprint.get("/batches/<code>")
@access.act("batch")
def batch(code: str) -> ResponseReturnValue:
    """What became of each project."""
    with session.reading() as reading:
        page = batches.batch_page(reading, session.actor(), code)
    back = address.url(address.read(page.of_list))
    return flask.render_template("register/batch.html", page=page, why=why, back=back)


@blueprint.post("/batches/<code>/download")
@access.act("batch")
def download(code: str) -> ResponseReturnValue:
    """The same as a table."""
    with session.reading() as reading:
        page = batches.batch_page(reading, session.actor(), code)
    format_ = CSV if flask.request.form.get("format") == CSV else XLSX
    speech = session.speech()
    heads = [speech.t(f"batch.head.{name}") for name in ("number", "title", "outcome", "event", "reason")]
    rows: list[tuple[Cell, ...]] = [
        (
            each.number,
            each.title,
            speech.t(f"batch.outcome.{each.outcome}"),
            each.seq,
            why(each.refusal, page.act) if each.refusal else None,
        )
        for each in page.items
    ]
    return _table(code, format_, Sheet(code, heads, rows))


def _table(name: str, format_: str, sheet: Sheet) -> ResponseReturnValue:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.{format_}"
        if format_ == CSV:
            write_csv(file, sheet)
        else:
            write_xlsx(file, [sheet])
        content = BytesIO(file.read_bytes())
    return flask.send_file(
        content, mimetype=MEDIA_TYPES[format_], as_attachment=True, download_name=f"{name}.{format_}"
    )
