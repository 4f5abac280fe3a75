"""Commands about the pool of experts: enter, dismiss, reinstate, relate, end or strike a relation, list."""

from collections.abc import Sequence
from datetime import datetime

import click

from lifecycle import experts
from lifecycle.accounts import organisation_by_code
from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.evaluation.striking import strike_relation
from lifecycle.experts import Related
from lifecycle.policy import actor_of
from lifecycle.queries.experts import pool
from web.cli import output
from web.cli.shell import DAY, Shell, acting, pass_shell, readable
from web.evaluation.sentences import field_name, kind_name


@click.group("expert")
def group() -> None:
    """Its text is `help.expert`."""


@group.command("enter")
@click.argument("who", metavar="LOGIN")
@click.option("--field", "fields", multiple=True, required=True)
@click.option("--keyword", "keywords", multiple=True)
@click.option("--load", type=click.IntRange(1), default=experts.LOAD, show_default=True)
@acting
@readable
@pass_shell
def enter(shell: Shell, who: str, fields: Sequence[str], keywords: Sequence[str], load: int) -> None:
    me = shell.me
    with shell.engine.write() as session:
        person = shell.person(session, who)
        actor = actor_of(session.tx, me)
        experts.enter(session, actor, shell.standard, person.id or 0, fields, keywords, load)
    said = shell.speech.listed(field_name(shell.speech, each) for each in fields)
    told = shell.t("cli.expert_entered", login=person.login, fields=said)
    shell.answer({"login": person.login, "fields": fields}, told)


@group.command("dismiss")
@click.argument("who", metavar="LOGIN")
@acting
@readable
@pass_shell
def dismiss(shell: Shell, who: str) -> None:
    me = shell.me
    with shell.engine.write() as session:
        person = shell.person(session, who)
        experts.dismiss(session, actor_of(session.tx, me), shell.standard, person.id or 0)
    shell.answer({"login": person.login}, shell.t("cli.expert_dismissed", login=person.login))


@group.command("reinstate")
@click.argument("who", metavar="LOGIN")
@acting
@readable
@pass_shell
def reinstate(shell: Shell, who: str) -> None:
    me = shell.me
    with shell.engine.write() as session:
        person = shell.person(session, who)
        experts.reinstate(session, actor_of(session.tx, me), shell.standard, person.id or 0)
    shell.answer({"login": person.login}, shell.t("cli.expert_reinstated", login=person.login))


@group.command("relate")
@click.argument("who", metavar="LOGIN")
@click.argument("kind")
@click.option("--org", "organisation", metavar="CODE")
@click.option("--person", "other", metavar="LOGIN")
@click.option("--since", type=DAY, required=True)
@click.option("--until", type=DAY)
@acting
@readable
@pass_shell
def relate(
    shell: Shell,
    /,
    who: str,
    kind: str,
    organisation: str | None,
    other: str | None,
    since: datetime,
    until: datetime | None,
) -> None:
    me = shell.me
    with shell.engine.write() as session:
        given = Related(
            shell.person(session, who).id or 0,
            kind,
            since.date(),
            _organisation(session, organisation) if organisation else None,
            shell.person(session, other).id if other else None,
            until.date() if until else None,
        )
        row = experts.relate(session, actor_of(session.tx, me), shell.standard, given)
    shell.answer({"relation": row.id}, shell.t("cli.relation_recorded", n=row.id))


def _organisation(session: Session, code: str) -> int:
    row = organisation_by_code(session.tx, code)
    if row is None or row.id is None:
        raise NotFound("organisation", code)
    return row.id


@group.command("end-relation")
@click.argument("n", type=click.IntRange(1))
@click.option("--until", type=DAY, required=True)
@acting
@readable
@pass_shell
def end_relation(shell: Shell, n: int, until: datetime) -> None:
    me = shell.me
    with shell.engine.write() as session:
        experts.end_relation(session, actor_of(session.tx, me), shell.standard, n, until.date())
    shell.answer({"relation": n}, shell.t("cli.relation_ended", n=n, on=until.date().isoformat()))


@group.command("strike-relation")
@click.argument("n", type=click.IntRange(1))
@click.option("--reason", required=True)
@acting
@readable
@pass_shell
def strike(shell: Shell, n: int, reason: str) -> None:
    me = shell.me
    with shell.engine.write() as session:
        asked = strike_relation(session, actor_of(session.tx, me), shell.standard, n, reason)
    key = "cli.relation_struck_asked" if asked else "cli.relation_struck"
    shell.answer({"relation": n, "asked": asked}, shell.t(key, n=n, projects=shell.speech.listed(asked)))


@group.command("list")
@acting
@readable
@pass_shell
def list_command(shell: Shell) -> None:
    with shell.reading() as (session, actor):
        found = pool(session, actor, shell.standard)
    names = ("login", "name", "fields", "keywords", "employers", "load", "relations")
    rows = [
        (
            each.login,
            each.name,
            shell.speech.listed(field_name(shell.speech, one) for one in each.fields),
            shell.speech.listed(each.keywords),
            shell.speech.listed(each.employers),
            f"{each.open}/{each.load_limit}",
            shell.speech.listed(
                f"#{one.id} {kind_name(shell.speech, one.kind)} {one.to}" for one in each.relations
            ),
        )
        for each in found
    ]
    shell.answer(found, output.table([shell.t(f"cli.column.{name}") for name in names], rows))
