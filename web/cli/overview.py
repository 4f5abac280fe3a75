"""Commands about the figures of the register: show them, freeze a month, count it again, enter a figure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import click

from lifecycle.errors import NotFound
from lifecycle.overview import entering, freezing
from lifecycle.overview.counting import counted
from lifecycle.overview.entering import Given
from lifecycle.overview.terms import Figures, Frame, Period, as_told
from lifecycle.policy import actor_of, require_bureau
from lifecycle.records.figures import DONE, FIGURE_KINDS
from web.cli import output
from web.cli.shell import DAY, Exit, Shell, Stop, with_person
from web.figures import Words


@click.group("overview")
def group() -> None:
    """Its text is `help.overview`."""


@group.command("show")
@click.option("--month")
@with_person
def show(shell: Shell, month: str | None) -> None:
    if month is not None:
        _show_frozen(shell, Period.read(month))
        return
    with shell.reading() as (session, actor):
        require_bureau(actor, "see_overview")
        frame = Frame(Period.of(session.day), session.day)
        found = counted(session, frame)
        version = session.in_force.version
    head = shell.t("cli.overview.head", month=shell.speech.month(frame.month.first), version=version)
    told = {"period": str(frame.month), "until": frame.day, "standard": version, "check": None}
    shell.answer(told | {"figures": as_told(found)}, f"{head}\n{_table(shell, frame, found)}")


def _show_frozen(shell: Shell, month: Period) -> None:
    with shell.reading() as (session, actor):
        require_bureau(actor, "see_overview")
        kept = freezing.find(session, month)
    if kept is None:
        raise NotFound("period", str(month))
    head = shell.t("cli.overview.head", month=shell.speech.month(month.first), version=kept.standard)
    frozen = shell.t("cli.overview.frozen_as", check=kept.check)
    told = {"period": str(month), "until": month.last, "standard": kept.standard, "check": kept.check}
    table = _table(shell, Frame(month, month.last), kept.figures)
    shell.answer(told | {"figures": as_told(kept.figures)}, f"{head} · {frozen}\n{table}")


def _table(shell: Shell, frame: Frame, found: Figures) -> str:
    words = Words(shell.speech, shell.engine.standards.standards, frame)
    rows = [(words.name(key), shell.speech.number(n), "/".join(key)) for key, n in sorted(found.items())]
    return output.table([shell.t(f"cli.column.{name}") for name in ("figure", "value", "path")], rows)


@group.command("freeze")
@click.argument("month")
@with_person
def freeze(shell: Shell, month: str) -> None:
    period = Period.read(month)
    kept = freezing.freeze(shell.engine, shell.me, period, _along(shell))
    told = shell.t("overview.frozen_now", month=shell.speech.month(period.first), check=kept.check)
    shell.answer({"period": month, "check": kept.check, "figures": len(kept.figures)}, told)


@group.command("recount")
@click.argument("month")
@with_person
def recount(shell: Shell, month: str) -> None:
    again = freezing.recount(shell.engine, shell.me, Period.read(month), _along(shell))
    if again is None:
        raise NotFound("period", month)
    differing = [
        {"figure": "/".join(each.key), "frozen": each.kept, "again": each.again} for each in again.differences
    ]
    is_same = again.same_histories and not differing
    told = {"period": month, "same_histories": again.same_histories, "differences": differing}
    shell.answer(told | {"projects": again.projects}, "\n".join(_compared(shell, again)))
    if not is_same:
        raise Stop(shell.t("overview.recount.differ", n=len(differing)), Exit.REFUSED)


def _compared(shell: Shell, again: freezing.Recounted) -> Sequence[str]:
    if again.same_histories and not again.differences:
        figures = len(again.frozen.figures)
        return [shell.t("overview.recount.same", figures=figures, projects=again.projects)]
    said = [] if again.same_histories else [shell.t("overview.recount.histories")]
    columns = ("overview.figure", "overview.recount.kept", "overview.recount.again")
    rows = [("/".join(each.key), each.kept, each.again) for each in again.differences]
    return [*said, output.table([shell.t(column) for column in columns], rows)]


def _along(shell: Shell) -> Callable[[Sequence[int]], Any]:
    return lambda ids: output.along(list(ids), shell.t("cli.overview.freezing"))


@group.command("enter")
@click.argument("target")
@click.option("--year", type=click.IntRange(2000, 2999))
@click.option("--kind", type=click.Choice(FIGURE_KINDS), default=DONE, show_default=True)
@click.option("--value", type=float, required=True)
@click.option("--on", "on_day", type=DAY)
@click.option("--source", required=True)
@with_person
def enter(
    shell: Shell, target: str, year: int | None, kind: str, value: float, on_day: datetime | None, source: str
) -> None:
    today = shell.speech.today
    day = on_day.date() if on_day else today
    given = Given(target, year or today.year, kind, value, day, source)
    me = shell.me
    with shell.engine.write() as session:
        row = entering.enter(session, actor_of(session.tx, me), given)
    told = shell.t("cli.overview.entered", target=target, year=row.year, value=shell.speech.number(value))
    shell.answer({"target": target, "year": row.year, "kind": kind, "value": value, "n": row.n}, told)
