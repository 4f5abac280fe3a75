"""The command that acts on many projects: forecast or done, with what became of each."""

import secrets
from collections.abc import Iterable
from typing import Any

import click

from lifecycle.errors import Refusal
from lifecycle.policy import actor_of
from lifecycle.queries.register import page_of
from lifecycle.register.batches import (
    ACTS,
    MOST,
    BatchPage,
    Forecast,
    Given,
    batch_page,
    forecast,
    open_batch,
    run_batch,
)
from web.cli import output
from web.cli.listing import Asked, wanted
from web.cli.refusals import sentences
from web.cli.shell import Exit, Shell, Stop, with_person


@click.command("bulk")
@click.argument("act", type=click.Choice(tuple(ACTS)))
@click.argument("numbers", nargs=-1)
@click.option("--search", metavar="TEXT")
@click.option("--officer", "person", metavar="LOGIN")
@click.option("--party", "organisation", metavar="CODE")
@click.option("--reason", default="")
@click.option("--dry-run", is_flag=True)
@with_person
def command(
    shell: Shell,
    /,
    act: str,
    numbers: tuple[str, ...],
    search: str | None,
    dry_run: bool,  # noqa: FBT001 - click passes flags by name
    **beside: str,
) -> None:
    chosen = [*numbers, *(_found(shell, search) if search is not None else ())]
    given = _given(shell, **beside)
    if dry_run:
        _tell_forecast(shell, forecast(shell.engine, shell.me, act, given, chosen))
        return
    with shell.engine.write() as session:
        actor = actor_of(session.tx, shell.me)
        code = open_batch(session, actor, act, given, chosen, key=secrets.token_urlsafe(16))
    run_batch(shell.engine, shell.me, code, lambda items: output.along(items, code))
    with shell.reading() as (session, actor):
        page = batch_page(session, actor, code)
    _tell_batch(shell, page)
    if page.of("refused"):
        raise Stop(shell.t("cli.batch_refused", n=page.of("refused")), Exit.REFUSED)


def _found(shell: Shell, search: str) -> list[str]:
    """The numbers of those that a search finds; one more than there may be tells that they are too many."""
    filters = wanted(shell, Asked(search, None, "open", None, "oldest", None, MOST)).filters
    with shell.reading() as (session, actor):
        return [row.number for row in page_of(session, actor, filters, sort="oldest", limit=MOST + 1)]


def _given(shell: Shell, person: str | None, organisation: str | None, reason: str) -> Given:
    given: dict[str, int | str] = {}
    if person is not None:
        with shell.engine.read() as session:
            given |= {"person": shell.person(session, person).id or 0, "reason": reason}
    if organisation is not None:
        given["organisation"] = organisation
    return given


def _tell_forecast(shell: Shell, told: Forecast) -> None:
    value = {
        "passes": told.passes,
        "blocked": [_refused(shell, *each) for each in told.blocked],
        "forbidden": [_refused(shell, *each) for each in told.forbidden],
    }
    rows = [(number, shell.t("batch.passes"), "") for number in told.passes]
    rows += [(number, shell.t("batch.blocked"), _why(shell, why)) for number, why in told.blocked]
    rows += [(number, shell.t("batch.forbidden"), _why(shell, why)) for number, why in told.forbidden]
    shell.answer(value, _table(shell, rows))


def _tell_batch(shell: Shell, page: BatchPage) -> None:
    items = [
        {"project": item.number, "outcome": item.outcome, "event": item.seq}
        | ({"reason": _why(shell, item.refusal)} if item.refusal else {})
        for item in page.items
    ]
    rows = [
        (
            item.number,
            shell.t(f"batch.outcome.{item.outcome}"),
            _why(shell, item.refusal) if item.refusal else item.seq,
        )
        for item in page.items
    ]
    shell.answer({"batch": page.code, "projects": items}, f"{page.code}\n{_table(shell, rows)}")


def _table(shell: Shell, rows: Iterable[tuple[Any, ...]]) -> str:
    heads = [shell.t(f"batch.head.{name}") for name in ("number", "outcome", "reason")]
    return output.table(heads, list(rows))


def _refused(shell: Shell, number: str, why: Refusal) -> dict[str, str]:
    return {"project": number, "reason": _why(shell, why)}


def _why(shell: Shell, refusal: Refusal) -> str:
    """The sentence, and of a closed gate its first clause."""
    return " ".join(line.strip() for line in list(sentences(refusal, shell.speech, shell.standard))[:2])
