"""Commands about gates: why one is shut, request, propose, consult, decide, resubmit."""

from collections.abc import Sequence
from datetime import datetime

import click

from lifecycle.absence import Remedy
from lifecycle.gate import Blocker
from lifecycle.moves import offices_for
from lifecycle.queries.choices import choices
from lifecycle.queries.gate import OF_EVALUATION, BlockerLine, GatePanel, gate_panel
from lifecycle.queries.reading import Reading, read_project
from lifecycle.queries.rounds import RoundView, open_round
from lifecycle.verbs import decisions, revocations, rounds
from lifecycle.verbs.decisions import Decision
from stages.conditions import Leaf
from web.cli import foreseeing
from web.cli.foreseeing import foreseeable
from web.cli.given import owed_of, pair_of
from web.cli.refusals import blocker_line
from web.cli.shell import DAY, OWED, REASON, Shell, with_person


@click.group("gate")
def group() -> None:
    """Its text is `help.gate`."""


@group.command("why")
@click.argument("number")
@with_person
def why_command(shell: Shell, number: str) -> None:
    with shell.reading() as (session, actor):
        reading = read_project(session, actor, number)
        may = choices(reading)
        panel, present = gate_panel(reading, may), open_round(reading, may)
    value = {
        "project": number,
        "stage": reading.case.project.stage,
        "status": reading.case.project.status,
        "gate": panel.gate.code,
        "open": panel.open,
        "move": panel.move.name if panel.move else None,
        "move_offices": _move_offices(reading, panel),
        "earliest": panel.way.earliest if panel.way else reading.day,
        "blockers": [_value(reading, line) for each in panel.groups for line in each.lines],
        "shoulds": [{"code": each.code, "text": each.text} for each in panel.shoulds],
        "round": _round_value(present) if present else None,
        "proposer": panel.proposer.code,
        "decider": panel.decider.code,
        "mode": panel.mode,
        "track": reading.case.project.track,
        "options": [option.code for option in reading.standard.gate_of(reading.case.project.stage).options],
    }
    shell.answer(value, "\n".join(_lines(shell, reading, panel)))


def _move_offices(reading: Reading, panel: GatePanel) -> tuple[str, ...]:
    """Who may ask for the move that leads on from here."""
    if panel.move is None:
        return ()
    return offices_for(reading.standard, reading.standard.moves[panel.move.name])


def _value(reading: Reading, line: BlockerLine) -> dict[str, object]:
    """A blocker as a program needs it to clear it."""
    blocker = line.blocker
    duty = reading.standard.duties.get(blocker.clause)
    return {
        "kind": blocker.kind,
        "clause": blocker.clause,
        "act": blocker.act,
        "role": blocker.role,
        "office": blocker.office,
        "by": line.holding.by if line.holding else (),
        "mine": line.mine,
        "occurrence": blocker.target[2] if blocker.target else None,
        "evidence": duty.evidence if duty else (),
        "fact": _leaf_value(blocker.leaf) if blocker.leaf else None,
        "known": blocker.known,
        "with_document": _with_document(reading, blocker),
        "since": blocker.since,
        "due": blocker.due,
        "waits_for": blocker.waits_for,
        "not_before": blocker.not_before,
        "absent": blocker.absent,
        "documents": blocker.documents,
        "remedies": [_remedy_value(each) for each in blocker.remedies],
        "expert_number": blocker.target[2] if blocker.kind in OF_EVALUATION and blocker.target else None,
        "expert_name": line.expert,
        "dimension": blocker.shortfall.dimension if blocker.shortfall else None,
        "reason": blocker.reason.code if blocker.reason else None,
    }


def _remedy_value(remedy: Remedy) -> dict[str, object]:
    return {"act": remedy.act, "offices": remedy.offices, "consent": remedy.consent}


def _leaf_value(leaf: Leaf) -> dict[str, object]:
    return {"name": leaf.name, "op": leaf.op, "value": leaf.value, "wanted": leaf.wanted}


def _with_document(reading: Reading, blocker: Blocker) -> bool:
    return blocker.leaf is not None and reading.standard.facts[blocker.leaf.name].entered_by is not None


def _round_value(present: RoundView) -> dict[str, object]:
    return {
        "proposed": present.proposed.code if present.proposed else None,
        "proposer": present.proposer.code,
        "decider": present.decider.code,
        "unheard": [each.holding.code for each in present.unheard],
        "decide_by": present.decide_by,
    }


def _lines(shell: Shell, reading: Reading, panel: GatePanel) -> list[str]:
    speech = shell.speech
    gate = speech.of(panel.gate.text) if panel.gate.text else ""
    if panel.open:
        return [shell.t("cli.gate_open", gate=f"{panel.gate.code} {gate}")]
    lines = [shell.t("cli.gate_shut", gate=f"{panel.gate.code} {gate}", n=panel.count)]
    for each in panel.groups:
        name = speech.of(each.text) if each.text else shell.t("cli.nobody")
        lines.append(f"{name} ({speech.listed(each.by) or '—'})")
        lines += (f"  {blocker_line(line.blocker, speech, reading.standard)}" for line in each.lines)
    if panel.way is not None:
        lines.append(shell.t("cli.earliest", day=panel.way.earliest.isoformat()))
    return lines


@group.command("request")
@click.argument("number")
@with_person
def request(shell: Shell, number: str) -> None:
    shell.run(rounds.request_gate, number)


@group.command("resubmit")
@click.argument("number")
@with_person
def resubmit(shell: Shell, number: str) -> None:
    shell.run(rounds.resubmit, number)


@group.command("propose")
@click.argument("number")
@click.argument("option")
@REASON
@with_person
def propose(shell: Shell, number: str, option: str, reason: str) -> None:
    shell.run(rounds.propose, number, option, reason)


@group.command("consult")
@click.argument("number")
@click.argument("office")
@click.option("--opinion", required=True)
@with_person
def consult(shell: Shell, number: str, office: str, opinion: str) -> None:
    shell.run(rounds.consult, number, office, opinion)


@group.command("decide")
@click.argument("number")
@click.argument("option")
@click.option("--reason", default="")
@click.option("--because", "reasons", multiple=True, metavar="CODE=REASON")
@OWED
@click.option("--until", type=DAY)
@click.option("--condition", default="")
@click.option("--review-on", type=DAY)
@click.option("--cause", metavar="CODE")
@with_person
def decide(
    shell: Shell,
    /,
    number: str,
    until: datetime | None,
    review_on: datetime | None,
    reasons: Sequence[str],
    owed: Sequence[str],
    **said: str,
) -> None:
    decision = Decision(
        option=said["option"],
        reason=said["reason"],
        owed=tuple(owed_of(each) for each in owed),
        until=until.date() if until else None,
        condition=said["condition"],
        review_on=review_on.date() if review_on else None,
        cause=said["cause"],
        reasons=dict(pair_of("--because", each) for each in reasons),
    )
    shell.run(decisions.decide, number, decision)


@group.command("revoke")
@click.argument("number")
@click.option("--strike", "struck", multiple=True, required=True, metavar="CODE")
@REASON
@foreseeable
@with_person
def revoke(shell: Shell, number: str, struck: Sequence[str], reason: str, is_trial: bool) -> None:  # noqa: FBT001 - click passes flags by name
    foreseeing.run(shell, is_trial, revocations.revoke, number, tuple(dict.fromkeys(struck)), reason)
