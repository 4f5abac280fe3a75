"""Who takes part: taking or giving a seat, bringing an organisation in, saying that one leaves."""

from collections.abc import Iterator

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid
from lifecycle.queries.parties import PartiesPage, SeatLine, parties_page
from lifecycle.verbs import parties, register
from web import access, session
from web.numbers import whole
from web.project import answers
from web.project.blueprint import blueprint, to
from web.project.forms import OK, PartingForm, PartyForm, ProjectForm, SeatForm, bound, offer, posted

BRING, TAKE, GIVE = "bring", "take-", "give-"
PART, STAY = "part-", "stay-"
"""The buttons: one for a new party, two for each seat, with its office behind, and for each party, with its code."""


@blueprint.route("/<number>/people", methods=["GET", "POST"])
@access.act("see")
def people(number: str) -> ResponseReturnValue:
    """Seats, organisations, standing offices, with what the reader may change."""
    page = _read(number)
    forms = dict(_forms(page))
    sent = forms.get(posted())
    if sent is not None and _done(sent, number, page):
        return to("people", number=number)
    for form in forms.values():
        form.stamp(page.header.revision, page.header.revision)
    shown = flask.render_template("project/people.html", page=page, forms=forms, sent=sent)
    return shown, sent.status if sent is not None else OK


def _read(number: str) -> PartiesPage:
    with session.reading() as opened:
        return parties_page(opened, session.actor(), number)


def _forms(page: PartiesPage) -> Iterator[tuple[str, ProjectForm]]:
    for line in page.seats:
        yield from _seat_forms(line)
    if page.may_bring:
        form = bound(PartyForm, "bring-", sent=posted() == BRING)
        kinds = [
            (each.code, each.name + session.speech().aside(session.speech().of(each.kind)))
            for each in page.organisations
        ]
        offer(form.organisation, kinds, first=session.speech().t("parties.organisation.choose"))
        yield BRING, form
    for party in page.parties if page.may_end else ():
        name = f"{STAY if party.leaves_on else PART}{party.code}"
        part = bound(PartingForm, f"{name}-", sent=posted() == name)
        part.organisation.data = party.code
        yield name, part


def _seat_forms(line: SeatLine) -> Iterator[tuple[str, ProjectForm]]:
    code = line.holding.code
    if line.may_take:
        take = bound(SeatForm, f"{TAKE}{code}-", sent=posted() == f"{TAKE}{code}")
        take.office.data = code
        yield f"{TAKE}{code}", take
    if line.candidates:
        give = bound(SeatForm, f"{GIVE}{code}-", sent=posted() == f"{GIVE}{code}")
        give.office.data = code
        candidates = [(str(each.id), each.name) for each in line.candidates]
        offer(give.person, candidates, first=session.speech().t("parties.organisation.choose"))
        yield f"{GIVE}{code}", give


def _done(form: ProjectForm, number: str, page: PartiesPage) -> bool:
    try:
        if isinstance(form, PartyForm):
            return form.done(register.bring_party, number, _chosen(form, page))
        if isinstance(form, PartingForm):
            return _parted(form, number)
        assert isinstance(form, SeatForm)
        return form.done(register.seat, number, form.office.data, _person(form), form.reason.data or "")
    except Invalid as refusal:
        form.turn_down(number, refusal)
        return False


def _parted(form: PartingForm, number: str) -> bool:
    """Say that it leaves, or that it does not after all."""
    code = form.organisation.data or ""
    if posted().startswith(STAY):
        return form.done(parties.stay, number, code)
    day = answers.day("from_day", form.from_day.data)
    if day is None:
        raise Invalid("from_day", "missing")
    return form.done(parties.part, number, code, day, form.reason.data or "")


def _chosen(form: PartyForm, page: PartiesPage) -> str:
    """One of those offered, or one that is here by now: a form sent twice is one."""
    known = {each.code for each in page.organisations} | {each.code for each in page.parties}
    code = form.organisation.data or ""
    if code not in known:
        raise Invalid("organisation", "missing" if not code else "not_in_list")
    return str(code)


def _person(form: SeatForm) -> int:
    """The person chosen; whoever takes a seat chooses nobody."""
    if posted().startswith(TAKE):
        return session.actor().id
    person = whole(form.person.data)
    if person is None:
        raise Invalid("person", "missing" if not form.person.data else "not_in_list")
    return person
