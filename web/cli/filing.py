"""Commands about the file of a project: what is on it and what is missing, putting papers on it, archiving."""

from collections.abc import Iterator, Sequence

import click

from lifecycle.queries.archive import ArchivePage, FileGroup, FileLine, archive_page
from lifecycle.verbs import papers as verbs
from lifecycle.verbs import pauses
from web.cli import output
from web.cli.papers import papers_of, with_papers
from web.cli.refusals import leaf_text
from web.cli.shell import Shell, with_person


@click.command("papers")
@click.argument("number")
@with_person
def papers(shell: Shell, number: str) -> None:
    with shell.reading() as (session, actor):
        page = archive_page(session, actor, number)
    names = ("clause", "document", "version", "value", "by", "added")
    rows = [cells for group in page.groups for line in group.lines for cells in _cells(shell, group, line)]
    told = [output.table([shell.t(f"cli.column.{name}") for name in names], rows), *_standing(shell, page)]
    shell.answer(_value(page), "\n".join(told))


def _cells(shell: Shell, group: FileGroup, line: FileLine) -> Iterator[tuple[object, ...]]:
    kind = shell.speech.of(line.kind)
    clause = line.clause.code or (shell.t("archive.of_project") if group.stage is None else "")
    if line.missing:
        yield clause, kind, None, shell.t("duty.missing"), None, None
    for each in line.versions:
        yield clause, kind, each.version, each.name or each.value, each.by, each.on


def _standing(shell: Shell, page: ArchivePage) -> Iterator[str]:
    """How the project stands with its archive, once it has ended."""
    if page.header.archived_on is not None:
        yield shell.t("archive.archived", on=page.header.archived_on)
    elif page.header.ended:
        yield shell.t("archive.ready" if page.ready else "archive.not_ready")
        yield from (f"  {each.fact.name}: {leaf_text(each.leaf)}" for each in page.unmet)
        yield from (f"  {each.code}" for each in page.duties)
        yield from (f"  {each.n} {each.owner.code} {each.due}" for each in page.settlements)


def _value(page: ArchivePage) -> dict[str, object]:
    return {
        "project": page.header.number,
        "documents": [_line_value(line) for group in page.groups for line in group.lines],
        "ready": page.header.ended and page.ready,
        "due": page.due,
        "archived_on": page.header.archived_on,
        "unmet": [each.fact.name for each in page.unmet],
        "open_duties": [each.code for each in page.duties],
        "open_settlements": [each.n for each in page.settlements],
        "surveys": {
            "done": page.surveys.done, "wanted": page.surveys.wanted, "next_on": page.surveys.next_on,
        },
    }  # fmt: skip


def _line_value(line: FileLine) -> dict[str, object]:
    versions = [
        {"version": each.version, "name": each.name, "value": each.value, "by": each.by, "on": each.on}
        for each in line.versions
    ]
    return {
        "clause": line.clause.code,
        "occurrence": line.occurrence,
        "kind": line.code,
        "missing": line.missing,
        "versions": versions,
    }


@click.command("file")
@click.argument("number")
@with_papers
@with_person
def file(shell: Shell, /, number: str, **given: Sequence[str]) -> None:
    shell.run(verbs.file, number, papers_of(shell, given))


@click.command("archive")
@click.argument("number")
@with_person
def archive(shell: Shell, number: str) -> None:
    shell.run(pauses.archive, number)


COMMANDS = (papers, file, archive)
