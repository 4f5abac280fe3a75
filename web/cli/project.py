"""Commands about a project as a whole: register, find, read, submit, seat, bring a party in, hold, resume."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from lifecycle.lights import Light
from lifecycle.queries.filters import ALL, OPEN, STATES
from lifecycle.queries.history import Event, history_page
from lifecycle.queries.project import ProjectPage, project_page
from lifecycle.queries.reading import Holding
from lifecycle.queries.register import SORTS
from lifecycle.queries.rounds import RoundView
from lifecycle.verbs import entries, pauses, register
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.register import Part, Registration
from web.cli import bulk, case_file, changing, filing, output, turns
from web.cli.gate import why_command
from web.cli.listing import Asked, export_to, listed, value_of
from web.cli.papers import papers_of, with_papers
from web.cli.shell import DAY, REASON, Shell, with_person
from web.project.sentences import Sentences
from web.register.columns import cells, chosen, heads

NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
LIGHTS = tuple(light.value for light in Light if light is not Light.DONE_LATE)


@click.group("project")
def group() -> None:
    """Its text is `help.project`."""


@group.command("new")
@click.option("--title", required=True)
@click.option("--summary", default="")
@click.option("--party", "parties", multiple=True, metavar="CODE")
@click.option("--entry", metavar="CODE")
@click.option("--standard", "version", metavar="VERSION")
@with_person
def new(
    shell: Shell,
    title: str,
    summary: str,
    parties: tuple[str, ...],
    entry: str | None,
    version: str | None,
) -> None:
    standard = shell.engine.standards.get(version) if version else shell.standard
    given = Registration(title, summary, [Part(code) for code in parties], entry=entry)
    shell.run(register.register, standard, given, shell.settings.number_prefix)


@group.command("list")
@click.option("--search", default="", metavar="TEXT")
@click.option("--stage")
@click.option("--state", type=click.Choice((*STATES, OPEN, ALL)), default=ALL, show_default=True)
@click.option("--light", type=click.Choice(LIGHTS))
@click.option("--sort", type=click.Choice(SORTS), default="oldest", show_default=True)
@click.option("--after", metavar="NUMBER")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--export", "file", type=NEW_FILE)
@click.option("--columns", default="", metavar="NAMES")
@with_person
def list_command(shell: Shell, /, file: Path | None, columns: str, **asked: str) -> None:
    wanted = Asked(**asked)  # type: ignore[arg-type]  # click gives limit as a number
    if file is not None:
        count, code = export_to(shell, file, wanted, [columns])
        told = {"file": file.name, "rows": count, "check": code}
        shell.answer(told, shell.t("cli.exported", n=count, file=file.name, check=code))
        return
    with shell.reading() as (session, actor):
        rows = listed(shell, session, actor, wanted)
    shown = chosen([columns])
    text = output.table(heads(shown, shell.speech), [cells(shown, row, shell.speech) for row in rows])
    shell.answer([value_of(row) for row in rows], text)


@group.command("show")
@click.argument("number")
@with_person
def show(shell: Shell, number: str) -> None:
    with shell.reading() as (session, actor):
        page = project_page(session, actor, number)
    head, approval = page.header, page.entry.approval if page.entry else None
    value = {
        "number": head.number,
        "title": head.title,
        "summary": head.summary,
        "stage": head.stage.code,
        "status": head.status.code,
        "light": head.light,
        "standard": head.version,
        "track": head.track.code,
        "track_because": {fact.name: value for fact, value in page.track.grounds},
        "entry": page.entry.point.code if page.entry else None,
        "entry_approved_by": approval.by if approval else None,
        "entry_approved_on": approval.on if approval else None,
        "registered_on": head.registered_on,
        "archived_on": head.archived_on,
        "revision": head.revision,
        "check": head.check,
        "officer": head.officer,
        "parties": [{"code": each.code, "name": each.name, "role": each.role} for each in head.parties],
        "seats": [{"office": each.code, "by": each.by} for each in page.seats],
        "stand_ins": [value for each in page.seats for value in _stand_ins(each)],
        "links": [
            {"number": each.number, "kind": each.kind, "parent": each.is_parent} for each in page.links
        ],
        "rounds": [_round_value(each) for each in page.rounds],
        "holds": [
            {"from": each.from_on, "until": each.until_on, "held_wd": each.held_wd} for each in page.holds
        ],
        "owed": sum(1 for each in page.debts if each.settled_on is None),
        "blockers": page.gate.count,
        "moves": page.choices.moves,
    }
    shell.answer(value, _text(shell, page))


def _stand_ins(seat: Holding) -> list[dict[str, object]]:
    return [{"office": seat.code, "by": who, "for": giver} for who, giver in seat.stand_ins]


def _round_value(each: RoundView) -> dict[str, object]:
    return {
        "gate": each.gate.code,
        "mode": each.mode,
        "basis": each.basis.code if each.basis else None,
        "option": each.decided.code if each.decided else None,
        "decided_by": each.decided_by,
        "decided_on": each.decided_on,
    }


def _text(shell: Shell, page: ProjectPage) -> str:
    speech, head = shell.speech, page.header
    say = Sentences(speech)
    stage, status = head.stage.text, head.status.text
    rows = [
        ("number", head.number),
        ("title", head.title),
        ("stage", speech.of(stage) if stage else head.stage.code),
        ("status", speech.of(status) if status else head.status.code),
        ("light", speech.t(f"light.{head.light}")),
        ("officer", head.officer),
        ("parties", speech.listed(each.name for each in head.parties)),
        ("blockers", page.gate.count),
        ("standard", head.version),
        ("track", f"{say.clause(head.track)} ({say.grounds(page.track)})"),
        ("entry", say.clause(page.entry.point) if page.entry else None),
        ("registered", head.registered_on),
        ("check", f"{head.check} ({head.revision})"),
        ("summary", head.summary),
    ]
    return "\n".join(
        f"{shell.t(f'cli.column.{name}')}: {value if value is not None else '—'}" for name, value in rows
    )


for each in (
    why_command,
    bulk.command,
    *turns.COMMANDS,
    *changing.COMMANDS,
    *filing.COMMANDS,
    *case_file.COMMANDS,
):
    group.add_command(each)


@group.command("history")
@click.argument("number")
@click.option("--before", type=click.IntRange(1))
@with_person
def history(shell: Shell, number: str, before: int | None) -> None:
    with shell.reading() as (session, actor):
        page = history_page(session, actor, number, before)
    names = ("event", "at", "by", "what", "words")
    rows = [_event_cells(shell, event) for event in page.events]
    value = {
        "project": page.number,
        "events": [_event_value(event) for event in page.events],
        "count": page.count,
        "check": page.check,
        "older": page.older,
    }
    told = output.table([shell.t(f"cli.column.{name}") for name in names], rows)
    shell.answer(value, f"{told}\n{shell.t('cli.check', count=page.count, check=page.check)}")


def _event_value(event: Event) -> dict[str, object]:
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": event.actor,
        "event": event.name,
        "about": event.about,
        "words": event.words.text if event.words else None,
    }


def _event_cells(shell: Shell, event: Event) -> tuple[object, ...]:
    words = event.words.text if event.words else ""
    sentences = Sentences(shell.speech)
    return (
        event.seq,
        shell.speech.instant(event.at),
        sentences.who(event),
        sentences.event(event),
        words or "",
    )


@group.command("attach")
@click.argument("number")
@with_papers
@with_person
def attach(shell: Shell, /, number: str, **given: Sequence[str]) -> None:
    shell.run(entries.attach_document, number, papers_of(shell, given))


@group.command("approve-entry")
@click.argument("number")
@REASON
@with_person
def approve_entry(shell: Shell, number: str, reason: str) -> None:
    shell.run(entries.approve_entry, number, reason)


@group.command("submit")
@click.argument("number")
@with_person
def submit(shell: Shell, number: str) -> None:
    shell.run(register.submit, number)


@group.command("seat")
@click.argument("number")
@click.argument("office")
@click.argument("who", metavar="LOGIN")
@click.option("--reason", default="")
@with_person
def seat(shell: Shell, number: str, office: str, who: str, reason: str) -> None:
    with shell.engine.read() as session:
        person = shell.person(session, who).id
    shell.run(register.seat, number, office, person, reason)


@group.command("party")
@click.argument("number")
@click.argument("organisation", metavar="CODE")
@with_person
def party(shell: Shell, number: str, organisation: str) -> None:
    shell.run(register.bring_party, number, organisation)


@group.command("hold")
@click.argument("number")
@click.option("--until", type=DAY, required=True)
@REASON
@click.option("--condition", required=True)
@click.option("--review-on", type=DAY, required=True)
@with_person
def hold(
    shell: Shell, number: str, until: datetime, reason: str, condition: str, review_on: datetime
) -> None:
    shell.run(pauses.hold, number, Pause(until.date(), reason, condition, review_on.date()))


@group.command("resume")
@click.argument("number")
@with_person
def resume(shell: Shell, number: str) -> None:
    shell.run(pauses.resume, number)
