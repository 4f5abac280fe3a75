"""The list of experts, the page of each, and the way in for a new one."""

from http import HTTPStatus
from typing import Any, NamedTuple

import flask
from flask.typing import ResponseReturnValue

from lifecycle import experts
from lifecycle.errors import Invalid
from lifecycle.experts import KEEP
from lifecycle.queries.expert_pool import (
    CANDIDATES,
    SHOWN,
    Asked,
    ExpertPage,
    PoolPage,
    expert_page,
    nominee,
    nominees,
    pool_page,
)
from web import access, cursors, session
from web.evaluation.sentences import field_name, kind_name
from web.experts.blueprint import blueprint
from web.experts.forms import CompetenceForm, EmploymentForm, EndForm, RelationForm, StrikeForm
from web.forms import Form
from web.numbers import whole

LONGEST = 60


class Tab(NamedTuple):
    """One choice of the list."""

    label: str
    n: int | None
    url: str
    is_on: bool


@blueprint.get("")
@access.power(KEEP)
def page() -> ResponseReturnValue:
    """Who can be drawn, asked by words, by field and by whether they have time."""
    asked = _asked()
    place = cursors.read(flask.request.args.get("after"), 2)
    after = (place[0], last) if place and (last := whole(place[1])) is not None else None
    with session.reading() as reading:
        found = pool_page(reading, session.actor(), session.in_force(), asked, after)
    more = cursors.written(found.more) if found.more else None
    return flask.render_template(
        "experts/page.html",
        page=found,
        asked=asked,
        shown=_shown(asked, found),
        fields=_fields(asked),
        field_name=_field_name,
        next_url=_url(asked, after=more) if more else None,
        first_url=_url(asked) if after else None,
    )


def _asked() -> Asked:
    given = flask.request.args
    show = given.get("show", "")
    known = session.in_force().rubric
    field = given.get("field", "")
    return Asked(
        given.get("q", "").replace("\0", "").strip()[:LONGEST],
        field if known and field in known.panel.structure else "",
        show if show in SHOWN else SHOWN[0],
    )


def _url(asked: Asked, **more: str | None) -> str:
    """The address of the list; with `more` for what is asked otherwise."""
    show = asked.show if asked.show != SHOWN[0] else None
    given: dict[str, Any] = {"q": asked.words or None, "field": asked.field or None, "show": show, **more}
    return flask.url_for("experts.page", **{name: value for name, value in given.items() if value})


def _shown(asked: Asked, found: PoolPage) -> list[Tab]:
    speech = session.speech()
    return [
        Tab(
            speech.t(f"experts.show.{show}"),
            found.counts[show],
            _url(asked, show=show if show != SHOWN[0] else None),
            show == asked.show,
        )
        for show in SHOWN
    ]


def _fields(asked: Asked) -> list[Tab]:
    speech, rubric = session.speech(), session.in_force().rubric
    every = Tab(speech.t("list.all"), None, _url(asked, field=None), not asked.field)
    structure = rubric.panel.structure if rubric else ()
    return [
        every,
        *(Tab(_field_name(code), None, _url(asked, field=code), code == asked.field) for code in structure),
    ]


def _field_name(code: str) -> str:
    return field_name(session.speech(), code)


@blueprint.route("/-/new", methods=["GET", "POST"])
@access.power(KEEP)
def new() -> ResponseReturnValue:
    """Find somebody with an account, then say what they are competent for."""
    login = flask.request.args.get("login", "")[:LONGEST]
    return _competence(login) if login else _search()


def _search() -> ResponseReturnValue:
    words = flask.request.args.get("q", "").replace("\0", "").strip()[:LONGEST]
    with session.reading() as reading:
        found = nominees(reading, session.actor(), session.in_force(), words) if words else ()
    return flask.render_template("experts/find.html", words=words, found=found, most=CANDIDATES)


def _competence(login: str) -> ResponseReturnValue:
    with session.reading() as reading:
        person = nominee(reading, session.actor(), session.in_force(), login)
    form = CompetenceForm.of_request()
    form.offer(session.in_force())
    if form.is_sent():
        try:
            _enter(person.id or 0, form)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flask.flash(session.speech().t("experts.entered", name=person.name))
            return flask.redirect(flask.url_for("experts.expert", login=person.login), HTTPStatus.SEE_OTHER)
    status = HTTPStatus.BAD_REQUEST if form.problems else HTTPStatus.OK
    return flask.render_template("experts/new.html", person=person, form=form), status


def _enter(person: int, form: CompetenceForm) -> None:
    given = form.fields.data or [], form.words(), form.load()
    with session.writing() as writing:
        experts.take_in(writing, session.actor(), session.in_force(), person, *given)


@blueprint.get("/<login>")
@access.power(KEEP)
def expert(login: str) -> ResponseReturnValue:
    """Everything about one expert, and the forms that change it."""
    return shown(login)


def shown(login: str, sent: Form | None = None, tie: int = 0) -> str:
    """The page, with a form as it was sent; `tie` is the relation that it is about, if it is about one."""
    with session.reading() as reading:
        found = expert_page(reading, session.actor(), session.in_force(), login)
    competence = sent if isinstance(sent, CompetenceForm) else CompetenceForm.of(found.line)
    competence.offer(session.in_force())
    competence.was.data = found.line.row.mark
    relation = sent if isinstance(sent, RelationForm) else RelationForm.fresh()
    relation.offer()
    return flask.render_template(
        "experts/expert.html",
        page=found,
        competence=competence,
        employment=sent if isinstance(sent, EmploymentForm) else EmploymentForm.fresh(),
        relation=relation,
        ending=sent if isinstance(sent, EndForm) else EndForm.fresh(),
        ended=tie if isinstance(sent, EndForm) else 0,
        striking=sent if isinstance(sent, StrikeForm) else StrikeForm.fresh(),
        struck=tie if isinstance(sent, StrikeForm) else 0,
        sent=sent,
        field_name=_field_name,
        kind_name=_kind_name,
        tally=_tally(found),
        window=_window(),
    )


def _kind_name(code: str) -> str:
    return kind_name(session.speech(), code)


def _tally(found: ExpertPage) -> list[tuple[str, int]]:
    """How often what became of being drawn."""
    tally, speech = found.line.tally, session.speech()
    return [(speech.t(f"experts.tally.{name}"), getattr(tally, name)) for name in tally.__dataclass_fields__]


def _window() -> int:
    """For how many years after its end a relation counts."""
    rubric = session.in_force().rubric
    return rubric.recusal_window_years if rubric else 0
