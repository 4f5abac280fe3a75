"""What another track would change, told on the command line."""

from collections.abc import Iterator

from lifecycle.queries.track import TrackChange
from web.cli.shell import Shell
from web.project.sentences import Sentences


def turn_value(turn: TrackChange) -> dict[str, object]:
    """What another track would change, for a program."""
    return {
        "before": turn.before.code,
        "after": turn.after.clause.code,
        "because": {fact.name: value for fact, value in turn.after.grounds},
        "opens": [{"code": clause.code, "due": due} for clause, due in turn.opens],
        "behind": [clause.code for clause in turn.behind],
        "behind_by": turn.behind_by,
        "closes": [clause.code for clause in turn.closes],
        "dates": [
            {"code": each.clause.code, "before": each.before, "after": each.after} for each in turn.dates
        ],
        "gates": [
            {"gate": each.clause.code, "before": each.before, "after": each.after} for each in turn.gates
        ],
        "kept": turn.kept,
    }


def turn_lines(shell: Shell, turn: TrackChange) -> Iterator[str]:
    """What another track would change, line by line."""
    say, listed = Sentences(shell.speech), shell.speech.listed
    yield say.grounds(turn.after)
    yield shell.t("turn.kept", n=turn.kept)
    if turn.opens:
        yield shell.t("cli.turn.opens", codes=listed(clause.code for clause, _ in turn.opens))
    if turn.behind:
        yield shell.t("cli.turn.behind", on=turn.behind_by, codes=listed(each.code for each in turn.behind))
    if turn.closes:
        yield shell.t("cli.turn.closes", codes=listed(each.code for each in turn.closes))
    for date in turn.dates:
        told = {"before": date.before or "—", "after": date.after or "—"}
        yield shell.t("cli.turn.date", code=date.clause.code, **told)
    for gate in turn.gates:
        ways = {"before": say.way_through(gate.before), "after": say.way_through(gate.after)}
        yield shell.t("cli.turn.gate", gate=gate.clause.code, **ways)
