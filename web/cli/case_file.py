"""Commands about a case as a file: take a bundle out, check one, look at a past day."""

from datetime import datetime
from pathlib import Path

import click

from lifecycle.bundles.checking import Doubt, check
from lifecycle.bundles.packing import pack
from lifecycle.files import FileStore
from lifecycle.queries.past import past_page
from web.cli.listing import ORIGIN
from web.cli.shell import DAY, Exit, Shell, Stop, pass_shell, readable, with_person
from web.project.evidence import FOLDER

NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
OLD_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("bundle")
@click.argument("number")
@click.argument("file", type=NEW_FILE)
@with_person
def bundle_command(shell: Shell, number: str, file: Path) -> None:
    store = FileStore(shell.settings.home / FOLDER)
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with unfinished.open("wb") as out:
            made = pack(shell.engine, shell.me, number, store, out, origin=ORIGIN)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    left_out = (*made.withheld, *made.lost)
    said = [
        shell.t(
            "cli.bundle.made", file=file.name, events=made.events, documents=made.documents, check=made.check
        )
    ]
    if left_out:
        said.append(shell.t("cli.bundle.withheld", what=shell.speech.listed(left_out)))
    told = {"file": file.name, "events": made.events, "documents": made.documents, "check": made.check}
    shell.answer(told | {"withheld": made.withheld, "lost": made.lost}, "\n".join(said))


@click.command("check-bundle")
@click.argument("file", type=OLD_FILE)
@click.option("--code")
@readable
@pass_shell
def check_command(shell: Shell, file: Path, code: str | None) -> None:
    found = check(file, code)
    told = {"number": found.number, "events": found.events, "parts": found.parts, "check": found.check}
    doubts = [{"problem": each.problem, "where": each.where} for each in found.doubts]
    sound = shell.t(
        "cli.bundle.sound", number=found.number, events=found.events, parts=found.parts, check=found.check
    )
    text = "\n".join(_said(shell, each) for each in found.doubts) or sound
    shell.answer(told | {"withheld": found.withheld, "doubts": doubts}, text)
    if doubts:
        raise Stop(shell.t("cli.bundle.doubts", n=len(doubts)), Exit.REFUSED)


def _said(shell: Shell, doubt: Doubt) -> str:
    return shell.t(f"bundle.{doubt.problem}", where=doubt.where)


@click.command("as-of")
@click.argument("number")
@click.argument("day", type=DAY)
@with_person
def as_of_command(shell: Shell, number: str, day: datetime) -> None:
    with shell.reading() as (session, actor):
        page = past_page(session, actor, number, day.date())
    head = page.header
    told = {
        "number": head.number,
        "day": page.day,
        "stage": head.stage.code,
        "status": head.status.code,
        "light": head.light,
        "events": page.events,
        "check": page.check,
        "facts": {each.fact.name: each.value for each in page.facts},
        "duties": {row.code: row.state for group in page.checklist.groups for row in group.rows},
        "barred": page.gate.count,
    }
    text = shell.t(
        "cli.past",
        number=head.number,
        day=page.day.isoformat(),
        stage=shell.speech.of(page.checklist_of),
        status=shell.speech.of(head.status.text) if head.status.text else head.status.code,
        light=shell.t(f"light.{head.light}"),
        n=page.events,
        check=page.check,
    )
    shell.answer(told, text)


COMMANDS = (bundle_command, check_command, as_of_command)
