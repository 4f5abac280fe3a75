"""Items and tiles in words: codes of the standard get their names here, and each light its reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import flask

from lifecycle.lights import thresholds_of
from lifecycle.queries.portfolio import Portfolio, Tile
from lifecycle.queries.supervision import Item
from stages import Standard
from stages.model import Rung
from web import session
from web.register import address
from web.speech import Speech

LIGHTS = ("red", "yellow", "green", "grey")


@dataclass(frozen=True, slots=True)
class Line:
    """One item as its row shows it. `who` has the ball, of the party `role`; `owner` owes it. `why` is the reason for
    the light; `gone` and `next` are words about the ladder, empty where there is nothing to say.
    """

    item: Item
    what: str
    owner: str
    role: str
    who: str
    light: str
    why: str
    gone: str
    next: str
    urged: str
    left_wd: int
    is_late: bool
    url: str
    project_url: str


def line(item: Item, day: date) -> Line:
    """An item in the reader's language."""
    speech, standard = session.speech(), item.standard
    key: dict[str, Any] = {"number": item.number, "code": item.code, "occurrence": item.occurrence}
    return Line(
        item,
        what=named(standard, item.code, speech),
        owner=party(standard, item.owner, speech),
        role=party(standard, item.role, speech) if item.role else "",
        who=speech.listed(speech.of(standard.offices[office].text) for office in item.offices),
        light=item.light.light.value,
        why=reason(item, speech),
        gone=_gone(item, speech),
        next=_next(item, speech),
        urged=_urged(item, speech),
        left_wd=item.left_wd,
        is_late=item.due < day,
        url=flask.url_for("supervision.item", **key),
        project_url=flask.url_for("project.page", number=item.number),
    )


def named(standard: Standard, code: str, speech: Speech) -> str:
    """What a date is about, by name."""
    known = standard.dated(code)
    return speech.of(known.text) if known else code


def party(standard: Standard, code: str, speech: Speech) -> str:
    """A role, or an external kind of organisation, by name."""
    known = standard.roles.get(code) or standard.organisation_kinds.get(code)
    return speech.of(known.text) if known else code


def rung_of(standard: Standard, code: str | None) -> Rung | None:
    return next((rung for rung in standard.supervision.ladder if rung.code == code), None)


def reason(item: Item, speech: Speech) -> str:
    """Why an item has its light: where it stands today, and the rule."""
    lights = item.standard.supervision.lights
    if item.kind in thresholds_of(item.standard).not_judged:
        return speech.of(lights.not_judged.text)
    if item.submitted_on is not None:
        return speech.t("supervision.because_submitted", on=speech.day(item.submitted_on))
    light = item.light
    stands = speech.left(item.left_wd, overdue=light.is_overdue)
    rule = next((speech.of(state.when) for state in lights.states if state.code == light.light.value), "")
    key = "supervision.because_statutory" if item.statutory else "supervision.because"
    return speech.t(key, stands=stands, rule=rule)


def _gone(item: Item, speech: Speech) -> str:
    rung = rung_of(item.standard, item.rung)
    if rung is None:
        return ""
    verb = rung.verbs.get(item.role or "", rung.text)
    at = speech.instant(item.told_at)
    return speech.t("supervision.gone", rung=rung.code, measure=speech.of(verb), n=item.told, at=at)


def _next(item: Item, speech: Speech) -> str:
    rung = rung_of(item.standard, item.next_rung)
    if rung is None or item.next_on is None:
        return ""
    return speech.t(
        "supervision.next", rung=rung.code, measure=speech.of(rung.text), on=speech.short(item.next_on)
    )


def _urged(item: Item, speech: Speech) -> str:
    if item.urged is None:
        return ""
    return speech.t("supervision.urged", by=item.urged.by, at=speech.instant(item.urged.at))


# Tiles ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A light over many projects: its name and party, the rule as it was applied, and its projects by light."""

    name: str
    role: str
    light: str
    why: str
    projects: int
    counts: tuple[tuple[str, int, str], ...]


def tiles(found: Portfolio) -> tuple[Shown, tuple[Shown, ...]]:
    """The whole, and each organisation that has a tile, from the worst to the best."""
    return _shown(found, found.whole), tuple(_shown(found, tile) for tile in found.tiles)


def _shown(found: Portfolio, tile: Tile) -> Shown:
    speech = session.speech()
    standard = session.engine().standards.current(session.reader().day)
    why = speech.t(
        "supervision.share",
        red=tile.red,
        n=tile.projects,
        pct=f"{tile.red_share_pct:.1f}",
        yellow=found.rule.yellow_share_pct,
        limit=found.rule.red_share_pct,
    )
    return Shown(
        tile.name or speech.t("supervision.whole"),
        party(standard, tile.role, speech) if tile.role else "",
        tile.light.value,
        why,
        tile.projects,
        tuple((light, tile.counts.get(light, 0), _projects(tile, light)) for light in LIGHTS),
    )


def _projects(tile: Tile, light: str) -> str:
    """The projects of a tile that have one light, in the register."""
    wanted = {"light": light, "q": session.speech().t("supervision.of_organisation", name=tile.name)}
    return address.url(address.read(""), **(wanted if tile.name else {"light": light}))
