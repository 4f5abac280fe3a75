"""Commands about calls for projects: the calls, who is invited, and what is done with what comes in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import click

from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.intake import calls, reading, screening
from lifecycle.intake.calls import Terms
from lifecycle.intake.reading import SHOWN, CallLine
from lifecycle.policy import actor_of
from lifecycle.records.intake import AUDIENCES, ApplicationRow
from lifecycle.store import Receipt
from web.cli import output
from web.cli.shell import DAY, REASON, Shell, with_person


@click.group("intake")
def group() -> None:
    """Its text is `help.intake`."""


# Calls ----------------------------------------------------------------------------------------------------------


@group.command("calls")
@with_person
def list_calls(shell: Shell) -> None:
    with shell.reading() as (session, actor):
        lines = reading.desk(session, actor).lines
    heads = [
        shell.t(f"cli.intake.{name}") for name in ("call", "opens", "closes", "audience", "waiting", "title")
    ]
    rows = [
        (
            line.call.code,
            line.call.opens_on,
            line.call.closes_on,
            line.call.audience,
            line.counts.get("sent", 0),
            line.call.title,
        )
        for line in lines
    ]
    shell.answer(
        [_of_call(line) for line in lines], output.table(heads, rows) if rows else shell.t("desk.calls.none")
    )


def _of_call(line: CallLine) -> dict[str, object]:
    names = ("code", "title", "audience", "opens_on", "closes_on", "revision")
    told = {name: getattr(line.call, name) for name in names}
    return told | {
        "kinds": [kind for kind in line.call.kinds.split(",") if kind],
        "counts": dict(line.counts),
    }


@group.command("open")
@click.argument("title")
@click.option("--opens", type=DAY, required=True)
@click.option("--closes", type=DAY, required=True)
@click.option("--guidance", default="")
@click.option("--audience", type=click.Choice(AUDIENCES), default=AUDIENCES[0], show_default=True)
@click.option("--kind", "kinds", multiple=True, metavar="KIND")
@with_person
def open_call(
    shell: Shell,
    title: str,
    opens: datetime,
    closes: datetime,
    guidance: str,
    audience: str,
    kinds: tuple[str, ...],
) -> None:
    terms = Terms(title, opens.date(), closes.date(), guidance, audience, kinds)
    with _acting(shell) as session:
        made = calls.open_call(session, actor_of(session.tx, shell.me), terms)
    shell.answer({"call": made.code}, shell.t("cli.intake.opened", code=made.code))


@group.command("amend")
@click.argument("code")
@click.option("--title")
@click.option("--opens", type=DAY)
@click.option("--closes", type=DAY)
@click.option("--guidance")
@with_person
def amend(
    shell: Shell,
    code: str,
    title: str | None,
    opens: datetime | None,
    closes: datetime | None,
    guidance: str | None,
) -> None:
    with _acting(shell) as session:
        known = calls.call_by_code(session, code)
        terms = Terms(
            known.title if title is None else title,
            opens.date() if opens else known.opens_on,
            closes.date() if closes else known.closes_on,
            known.guidance if guidance is None else guidance,
            known.audience,
            tuple(kind for kind in known.kinds.split(",") if kind),
        )
        now = calls.amend_call(session, actor_of(session.tx, shell.me), code, terms, known.revision)
    told = shell.t("cli.intake.amended", code=code, opens=now.opens_on, closes=now.closes_on)
    shell.answer({"call": code, "opens_on": now.opens_on, "closes_on": now.closes_on}, told)


@group.command("invite")
@click.argument("code")
@click.argument("organisation")
@with_person
def invite(shell: Shell, code: str, organisation: str) -> None:
    with _acting(shell) as session:
        token = calls.invite(session, actor_of(session.tx, shell.me), code, organisation)
    link = f"{shell.settings.address}/apply/invitation/{token}"
    shell.answer({"call": code, "organisation": organisation, "link": link}, link)


@group.command("revoke")
@click.argument("code")
@click.argument("n", type=click.IntRange(1))
@with_person
def revoke(shell: Shell, code: str, n: int) -> None:
    with _acting(shell) as session:
        calls.revoke(session, actor_of(session.tx, shell.me), code, n)
    shell.answer({"call": code, "revoked": n}, shell.t("desk.revoked"))


def _acting(shell: Shell) -> AbstractContextManager[Session]:
    """A transaction that writes; who acts is asked before it is opened."""
    _ = shell.me
    return shell.engine.write()


# Applications ---------------------------------------------------------------------------------------------------


@group.command("list")
@click.option("--call", "code", metavar="CODE")
@click.option("--state", type=click.Choice(SHOWN), default=SHOWN[0], show_default=True)
@click.option("--search", metavar="TEXT", default="")
@with_person
def list_applications(shell: Shell, code: str | None, state: str, search: str) -> None:
    with shell.reading() as (session, actor):
        found = reading.queue(session, actor, code, state, search)
    heads = [shell.t(f"cli.intake.{name}") for name in ("number", "sent", "holder", "title")]
    rows = [(row.number, shell.speech.instant(row.sent_at), row.holder, row.title) for row in found.rows]
    shell.answer(
        [_of_application(row) for row in found.rows],
        output.table(heads, rows) if rows else shell.t("desk.none"),
    )


def _of_application(row: ApplicationRow) -> dict[str, object]:
    names = ("number", "call", "state", "title", "holder", "kind", "sent_at", "revision")
    return {name: getattr(row, name) for name in names}


@group.command("show")
@click.argument("number")
@with_person
def show(shell: Shell, number: str) -> None:
    with shell.reading() as (session, actor):
        page = reading.application_page(session, actor, number)
    row, speech = page.row, shell.speech
    alike = [
        {"number": each.number, "title": each.title, "percent": each.percent, "same_holder": each.same_holder}
        for each in page.alike
    ]
    lines = [
        f"{row.number}  {row.title}",
        f"{row.holder}  {shell.t('intake.status.' + row.state)}",
        row.summary,
        *(speech.of(text) for text in page.declared),
        *(f"{file.n}  {file.name}  {speech.size(file.size)}" for file in page.files),
        *(f"{each.percent}%  {each.number}  {each.title}" for each in page.alike),
        *(
            f"{speech.instant(line.row.at)}  {shell.t('intake.step_done.' + line.row.act)}  {line.row.words}"
            for line in page.steps
        ),
    ]
    steps = [
        {"act": line.row.act, "at": line.row.at, "by": line.name, "words": line.row.words}
        for line in page.steps
    ]
    told = {
        "summary": row.summary,
        "alike": alike,
        "became": page.became,
        "repeats": page.repeats,
        "steps": steps,
    }
    shell.answer(_of_application(row) | told, "\n".join(line for line in lines if line))


@group.command("accept")
@click.argument("number")
@click.option("--organisation", metavar="CODE")
@click.option("--new-organisation", is_flag=True)
@with_person
def accept(shell: Shell, number: str, organisation: str | None, new_organisation: bool) -> None:  # noqa: FBT001 - click passes flags by name
    chosen = organisation or _holder(shell, number, is_new=new_organisation)
    shell.run(screening.accept, number, chosen, prefix=shell.settings.number_prefix)


def _holder(shell: Shell, number: str, *, is_new: bool) -> str | None:
    """The organisation that is called as the application says. Raises Invalid where somebody has to say whose it is."""
    with shell.reading() as (session, actor):
        page = reading.application_page(session, actor, number)
    if page.holder is None and not is_new and page.row.organisation is None and page.may_screen:
        raise Invalid("organisation", "missing")
    return None if is_new else page.holder


@group.command("merge")
@click.argument("number")
@click.argument("into")
@click.option("--reason", default="")
@with_person
def merge(shell: Shell, number: str, into: str, reason: str) -> None:
    _settle(shell, screening.merge, number, into, reason)


@group.command("ask")
@click.argument("number")
@click.option("--question", required=True)
@with_person
def ask(shell: Shell, number: str, question: str) -> None:
    _settle(shell, screening.ask, number, question)


@group.command("refuse")
@click.argument("number")
@REASON
@with_person
def refuse(shell: Shell, number: str, reason: str) -> None:
    _settle(shell, screening.refuse, number, reason)


def _settle(shell: Shell, verb: Callable[..., Receipt], number: str, *given: Any) -> None:
    """Its receipt names the application: there is no project."""
    with _acting(shell) as session:
        receipt = verb(session, actor_of(session.tx, shell.me), number, *given)
    shell.answer({"application": receipt.number}, shell.t("cli.intake.settled", number=receipt.number))
