"""Commands about evaluations: the panel, its sheets, the result, and whose scores count."""

from collections.abc import Sequence
from datetime import datetime

import click

from lifecycle import commands
from lifecycle.accounts.tokens import fingerprint, new_token
from lifecycle.evaluation.drawing import Lots
from lifecycle.evaluation.reasons import Reason
from lifecycle.queries.draws import Draw, draw_record
from lifecycle.queries.evaluation import DimensionLine, EvaluationPage, ExpertLine, OnPanel, evaluation_page
from lifecycle.queries.results import results
from lifecycle.verbs import evaluations, objections, panels, self_ratings, sheets
from web.cli import evaluation_levels, output, printing
from web.cli.given import pair_of
from web.cli.running import ADDRESS
from web.cli.shell import DAY, Exit, Shell, Stop, acting, pass_shell, readable
from web.evaluation.sentences import expert, field_name, reason_text

NUMBERS = click.IntRange(1)
OPINION = click.option("--opinion", is_flag=True)


@click.group("evaluation")
def group() -> None:
    """Its text is `help.evaluation`."""


for command in (*evaluation_levels.COMMANDS, printing.report):
    group.add_command(command)


@group.command("start")
@click.argument("number")
@acting
@readable
@pass_shell
def start(shell: Shell, number: str) -> None:
    shell.run(self_ratings.start, number)


# The panel ------------------------------------------------------------------------------------------------------


@group.command("draw")
@click.argument("number")
@click.option("--keyword", "keywords", multiple=True, metavar="FIELD=WORD")
@click.option("--more", type=click.IntRange(0), default=0, show_default=True)
@OPINION
@acting
@readable
@pass_shell
def draw(shell: Shell, number: str, keywords: Sequence[str], more: int, opinion: bool) -> None:  # noqa: FBT001 - click passes flags by name
    wanted: dict[str, list[str]] = {}
    for each in keywords:
        field, word = pair_of("--keyword", each)
        wanted.setdefault(field, []).append(word)
    shell.run(panels.draw, number, wanted, more, opinion=opinion)


@group.command("draws")
@click.argument("number")
@acting
@readable
@pass_shell
def draws(shell: Shell, number: str) -> None:
    with shell.reading() as (session, actor):
        record = draw_record(session, actor, number)
    names = ("n", "day", "seed", "pool", "seats", "drawn", "again")
    rows = [_draw_cells(shell, each) for each in record.draws]
    value = [_draw_value(each) for each in record.draws]
    shell.answer(value, output.table([shell.t(f"cli.column.{name}") for name in names], rows))
    if not all(each.is_reproduced for each in record.draws):
        raise Stop(shell.t("cli.draw_differs"), Exit.REFUSED)


def _draw_cells(shell: Shell, each: Draw) -> tuple[object, ...]:
    seats = shell.speech.listed(field_name(shell.speech, seat) for seat in each.seats)
    drawn = shell.speech.listed(f"{n} {name}" for n, name in each.drawn)
    same = shell.t("cli.draw_same" if each.is_reproduced else "cli.draw_other")
    return each.n, each.on, each.seed, each.pool, seats, drawn, same


def _draw_value(each: Draw) -> dict[str, object]:
    box = Lots.read(each.content)
    return {
        "n": each.n,
        "on": each.on,
        "seed": each.seed,
        "pool": each.pool,
        "seats": each.seats,
        "keywords": each.keywords,
        "candidates": [
            {"person": one.person, "fields": one.fields, "employers": one.employers} for one in box.candidates
        ],
        "seated_employers": box.seated,
        "same_employer_max": box.same_employer_max,
        "drawn": [{"expert": n, "name": name} for n, name in each.drawn],
        "persons": each.persons,
        "reproduced": each.is_reproduced,
    }


@group.command("invite")
@click.argument("number")
@OPINION
@acting
@readable
@pass_shell
def invite(shell: Shell, number: str, opinion: bool) -> None:  # noqa: FBT001
    shell.run(panels.invite, number, opinion=opinion)


@group.command("link")
@click.argument("number")
@click.argument("n", type=NUMBERS)
@click.option("--hours", type=click.IntRange(1, 1000), default=240, show_default=True)
@click.option("--address", default=ADDRESS, show_default=True)
@OPINION
@acting
@readable
@pass_shell
def link(shell: Shell, number: str, n: int, hours: int, address: str, opinion: bool) -> None:  # noqa: FBT001
    token = new_token()
    commands.run(
        shell.engine, shell.me, panels.issue_link, number, n, fingerprint(token), hours, opinion=opinion
    )
    there = f"{address.rstrip('/')}/evaluations/{number}/link/{token}"
    shell.answer(
        {"expert": n, "link": there, "hours": hours}, shell.t("cli.expert_link", n=n, hours=hours, link=there)
    )


@group.command("remind")
@click.argument("number")
@click.option("--expert", "numbers", multiple=True, type=NUMBERS)
@OPINION
@acting
@readable
@pass_shell
def remind(shell: Shell, number: str, numbers: Sequence[int], opinion: bool) -> None:  # noqa: FBT001
    shell.run(panels.remind, number, numbers, opinion=opinion)


@group.command("replace")
@click.argument("number")
@click.argument("n", type=NUMBERS)
@click.option("--reason", required=True)
@OPINION
@acting
@readable
@pass_shell
def replace(shell: Shell, number: str, n: int, reason: str, opinion: bool) -> None:  # noqa: FBT001
    shell.run(panels.release, number, n, reason, opinion=opinion)


# Scores and the result ------------------------------------------------------------------------------------------


@group.command("open")
@click.argument("number")
@OPINION
@acting
@readable
@pass_shell
def open_sheets(shell: Shell, number: str, opinion: bool) -> None:  # noqa: FBT001
    shell.run(sheets.open_sheets, number, opinion=opinion)


@group.command("extend")
@click.argument("number")
@click.option("--until", type=DAY, required=True)
@click.option("--reason", required=True)
@OPINION
@acting
@readable
@pass_shell
def extend(shell: Shell, number: str, until: datetime, reason: str, opinion: bool) -> None:  # noqa: FBT001
    shell.run(sheets.extend, number, until.date(), reason, opinion=opinion)


@group.command("dissent")
@click.argument("number")
@click.option("--text", required=True)
@acting
@readable
@pass_shell
def dissent(shell: Shell, number: str, text: str) -> None:
    shell.run(evaluations.record_dissent, number, text)


@group.command("conclude")
@click.argument("number")
@OPINION
@acting
@readable
@pass_shell
def conclude(shell: Shell, number: str, opinion: bool) -> None:  # noqa: FBT001
    shell.run(evaluations.conclude, number, opinion=opinion)


@group.command("again")
@click.argument("number")
@click.argument("dimensions", nargs=-1, required=True)
@acting
@readable
@pass_shell
def again(shell: Shell, number: str, dimensions: Sequence[str]) -> None:
    shell.run(evaluations.score_again, number, dimensions)


@group.command("exclude")
@click.argument("number")
@click.argument("n", type=NUMBERS)
@click.option("--cause", required=True)
@click.option("--reason", required=True)
@acting
@readable
@pass_shell
def exclude(shell: Shell, number: str, n: int, cause: str, reason: str) -> None:
    shell.run(evaluations.exclude, number, n, cause, reason)


@group.command("waive")
@click.argument("number")
@click.argument("who", metavar="LOGIN")
@click.option("--cause", required=True)
@click.option("--reason", required=True)
@acting
@readable
@pass_shell
def waive(shell: Shell, number: str, who: str, cause: str, reason: str) -> None:
    with shell.engine.read() as session:
        person = shell.person(session, who).id
    shell.run(evaluations.waive_conflict, number, person, cause, reason)


@group.command("request-opinion")
@click.argument("number")
@click.option("--reason", required=True)
@acting
@readable
@pass_shell
def request_opinion(shell: Shell, number: str, reason: str) -> None:
    shell.run(evaluations.request_opinion, number, reason)


@group.command("grant")
@click.argument("number")
@click.argument("n", type=NUMBERS)
@click.option("--text", required=True)
@acting
@readable
@pass_shell
def grant(shell: Shell, number: str, n: int, text: str) -> None:
    shell.run(objections.grant, number, n, text)


# Reading --------------------------------------------------------------------------------------------------------


@group.command("show")
@click.argument("number")
@click.option("--evaluation", "n", type=NUMBERS)
@acting
@readable
@pass_shell
def show(shell: Shell, number: str, n: int | None) -> None:
    with shell.reading() as (session, actor):
        page = evaluation_page(session, actor, number, n)
    shell.answer(_value(page), "\n".join(_lines(shell, page)))


def _value(page: EvaluationPage) -> dict[str, object]:
    return {
        "project": page.number,
        "evaluation": page.n,
        "kind": page.kind,
        "gate": page.gate,
        "rubric": page.rubric,
        "size": page.size,
        "least": page.least,
        "attempts": page.attempts,
        "versions": [{"version": each.version, "on": each.on, "by": each.by} for each in page.versions],
        "experts": [_expert_value(each) for each in page.experts],
        "pending": [
            {
                "act": each.act,
                "office": each.office,
                "expert": each.assignment or None,
                "since": each.since,
                "due": each.due,
            }
            for each in page.pending
        ],
        "faults": [{"code": each.code, "values": dict(each.values)} for each in page.faults],
        "dimensions": [_dimension_value(each) for each in page.dimensions],
        "total": page.total,
        "band": page.band.code if page.band else None,
        "concluded_on": page.concluded_on,
        "valid_until": page.valid_until,
        "annulled_on": page.annulled_on,
        "dissent": page.dissent.text if page.dissent else None,
        "acts": page.acts,
    }


def _expert_value(each: ExpertLine) -> dict[str, object]:
    return {
        "expert": each.n,
        "name": each.name,
        "field": each.field,
        "state": each.state,
        "invited_on": each.invited_on,
        "answered_on": each.answered_on,
        "declared_on": each.declared_on,
        "submitted_on": each.submitted_on,
        "ended_on": each.ended_on,
        "cause": each.cause.code if each.cause else None,
        "draft": each.has_draft,
        "counts": each.counts,
    }


def _dimension_value(line: DimensionLine) -> dict[str, object]:
    return {
        "code": line.dimension.code,
        "weight": line.dimension.weight,
        "floor": line.floor,
        "self": line.own.level if line.own else None,
        "gap": line.own.gap if line.own else None,
        "level": line.level,
        "median": line.middle,
        "deviation": line.deviation,
        "range": line.spread,
        "met": line.is_met,
        "dispersed": line.is_dispersed,
        "scores": [
            {
                "expert": cell.expert or None,
                "attempt": cell.attempt,
                "level": cell.level,
                "reason": cell.reason.text if cell.reason else None,
                "evidence": cell.evidence,
                "counts": cell.counts,
            }
            for cell in line.cells
        ],
    }


def _lines(shell: Shell, page: EvaluationPage) -> list[str]:
    t = shell.t
    head = t(
        "cli.evaluation_head", number=page.number, n=page.n, gate=page.gate, kind=t(f"evaluation.{page.kind}")
    )
    lines = [head, *_experts(shell, page), *_matrix(shell, page)]
    if page.sees_result and page.total is not None:
        band = shell.speech.of(page.band.text) if page.band else ""
        lines.append(t("cli.evaluation_total", total=page.total, band=band))
    lines += [f"  {_fault(shell, page, each)}" for each in page.faults]
    return lines


def _fault(shell: Shell, page: EvaluationPage, reason: Reason) -> str:
    who = page.people.get(reason.person or 0, OnPanel(0, ""))
    return reason_text(shell.speech, reason, expert(shell.speech, who.n, who.name))


def _experts(shell: Shell, page: EvaluationPage) -> list[str]:
    if not page.experts:
        return []
    names = ("n", "name", "field", "state", "submitted", "counts")
    rows = [
        (
            each.n,
            each.name,
            field_name(shell.speech, each.field),
            shell.t(f"expert.{each.state}"),
            each.submitted_on,
            shell.t("value.yes" if each.counts else "value.no"),
        )
        for each in page.experts
    ]
    return [output.table([shell.t(f"cli.column.{name}") for name in names], rows)]


def _matrix(shell: Shell, page: EvaluationPage) -> list[str]:
    names = ("code", "dimension", "self", "scores", "level_mean", "median", "deviation", "floor")
    rows = [
        (
            line.dimension.code,
            shell.speech.of(line.dimension.text),
            line.own.level if line.own else None,
            " ".join("-" if cell.level is None else str(cell.level) for cell in line.cells if cell.counts),
            line.level,
            line.middle,
            line.deviation,
            line.floor,
        )
        for line in page.dimensions
    ]
    return [output.table([shell.t(f"cli.column.{name}") for name in names], rows)]


@group.command("results")
@click.option("--gate")
@acting
@readable
@pass_shell
def results_command(shell: Shell, gate: str | None) -> None:
    with shell.reading() as (session, actor):
        found = results(session, actor, gate)
    names = ("number", "title", "gate", "experts", "total", "band", "unmet")
    rows = [
        (
            each.number,
            each.title,
            each.gate,
            each.experts,
            each.total,
            each.band,
            shell.speech.listed(each.unmet),
        )
        for each in found
    ]
    shell.answer(found, output.table([shell.t(f"cli.column.{name}") for name in names], rows))
