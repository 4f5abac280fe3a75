"""The address of a list: every choice is in it, so that it can be kept, sent to somebody, exported and acted on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from lifecycle.queries.filters import ALL, OPEN, STATES, Filters
from lifecycle.queries.register import SORTS, Place, Sort
from web import cursors, links
from web.figures import asked_of
from web.numbers import read_whole
from web.register.columns import DEFAULT, chosen
from web.register.search import Complaint, understood
from web.register.tokens import SHOWN_LIGHTS, Standards

TABLE, BOARD = "table", "board"
LONGEST = 1000
"""Characters of an address that is kept; no list of ours is longer."""
SINGLE = ("q", "stage", "state", "light", "who", "sort", "view", "figure", "until")
Args = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The list that an address asks for. `text` is what stands in the search box."""

    text: str
    filters: Filters
    complaints: tuple[Complaint, ...]
    sort: Sort
    view: str
    columns: tuple[str, ...]


def wanted(args: Args, standards: Standards) -> Wanted:
    """What an address asks for; what makes no sense in it counts as not said."""
    text, state, light = args.get("q", ""), args.get("state", OPEN), args.get("light")
    stage, sort = args.get("stage", ""), args.get("sort")
    given = Filters(
        stages=(stage,) if any(stage in standard.stages for standard in standards) else (),
        state=state if state in (*STATES, ALL) else OPEN,
        light=light if light in SHOWN_LIGHTS else None,
        is_mine=args.get("who") == "mine",
        is_unassigned=args.get("who") == "unassigned",
        figure=asked_of(args.get("figure"), args.get("until")),
    )
    search = understood(text, given, standards)
    lasts = search.filters.state not in ("ended", ALL)
    return Wanted(
        text=text,
        filters=search.filters,
        complaints=search.complaints,
        sort=sort if sort in SORTS and (lasts or sort != "stay") else SORTS[0],
        view=BOARD if args.get("view") == BOARD else TABLE,
        columns=chosen(args.getlist("cols")),
    )


def query(args: Args) -> dict[str, str]:
    """What an address says, each thing once and in one order, without the place in the list."""
    said = {name: args.get(name, "").strip()[:LONGEST] for name in SINGLE}
    columns = chosen(args.getlist("cols"))
    said["cols"] = "" if columns == DEFAULT else ",".join(columns)
    return {name: value for name, value in said.items() if value}


def written(args: Args) -> str:
    """The same as one text, to be kept or sent in a form."""
    return urlencode(query(args))


def read(text: str) -> Args:
    """The address behind such a text. Anything else is an address that asks for nothing."""
    return MultiDict(parse_qsl(text[:LONGEST], max_num_fields=20))


def url(args: Args, **changed: str | None) -> str:
    """This list with other choices, from its top unless `after` says where."""
    return changed_url(query(args), **changed)


def changed_url(said: Mapping[str, str], **changed: str | None) -> str:
    """The same, of what an address says."""
    kept = {**said, **changed}
    return links.with_query("register.page", {name: value for name, value in kept.items() if value})


def after(args: Args) -> Place | None:
    """Where the list goes on, if the address says so."""
    parts = cursors.read(args.get("after"), 2)
    try:
        return (
            Place(date.fromisoformat(parts[0]) if parts[0] else None, read_whole(parts[1])) if parts else None
        )
    except ValueError:
        return None


def place(where: Place) -> str:
    """The word for a place."""
    return cursors.written((where.day or "", where.project))
