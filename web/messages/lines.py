"""One notice in words: what it is about, by when, why it was sent, and where to go."""

from dataclasses import dataclass

from lifecycle.queries.notices import Item
from lifecycle.records.post import ALERT, NEWS
from lifecycle.reminding.recipients import HEAD, TO_ACT
from stages import Standard
from stages.model import Rung, Text
from web.labels import TEXTS
from web.messages import links
from web.speech import Speech

SHORT = 24


@dataclass(frozen=True, slots=True)
class Line:
    """An item in one language. `what` names the thing alone, `by` its day and what is left, `measure` the step taken
    towards the late party, `ask` what is asked of it. Empty where there is none. `path` is an address on this site.
    """

    item: Item
    title: str
    what: str
    by: str
    measure: str
    ask: str
    why: str
    path: str


def line(item: Item, speech: Speech) -> Line:
    """The words of a notice."""
    rung = _rung(item)
    return Line(
        item,
        title=_short(item.title or ""),
        what=_what(item, speech),
        by=_by(item, speech),
        measure=_urged(item, speech) if item.urged_by else _measure(item, rung, speech) if rung else "",
        ask=_ask(item, rung, speech) if rung else "",
        why=_why(item, speech),
        path=links.path(item),
    )


def _short(title: str) -> str:
    return title if len(title) <= SHORT else f"{title[: SHORT - 1]}…"


def _rung(item: Item) -> Rung | None:
    ladder = item.standard.supervision.ladder if item.standard else ()
    return next((rung for rung in ladder if rung.code == item.rung), None)


def _what(item: Item, speech: Speech) -> str:
    if item.kind == ALERT:
        return _gap(item, speech)
    assert item.standard is not None
    if item.kind == NEWS:
        return _news(item, item.standard, speech)
    known = item.standard.dated(item.code)
    if known is not None and item.code in item.standard.gates:
        return speech.t("message.decide", gate=speech.of(known.text))
    return speech.of(known.text) if known else item.code


def _news(item: Item, standard: Standard, speech: Speech) -> str:
    """A move is called what the standard calls it, with the stage it was made in; other news has its own sentence."""
    key = f"news.{item.code}"
    if key in TEXTS:
        named = _named(standard, item.subject)
        return speech.t(key, subject=speech.of(named) if named else item.subject)
    move = standard.moves.get(item.code)
    if move is None:
        return item.code
    stage = standard.stages.get(item.subject)
    moved = speech.of(move.text)
    return speech.t("news.move", stage=speech.of(stage.text), move=moved) if stage else moved


def _named(standard: Standard, code: str) -> Text | None:
    known = (
        standard.duties.get(code)
        or standard.dated(code)
        or standard.flow.entry_points.get(code)
        or standard.facts.get(code)
    )
    return known.text if known else None


def _gap(item: Item, speech: Speech) -> str:
    """Who is missing: `owner_org_head OFFICE organisation`, or `why OFFICE [organisation]`."""
    why, office, place = (*item.subject.split(" "), "", "")[:3]
    if why == HEAD and place:
        return speech.t("alert.missing", who=speech.t("alert.missing.head", place=place))
    key = "alert.missing.member" if place else "alert.missing.office"
    return speech.t("alert.missing", who=speech.t(key, place=place, office=office or why))


def _by(item: Item, speech: Speech) -> str:
    if item.due is None:
        return ""
    left = speech.left(item.left_wd, overdue=item.is_late)
    return speech.t("message.by", day=speech.short(item.due), left=left)


def _measure(item: Item, rung: Rung, speech: Speech) -> str:
    """What is done, in the words that fit the party that is late; said to it, or told to the others."""
    words = speech.of(rung.verbs.get(item.role, rung.text))
    return speech.t("message.to" if item.why in TO_ACT else "message.about", measure=words)


def _urged(item: Item, speech: Speech) -> str:
    """A reminder by hand, in the words that fit whoever gets it."""
    urging = item.standard.supervision.urging if item.standard else None
    verb = urging.verbs.get(item.role) if urging else None
    return speech.t("message.to", measure=speech.of(verb) if verb else speech.t("urge.verb"))


def _ask(item: Item, rung: Rung, speech: Speech) -> str:
    if rung.ask is None or item.why not in TO_ACT:
        return ""
    return speech.t("message.ask", n=rung.ask.wd, ask=speech.of(rung.ask.text))


def _why(item: Item, speech: Speech) -> str:
    said = _reason(item, speech)
    if item.urged_by:
        said = speech.t("why.urged", name=item.urged_by) + said
    return said + speech.t("why.instead", name=item.instead_of) if item.instead_of else said


def _reason(item: Item, speech: Speech) -> str:
    standard = item.standard
    if standard is None or f"why.{item.why}" in TEXTS:
        office = standard.offices.get(item.office) if standard else None
        return speech.t(f"why.{item.why}", office=speech.of(office.text) if office else item.office)
    if item.why in standard.roles:
        return speech.t("why.role", role=speech.of(standard.roles[item.why].text))
    known = standard.offices.get(item.why)
    return speech.t("why.office", office=speech.of(known.text) if known else item.why)
