"""An item of work as a line on the screen: its sentence, its chips, and the one button that leads to the exact form."""

from dataclasses import dataclass
from datetime import date

import flask

from lifecycle.asked import ask_of
from lifecycle.lights import Light
from lifecycle.queries.my_work import Item
from stages import Standard
from web.speech import Speech

_BUTTONS = {
    "complete_duty": "button.do",
    "confirm_duty": "button.confirm",
    "propose": "button.propose",
    "consult": "button.consult",
    "decide": "button.decide",
    "request_gate": "button.request",
    "resubmit": "button.request",
    "submit": "button.submit",
    "assign_officer": "button.assign",
    "answer_debt": "button.answer",
    "settle_debt": "button.settle",
    "reply_objection": "button.answer",
    "approve_entry": "button.approve",
    "answer_extension": "button.answer",
    "record_fact": "button.record",
    "await": "button.see",
}
_FORMS = {
    "propose": "project.propose",
    "consult": "project.consult",
    "decide": "project.decide",
    "request_gate": "project.gate",
    "resubmit": "project.resubmit",
    "submit": "project.submit",
    "assign_officer": "project.people",
    "approve_entry": "project.entry",
    "record_fact": "project.facts",
}
"""The form of an act on a project as a whole; duties and debts have their own."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a row of the list shows. `phase_index` counts the phases of the standard from 1; `why` is how it stands and
    since when, empty where there is nothing to say.
    """

    number: str
    title: str
    project_url: str
    what: str
    why: str
    code: str
    phase: str
    phase_index: int
    stage: str
    role: str
    organisation: str | None
    due: date | None
    left_wd: int | None
    is_overdue: bool
    light: Light | None
    button: str
    url: str
    is_mine: bool


def line(item: Item, speech: Speech) -> Line:
    """The line of an item, in one language."""
    stage = item.standard.stages[item.stage]
    office = item.standard.offices[item.office]
    return Line(
        number=item.number,
        title=item.title,
        project_url=flask.url_for("project.page", number=item.number),
        what=_what(item, speech),
        why=_why(item, speech),
        code=item.code,
        phase=speech.of(item.standard.phases[stage.phase].text),
        phase_index=1 + list(item.standard.phases).index(stage.phase),
        stage=speech.of(stage.text),
        role=speech.of(item.standard.roles[office.role].text),
        organisation=item.organisation or speech.of(office.text),
        due=item.due,
        left_wd=item.left_wd,
        is_overdue=item.is_overdue,
        light=item.light,
        button=speech.t("button.urge" if item.urges else _BUTTONS[item.act]),
        url=_url(item),
        is_mine=item.is_mine,
    )


def _what(item: Item, speech: Speech) -> str:
    standard = item.standard
    if item.act == "reply_objection":
        return speech.t("item.objection", n=item.n)
    if item.n:
        return _owed(item, speech)
    if item.code in standard.duties:
        return speech.of(standard.duties[item.code].text)
    if item.act == "approve_entry":
        return speech.t("item.approve_entry", entry=speech.of(standard.flow.entry_points[item.code].text))
    if item.act == "answer_extension":
        return speech.t("item.answer_extension", milestone=speech.of(standard.milestones[item.code].text))
    gate = speech.of(standard.gate_of(item.stage).text)
    if item.act == "await":
        return speech.t("item.await_gate", gate=gate)
    return speech.t(f"item.{item.act}", gate=gate, office=speech.of(standard.offices[item.office].text))


def _why(item: Item, speech: Speech) -> str:
    """Whose move it is, and for how long it has been."""
    if item.act == "record_fact":
        return speech.t("why.to_record")
    if not item.standing:
        return ""
    whose = "mine" if item.is_mine else "theirs"
    stands = speech.t(f"why.{item.standing}.{whose}")
    waited = speech.t("why.waited", n=item.since_wd) if item.since_wd else speech.t("why.today")
    return f"{stands}{speech.pause}{waited}"


def _owed(item: Item, speech: Speech) -> str:
    """What is owed in its own words, else by the clause that it is about, else by its number; what a rung of the ladder
    asks for by the name that the standard has for it.
    """
    ask = ask_of(item.standard, item.rung or "")
    kind = speech.t(f"debt.{item.owed}") if ask is None else speech.of(ask.name)
    what = item.words or _clause(item.standard, item.code, speech)
    key = "item.owed" if what else "item.debt"
    return speech.t(key, kind=kind[:1].upper() + kind[1:], what=what, n=item.n)


def _clause(standard: Standard, code: str, speech: Speech) -> str:
    blocks = (standard.criteria, standard.duties, standard.milestones, standard.gates)
    return next((speech.of(block[code].text) for block in blocks if code in block), "")


def _url(item: Item) -> str:
    if item.urges:
        return flask.url_for(
            "supervision.item",
            number=item.number,
            code=item.urges,
            occurrence=item.occurrence,
            _anchor="now",
        )
    if item.n:
        return flask.url_for("project.debt", number=item.number, n=item.n)
    if item.code in item.standard.duties:
        if item.act == "complete_duty" and _is_of_evaluation(item):
            return flask.url_for("scoring.work", number=item.number, code=item.code)
        return flask.url_for("project.duty", number=item.number, code=item.code, occurrence=item.occurrence)
    if item.act == "answer_extension":
        return flask.url_for("project.extend", number=item.number, code=item.code, occurrence=item.occurrence)
    if item.act == "await":
        return flask.url_for("project.page", number=item.number, _anchor="round")
    return flask.url_for(_FORMS[item.act], number=item.number)


def _is_of_evaluation(item: Item) -> bool:
    """Whether an evaluation makes the evidence of the duty."""
    rubric = item.standard.rubric
    kinds = set(rubric.documents.model_dump().values()) if rubric else set()
    return not kinds.isdisjoint(item.standard.duties[item.code].evidence)
