"""Commands by which levels are given, also from files: a self-rating, an expert's sheet, an officer's rating."""

from collections.abc import Sequence
from pathlib import Path

import click

from lifecycle.errors import Invalid
from lifecycle.queries.my_evaluations import my_evaluations
from lifecycle.queries.self_rating import rating_page
from lifecycle.queries.sheet import SheetLine, SheetPage, scoring_page, sheet_page
from lifecycle.verbs import evaluations, invitations, self_ratings, sheets
from lifecycle.verbs.levels import Given
from web.cli import output
from web.cli.given import pair_of
from web.cli.shell import Command, Shell, acting, pass_shell, readable
from web.evaluation import levels_file
from web.evaluation.form import Form, of_rating, of_sheet

FROM = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
TO = click.Path(dir_okay=False, writable=True, path_type=Path)


def levels(command: Command) -> Command:
    """Options by which single levels are given."""
    for option in (
        click.option("--unjudged", multiple=True, metavar="DIMENSION"),
        click.option("--evidence", multiple=True, metavar="DIMENSION=NUMBERS"),
        click.option("--because", multiple=True, metavar="DIMENSION=REASON"),
        click.option("--level", multiple=True, metavar="DIMENSION=LEVEL"),
    ):
        command = option(command)
    return command


def given_of(said: dict[str, Sequence[str]]) -> tuple[Given, ...]:
    """What the options say, by dimension."""
    level = dict(pair_of("--level", each) for each in said["level"])
    because = dict(pair_of("--because", each) for each in said["because"])
    evidence = dict(pair_of("--evidence", each) for each in said["evidence"])
    codes = dict.fromkeys((*level, *said["unjudged"], *because, *evidence))
    return tuple(
        Given(
            code,
            _number("--level", level[code]) if code in level else None,
            because.get(code, ""),
            tuple(_number("--evidence", each) for each in evidence.get(code, "").split(",") if each),
            code in said["unjudged"],
        )
        for code in codes
    )


def _number(option: str, text: str) -> int:
    if not text.strip().isdigit():
        raise Invalid(option, "not_a_number", {"given": text})
    return int(text)


# The holder -----------------------------------------------------------------------------------------------------


@click.command("rate-self")
@click.argument("number")
@levels
@click.option("--from", "file", type=FROM)
@click.option("--dossier", multiple=True, type=click.IntRange(1))
@click.option("--reason", default="")
@click.option("--keep", is_flag=True)
@click.option("--opinion", is_flag=True)
@acting
@readable
@pass_shell
def rate_self(
    shell: Shell,
    /,
    number: str,
    file: Path | None,
    dossier: Sequence[int],
    reason: str,
    keep: bool,  # noqa: FBT001 - click passes flags by name
    opinion: bool,  # noqa: FBT001
    **said: Sequence[str],
) -> None:
    given = given_of(said)
    if file is not None:
        given = (*levels_file.read(file, _rating_form(shell, number), shell.speech), *given)
    if keep:
        shell.run(self_ratings.save, number, given, opinion=opinion)
    else:
        shell.run(self_ratings.submit, number, given, tuple(dossier) or None, reason, opinion=opinion)


@click.command("export-self")
@click.argument("number")
@click.argument("file", type=TO)
@acting
@readable
@pass_shell
def export_self(shell: Shell, number: str, file: Path) -> None:
    _export(shell, _rating_form(shell, number), file)


def _rating_form(shell: Shell, number: str) -> Form:
    with shell.reading() as (session, actor):
        return of_rating(rating_page(session, actor, number))


def _export(shell: Shell, form: Form, file: Path) -> None:
    levels_file.write(file, form, shell.speech)
    shell.answer({"file": str(file), "mark": form.mark}, shell.t("cli.levels_written", file=str(file)))


# An expert ------------------------------------------------------------------------------------------------------


@click.command("mine")
@acting
@readable
@pass_shell
def mine(shell: Shell) -> None:
    with shell.reading() as (session, actor):
        found = my_evaluations(session, actor)
    names = ("number", "title", "state", "asks")
    rows = [
        (
            each.number,
            each.title,
            shell.t(f"expert.{each.state}"),
            shell.t(f"cli.asks.{each.asks or 'nothing'}"),
        )
        for each in found
    ]
    shell.answer(found, output.table([shell.t(f"cli.column.{name}") for name in names], rows))


@click.command("case")
@click.argument("number")
@acting
@readable
@pass_shell
def case(shell: Shell, number: str) -> None:
    with shell.reading() as (session, actor):
        page = sheet_page(session, actor, number)
    shell.answer(_value(page), "\n".join(_lines(shell, page)))


def _value(page: SheetPage) -> dict[str, object]:
    return {
        "project": page.number,
        "title": page.title,
        "expert": page.assignment,
        "attempt": page.attempt,
        "state": page.state,
        "gate": page.gate,
        "due": page.due,
        "parties": [{"name": each.name, "role": each.role} for each in page.parties],
        "causes": [{"code": each.code, "text": each.text} for each in page.causes],
        "acts": page.acts,
        "sees_case": page.sees_case,
        "summary": page.summary,
        "facts": [{"name": each.fact.name, "value": each.value} for each in page.facts],
        "dossier": page.dossier,
        "lines": [
            {
                "code": line.dimension.code,
                "text": line.dimension.text,
                "anchors": [{"n": each.n, "text": each.text} for each in line.anchors],
                "self": line.own,
                "draft": line.draft,
                "given": line.given,
                "peers": line.peers,
            }
            for line in page.lines
        ],
        "submitted_on": page.submitted_on,
        "evidence_from": page.evidence_from,
    }


def _lines(shell: Shell, page: SheetPage) -> list[str]:
    t, speech = shell.t, shell.speech
    lines = [
        t("cli.case_head", number=page.number, title=page.title, gate=page.gate, due=speech.day(page.due))
    ]
    lines += [f"  {speech.of(each.role)} {each.name}" for each in page.parties]
    if not page.sees_case:
        lines.append(t("cli.case_declare", n=page.window_years))
        lines += [f"  {cause.code} {speech.of(cause.text)}" for cause in page.causes]
        return lines
    lines += [page.summary, t("cli.case_dossier")]
    lines += [f"  {each.n} {each.name or each.value}" for each in page.dossier]
    return lines + [_dimension(shell, line) for line in page.lines]


def _dimension(shell: Shell, line: SheetLine) -> str:
    own, saved = (each.level if each else None for each in (line.own, line.draft))
    said = {"own": "—" if own is None else own, "saved": "—" if saved is None else saved}
    return shell.t(
        "cli.case_line", code=line.dimension.code, text=shell.speech.of(line.dimension.text), **said
    )


@click.command("accept")
@click.argument("number")
@acting
@readable
@pass_shell
def accept(shell: Shell, number: str) -> None:
    shell.run(invitations.answer, number, accept=True)


@click.command("decline")
@click.argument("number")
@click.option("--reason", default="")
@acting
@readable
@pass_shell
def decline(shell: Shell, number: str, reason: str) -> None:
    shell.run(invitations.answer, number, accept=False, reason=reason)


@click.command("declare")
@click.argument("number")
@acting
@readable
@pass_shell
def declare(shell: Shell, number: str) -> None:
    shell.run(invitations.declare, number)


@click.command("recuse")
@click.argument("number")
@click.option("--because", multiple=True, required=True, metavar="CAUSE=WORDS")
@acting
@readable
@pass_shell
def recuse(shell: Shell, number: str, because: Sequence[str]) -> None:
    shell.run(invitations.recuse, number, dict(pair_of("--because", each) for each in because))


@click.command("score")
@click.argument("number")
@levels
@click.option("--from", "file", type=FROM)
@click.option("--keep", is_flag=True)
@acting
@readable
@pass_shell
def score(shell: Shell, /, number: str, file: Path | None, keep: bool, **said: Sequence[str]) -> None:  # noqa: FBT001 - click passes flags by name
    given = given_of(said)
    if file is not None:
        given = (*levels_file.read(file, _sheet_form(shell, number), shell.speech), *given)
    shell.run(sheets.save if keep else sheets.submit, number, given)


@click.command("export-sheet")
@click.argument("number")
@click.argument("file", type=TO)
@acting
@readable
@pass_shell
def export_sheet(shell: Shell, number: str, file: Path) -> None:
    _export(shell, _sheet_form(shell, number), file)


def _sheet_form(shell: Shell, number: str) -> Form:
    with shell.reading() as (session, actor):
        return of_sheet(scoring_page(session, actor, number))


# An officer -----------------------------------------------------------------------------------------------------


@click.command("rate")
@click.argument("number")
@levels
@click.option("--reason", default="")
@acting
@readable
@pass_shell
def rate(shell: Shell, /, number: str, reason: str, **said: Sequence[str]) -> None:
    shell.run(evaluations.rate, number, given_of(said), reason)


COMMANDS = (rate_self, export_self, mine, case, accept, decline, declare, recuse, score, export_sheet, rate)
