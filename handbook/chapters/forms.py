"""Annex of forms: one for every kind of document that has one, to be filled in by pen or on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from handbook.draft import Draft
from handbook.nodes import Field, Form, Para, Part, Row, Table, Words
from handbook.voice import Voice
from stages.conditions import names
from stages.model import Document, Duty, Fact, FormField, Move

CONTENT_LINES = 6


def forms(draft: Draft) -> Part:
    """The annex: a section for each form."""
    parts = [_form(draft, kind) for kind in draft.standard.documents.values() if kind.form]
    return draft.part("forms", draft.para("forms.read"), _list(draft, parts), parts=parts)


def _list(draft: Draft, parts: Iterable[Part]) -> Table:
    """Which forms there are and what each is for, so that the right one is found without leafing."""
    rows = (
        Row((draft.cell(f"A.{n}"), draft.cell(part.title), draft.cell(codes=_uses(part))), roles=part.roles)
        for n, part in enumerate(parts, start=1)
    )
    heads = [("column.number", 10), ("column.form", 50), ("column.used_for", 40)]
    return draft.plain_table(heads, rows, caption=draft.voices.say("table.forms"))


def _uses(part: Part) -> tuple[str, ...]:
    return next(block.codes for block in part.blocks if isinstance(block, Para))


def _form(draft: Draft, kind: Document) -> Part:
    duties, moves = draft.asked_for[kind.code]
    uses = tuple(each.code for each in (*duties, *moves))
    scores = tuple(_scores(draft, kind))
    form = Form(
        _label(draft, kind),
        (*_head(draft, duties), *_body(draft, kind, duties, moves), *scores, *_tail(draft, kind, moves)),
        tuple(_signatures(draft, duties, moves, is_scored=bool(scores))),
        tuple(draft.voices.of(text) for text in kind.pledge),
    )
    part = draft.part(
        f"form.{kind.code}",
        draft.coded("form.for", uses),
        draft.note("form.secret" if kind.secret else "form.open"),
        form,
        title=_label(draft, kind),
        roles=draft.roles_of(
            *(office for duty in duties for office in (duty.doer, duty.confirmer)), *_actors(moves)
        ),
    )
    return draft.stated(part, "forms", kind.code)


def _actors(moves: Iterable[Move]) -> Iterator[str]:
    return chain.from_iterable(move.actors for move in moves)


def _head(draft: Draft, duties: tuple[Duty, ...]) -> Iterator[Field]:
    """What every form begins with; filled in where the book is that of a project."""
    project = draft.given.project
    same = draft.voices.same
    yield Field(draft.voices.say("form.number"), value=same(project.number) if project else ())
    yield Field(draft.voices.say("form.title"), value=same(project.title) if project else ())
    parties = dict(project.parties) if project else {}
    named = [parties[duty.role] for duty in duties if duty.role in parties]
    yield Field(draft.voices.say("form.organisation"), value=same(named[0]) if named else ())
    if any(duty.repeat for duty in duties):
        yield Field(draft.voices.say("form.period"))


def _body(draft: Draft, kind: Document, duties: tuple[Duty, ...], moves: tuple[Move, ...]) -> Iterator[Field]:
    """The form's own fields and facts; one without any gets the facts that its duties and moves record."""
    yield from (_own(draft, field) for field in kind.fields)
    named = (draft.standard.facts[name] for name in kind.facts)
    facts = named if kind.fields else _facts(draft, kind, duties, moves)
    yield from (_of_fact(draft, fact) for fact in facts)


def _tail(draft: Draft, kind: Document, moves: tuple[Move, ...]) -> Iterator[Field]:
    if not kind.fields:
        yield Field(draft.voices.say("form.reason" if moves else "form.content"), lines=CONTENT_LINES)
    yield Field(draft.voices.say("form.evidence"), lines=2)


def _own(draft: Draft, field: FormField) -> Field:
    of = draft.voices.of
    return Field(
        label=_label(draft, field),
        choices=tuple(map(of, field.values)),
        unit=of(field.unit) if field.unit else (),
        lines=field.lines,
        kind="date" if field.kind == "date" else "text",
        columns=tuple(map(of, field.columns)),
    )


def _label(draft: Draft, named: FormField | Fact | Document) -> Words:
    """What a form or a field is called, with a capital in English, where the standard writes none."""

    def told(voice: Voice) -> str:
        text = voice.of(named.text)
        return text[:1].upper() + text[1:]

    return draft.voices.each(told)


def _facts(draft: Draft, kind: Document, duties: tuple[Duty, ...], moves: tuple[Move, ...]) -> Iterator[Fact]:
    """The facts that the form shows, and those that its move asks about and nobody computes."""
    codes = {duty.code for duty in duties}
    asked = frozenset().union(*(names(move.guard) for move in moves))
    for fact in draft.standard.facts.values():
        shown = fact.from_document == kind.code or codes.issuperset(fact.from_duties or ("",))
        if not fact.computed and (shown or fact.name in asked):
            yield fact


def _of_fact(draft: Draft, fact: Fact) -> Field:
    label = _label(draft, fact)
    if fact.type == "bool":
        return Field(label, (draft.voices.say("yes"), draft.voices.say("no")))
    if fact.values:
        return Field(label, tuple(draft.voices.of(value.text) for value in fact.values))
    if fact.type == "date":
        return Field(label, kind="date")
    return Field(label, unit=draft.voices.of(fact.unit) if fact.unit else ())


def _scores(draft: Draft, kind: Document) -> Iterator[Field]:
    """Level and reason for each dimension, on the form for which every duty asks in which a panel scores."""
    rubric = draft.standard.rubric
    if rubric is None:
        return
    scored = (
        each for at in rubric.scored_at for each in (at.duty, at.rescore_duty) if at.by == "panel" and each
    )
    if not all(kind.code in draft.standard.duties[code].evidence for code in scored):
        return
    for dimension in rubric.dimensions:
        said = {"code": dimension.code, "name": dimension.text}
        levels = tuple(draft.voices.same(str(n)) for n in range(rubric.scale.min, rubric.scale.max + 1))
        yield Field(draft.voices.say("form.level", **said), choices=levels)
        yield Field(draft.voices.say("form.level_reason", code=dimension.code), lines=2)


def _signatures(
    draft: Draft, duties: tuple[Duty, ...], moves: tuple[Move, ...], *, is_scored: bool
) -> Iterator[Words]:
    """Who signs: whoever fills it in, where that is not the one office that does it, and the offices."""
    if is_scored:
        yield draft.voices.say("form.expert")
    elif len({duty.doer for duty in duties}) != 1:
        yield draft.voices.say("form.signer")
    offices = [office for duty in duties for office in (duty.doer, duty.confirmer)]
    offices += [actor for actor in _actors(moves) if actor in draft.standard.offices]
    for office in dict.fromkeys(offices):
        yield draft.names(office)
