"""Commands of supervision: what is late and on whom it waits, reminders by hand, the monthly sheet."""

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from handbook import FORMATS, LANGUAGES, HandbookError, render, write
from handbook.editions import SHEET
from lifecycle import clock
from lifecycle.errors import Invalid
from lifecycle.queries.supervision import Item, supervised
from lifecycle.verbs import urging
from lifecycle.verbs.dates import MilestoneKey
from web.cli import output
from web.cli.handbook import sentence
from web.cli.shell import OCCURRENCE, Exit, Shell, Stop, with_person
from web.handbook.given import given_on
from web.supervision.monthly import given_sheet

COLUMNS = ("number", "code", "waits", "due", "light", "rung", "next")
MONTH = click.DateTime(formats=["%Y-%m"])


@click.group("supervision")
def group() -> None:
    """Its text is `help.supervision`."""


@group.command("urge")
@click.argument("number")
@click.argument("milestone", required=False)
@OCCURRENCE
@click.option("--late", is_flag=True)
@click.option("--role")
@with_person
def urge(
    shell: Shell,
    number: str,
    milestone: str | None,
    occurrence: int,
    late: bool,  # noqa: FBT001 - click passes flags by name
    role: str | None,
) -> None:
    if (milestone is not None) == late:
        raise Invalid("milestone", "late_or_code")
    if milestone is None:
        shell.run(urging.urge_late, number, role)
    else:
        shell.run(urging.urge, MilestoneKey(number, milestone, occurrence))


@group.command("list")
@click.option("--ahead", type=click.IntRange(0, 250), default=0, show_default=True)
@click.option("--party")
@with_person
def list_command(shell: Shell, ahead: int, party: str | None) -> None:
    found: list[Item] = []
    with shell.reading() as (session, actor):
        until = session.calendar.add_working_days(session.day, ahead) if ahead else session.day - timedelta(1)
        after = None
        while True:
            page = supervised(session, actor, until, after, party)
            found += page.items
            after = page.more
            if after is None:
                break
    headers = [shell.t(f"cli.supervision.{name}") for name in COLUMNS]
    text = output.table(headers, map(_cells, found)) if found else shell.t("cli.supervision.none")
    shell.answer([_value(item) for item in found], text)


def _cells(item: Item) -> tuple[object, ...]:
    following = f"{item.next_rung} {item.next_on}" if item.next_rung else None
    waits = " ".join(item.offices) or item.owner
    return item.number, item.code, waits, item.due, item.light.light.value, item.rung, following


def _value(item: Item) -> dict[str, object]:
    return {
        "number": item.number,
        "milestone": item.code,
        "occurrence": item.occurrence,
        "owner": item.owner,
        "waits_on": item.offices,
        "due": item.due,
        "late_wd": -item.left_wd,
        "light": item.light.light.value,
        "rung": item.rung,
        "told_at": item.told_at,
        "told": item.told,
        "next_rung": item.next_rung,
        "next_on": item.next_on,
        "asked": [asked._asdict() for asked in item.asked],
    }


@group.command("sheet")
@click.option("--party", required=True)
@click.option("--month", type=MONTH)
@click.option("--format", "form", type=click.Choice(FORMATS), default="docx", show_default=True)
@click.option("--lang", type=click.Choice(tuple(LANGUAGES)), default="zh", show_default=True)
@click.option("-o", "--output", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
@with_person
def sheet(shell: Shell, party: str, month: datetime | None, form: str, lang: str, target: Path) -> None:
    known = tuple(code for code, role in shell.standard.roles.items() if role.party)
    if party not in known:
        raise Invalid("party", "no_such_role", {"values": shell.speech.listed(known)})
    made = _printed(shell, party, month.date() if month else clock.today(), form, lang)
    write(target, made)
    size = shell.speech.size(len(made))
    shell.answer(
        {"file": str(target), "bytes": len(made)}, shell.t("handbook.written", file=target, size=size)
    )


def _printed(shell: Shell, party: str, month: date, form: str, lang: str) -> bytes:
    standard = shell.standard
    given = given_on(standard, clock.today(), "en" if lang == "en" else "zh")
    with shell.reading() as (session, actor):
        told = given_sheet(session, actor, party, month, given)
    try:
        return render(standard, SHEET, lang, form, told)
    except HandbookError as refused:
        raise Stop(sentence(shell, refused), Exit.WRONG_INPUT) from refused
