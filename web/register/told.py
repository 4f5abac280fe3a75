"""What a list is of, in words: for the sheet that an exported table carries, and for batches drawn from a list."""

from lifecycle.engine import Session
from lifecycle.overview import freezing
from lifecycle.overview.terms import Period, path_of
from lifecycle.queries.filters import OPEN
from web import session
from web.figures import Words
from web.register.address import Wanted
from web.register.tokens import Standards
from web.speech import Speech


def told(wanted: Wanted, speech: Speech, standards: Standards) -> list[tuple[str, str]]:
    """Filters and order, as pairs of name and value. What is not filtered by is not named, but for the status."""
    filters = wanted.filters
    stages = {code: stage.text for standard in standards for code, stage in standard.stages.items()}
    said = [
        ("register.search", wanted.text),
        ("register.filter.stage", speech.listed(speech.of(stages[code]) for code in filters.stages)),
        ("register.filter.state", speech.t(f"state.{filters.state or OPEN}")),
        ("register.filter.light", speech.t(f"light.{filters.light}") if filters.light else ""),
        ("register.filter.who", _scope(wanted, speech)),
        ("register.figure.name", figure_of(wanted, speech, standards)),
        ("register.sort", speech.t(f"register.sort.{wanted.sort}")),
    ]
    return [(speech.t(key), value) for key, value in said if value]


def figure_of(wanted: Wanted, speech: Speech, standards: Standards) -> str:
    """What the list is behind of; empty where it is behind no figure."""
    asked = wanted.filters.figure
    if asked is None:
        return ""
    name = Words.asked(speech, standards, asked).name(path_of(asked.path))
    return speech.t("register.figure", name=name, until=speech.day(asked.until))


def since_then(reading: Session, wanted: Wanted) -> str:
    """For a figure of a day that has gone: that its list is one of today's records, and what was frozen at that day.

    Empty for a figure of today, where the list and the figure are counted by the same condition.
    """
    asked = wanted.filters.figure
    if asked is None or asked.until >= reading.day:
        return ""
    speech, month = session.speech(), Period.of(asked.until)
    kept = freezing.find(reading, month) if month.last == asked.until else None
    n = kept.figures.get(path_of(asked.path)) if kept else None
    if n is None:
        return speech.t("register.figure.since")
    return speech.t("register.figure.frozen", n=speech.number(n))


def _scope(wanted: Wanted, speech: Speech) -> str:
    if wanted.filters.is_mine:
        return speech.t("register.mine")
    return speech.t("register.unassigned") if wanted.filters.is_unassigned else ""
