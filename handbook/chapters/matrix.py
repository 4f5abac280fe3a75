"""Who does what: the duty matrix by phase, and the derived assignment of every item."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.draft import Draft
from handbook.nodes import Column, Para, Part, Row, Table, Words
from handbook.raci import raci
from stages.model import MatrixRow


def matrix(draft: Draft) -> Part:
    """The matrix, a section for each phase, then the assignment."""
    rows = draft.standard.matrix.values()
    return draft.part(
        "matrix", draft.para("matrix.read"), parts=(*(_phase(draft, row) for row in rows), _raci(draft))
    )


def _phase(draft: Draft, row: MatrixRow) -> Part:
    phase = draft.standard.phases[row.phase]
    part = draft.part(
        f"matrix/{row.phase}",
        Para(draft.labelled("matrix.lead", draft.names(row.lead)), "lead"),
        _cells(draft, row),
        Para(draft.labelled("matrix.hand_over", draft.voices.of(row.hand_over.text))),
        Para(draft.labelled("matrix.completer", draft.voices.of(row.completer))),
        Para(draft.labelled("matrix.loss", draft.voices.of(row.loss_on_failure))),
        draft.coded("matrix.indicators", row.indicators),
        Para(draft.labelled("matrix.resources", _resources(draft, row))),
        Para(draft.voices.each(lambda voice: voice.say("source.of", told=voice.source(row.source))), "note"),
        title=draft.voices.each(lambda voice: f"{voice.of(phase.text)} {voice.of(phase.theme)}"),
        roles=draft.parties,
    )
    return draft.stated(part, "matrix", row.phase, row.source)


def _resources(draft: Draft, row: MatrixRow) -> Words:
    known = draft.standard.resources
    return draft.voices.each(lambda voice: voice.listed(voice.of(known[code].text) for code in row.resources))


def _cells(draft: Draft, row: MatrixRow) -> Table:
    rows = (
        Row(
            (
                draft.who(cell.role),
                draft.text(cell.text),
                draft.text(cell.must_not),
                draft.cell(codes=cell.duties),
            ),
            roles=frozenset({cell.role}),
        )
        for cell in row.cells
    )
    heads = [("column.role", 12), ("column.position", 40), ("column.must_not", 30), ("column.duties", 34)]
    return draft.plain_table(heads, rows)


def _raci(draft: Draft) -> Part:
    say = draft.voices.say
    role_share = 9 if draft.voices.langs[0] == "zh" else 14  # a Latin word takes more room than a Chinese one
    columns = (
        Column(say("column.code"), 16),
        Column(say("column.item"), 62),
        *(
            Column(draft.voices.of(role.text), role_share, centred=True)
            for role in draft.standard.roles.values()
        ),
        Column(say("column.answers"), 24),
    )
    table = Table(columns, tuple(_assigned(draft)))
    return draft.part("matrix/raci", draft.para("raci.read"), table, repeats=True)


def _assigned(draft: Draft) -> Iterator[Row]:
    for each in raci(draft.standard):
        letters = (draft.cell(each.letters[role] or "—") for role in draft.standard.roles)
        concerned = frozenset(role for role, letter in each.letters.items() if letter and letter != "I")
        yield Row(
            (
                draft.cell(codes=[each.element[1]]),
                draft.text(each.text),
                *letters,
                draft.cell(draft.office(each.answers)),
            ),
            roles=concerned,
        )
