"""What is known about a project: recorded values checked against their definition, and read back as values."""

import json
from datetime import date
from math import isfinite

from lifecycle.case import Case
from lifecycle.errors import Invalid
from stages import Standard
from stages.conditions import Value
from stages.model import Fact

OF_A_VISIT = ("gate", "stage")
"""A fact of a gate or a stage is asked again in each visit; every other one holds until it is corrected."""
OF_A_MOVE = "move"
"""A fact of a move is about the next one: it is used up by a move."""
MOST = 1e12


def parse(fact: Fact, given: Value | None) -> Value:
    """The value as the definition types it. Raises Invalid naming the fact and what would be right."""
    if given is None or given == "":
        raise Invalid(fact.name, "missing")
    match fact.type:
        case "bool":
            return _bool(fact, given)
        case "date":
            return _date(fact, given)
        case "enum":
            return _enum(fact, given)
        case _:
            return _number(fact, given)


def _bool(fact: Fact, given: Value) -> bool:
    words = {
        "true": True,
        "yes": True,
        "1": True,
        "是": True,
        "false": False,
        "no": False,
        "0": False,
        "否": False,
    }
    if isinstance(given, bool):
        return given
    if str(given).strip().lower() not in words:
        raise Invalid(fact.name, "not_yes_or_no", {"given": given})
    return words[str(given).strip().lower()]


def _date(fact: Fact, given: Value) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given).strip())
    except ValueError as error:
        raise Invalid(fact.name, "not_a_date", {"given": given}) from error


def _enum(fact: Fact, given: Value) -> str:
    values = tuple(value.code for value in fact.values)
    if str(given) not in values:
        raise Invalid(fact.name, "not_in_list", {"given": given, "values": values})
    return str(given)


def _number(fact: Fact, given: Value) -> int | float:
    if isinstance(given, bool | date):
        raise Invalid(fact.name, "not_a_number", {"given": given})
    try:
        number = float(given)
    except ValueError as error:
        raise Invalid(fact.name, "not_a_number", {"given": given}) from error
    except OverflowError as error:
        raise Invalid(fact.name, "out_of_range", {"given": given}) from error
    if not isfinite(number) or abs(number) > MOST:
        raise Invalid(fact.name, "out_of_range", {"given": given})
    if fact.type in ("count", "level") and number < 0:
        raise Invalid(fact.name, "negative", {"given": given})
    if fact.type == "count" and number != int(number):
        raise Invalid(fact.name, "not_whole", {"given": given})
    return int(number) if number == int(number) else number


def to_json(value: Value) -> str:
    return json.dumps(value.isoformat() if isinstance(value, date) else value, ensure_ascii=False)


def from_json(fact: Fact, text: str) -> Value:
    raw: Value = json.loads(text)
    return date.fromisoformat(str(raw)) if fact.type == "date" else raw


def recorded(standard: Standard, case: Case) -> dict[str, Value]:
    """Every recorded fact that counts now. A name without a value is not in it."""
    known: dict[str, Value] = {}
    for name, row in case.fact_rows().items():
        fact = standard.facts.get(name)
        if fact is None or row.value == "null":
            continue
        if fact.per in OF_A_VISIT and row.visit != case.project.visit:
            continue
        if fact.per == OF_A_MOVE and row.seq <= case.project.moved:
            continue
        known[name] = from_json(fact, row.value)
    return known


def event_days(standard: Standard, case: Case, event: str, visit: int | None = None) -> tuple[date, ...]:
    """The days on which an event happened, in the order of recording. Corrections replace, they do not repeat, and what
    was taken back is no day. A fact of a stage or a gate tells of the days of that stay (`visit`) alone.
    """
    dated_by = standard.events[event].dated_by
    if dated_by is None:
        return ()
    fact = standard.facts[dated_by]
    rows = [row for row in sorted(case.facts.values(), key=lambda each: each.seq) if row.name == dated_by]
    if fact.per in OF_A_VISIT:
        rows = [row for row in rows if row.visit == (visit or case.project.visit)]
    days: list[date] = []
    for row in rows:
        if days and (row.reason is not None or row.value == "null"):
            days.pop()
        if row.value != "null":
            value = from_json(fact, row.value)
            assert isinstance(value, date)
            days.append(value)
    return tuple(days)
