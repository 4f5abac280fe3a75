"""Annex of forms: one for every kind of document that has one, made from what the standard records with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from handbook.draft import Draft
from handbook.nodes import Field, Form, Part, Words
from stages.conditions import names
from stages.model import Document, Duty, Fact, Move

CONTENT_LINES = 6


def forms(draft: Draft) -> Part:
    """The annex: a section for each form."""
    kinds = (kind for kind in draft.standard.documents.values() if kind.form)
    return draft.part("forms", draft.para("forms.read"), parts=[_form(draft, kind) for kind in kinds])


def _form(draft: Draft, kind: Document) -> Part:
    duties = tuple(duty for duty in draft.standard.duties.values() if kind.code in duty.evidence)
    moves = tuple(move for move in draft.standard.flow.moves.values() if kind.code in move.docs)
    fields = (
        *_head(draft, duties),
        *_facts(draft, kind, duties, moves),
        *_scores(draft, kind),
        *_tail(draft, moves),
    )
    uses = (*(duty.code for duty in duties), *(move.code for move in moves))
    part = draft.part(
        f"form.{kind.code}",
        draft.coded("form.for", uses),
        draft.note("form.secret" if kind.secret else "form.open"),
        Form(draft.voices.of(kind.text), fields, tuple(_signatures(draft, duties, moves))),
        title=draft.voices.of(kind.text),
        roles=draft.roles_of(
            *(office for duty in duties for office in (duty.doer, duty.confirmer)), *_actors(moves)
        ),
    )
    return draft.stated(part, "forms", kind.code)


def _actors(moves: Iterable[Move]) -> Iterator[str]:
    return chain.from_iterable(move.actors for move in moves)


def _head(draft: Draft, duties: tuple[Duty, ...]) -> Iterator[Field]:
    for key in ("form.number", "form.title", "form.organisation"):
        yield Field(draft.voices.say(key))
    if any(duty.repeat for duty in duties):
        yield Field(draft.voices.say("form.period"))


def _facts(
    draft: Draft, kind: Document, duties: tuple[Duty, ...], moves: tuple[Move, ...]
) -> Iterator[Field]:
    """The facts that the form shows, and those that its move asks about and nobody computes."""
    codes = {duty.code for duty in duties}
    asked = frozenset().union(*(names(move.guard) for move in moves))
    for fact in draft.standard.facts.values():
        shown = fact.from_document == kind.code or codes.issuperset(fact.from_duties or ("",))
        if not fact.computed and (shown or fact.name in asked):
            yield _field(draft, fact)


def _field(draft: Draft, fact: Fact) -> Field:
    label = draft.voices.of(fact.text)
    if fact.type == "bool":
        return Field(label, (draft.voices.say("yes"), draft.voices.say("no")))
    if fact.values:
        return Field(label, tuple(draft.voices.of(value.text) for value in fact.values))
    return Field(label, unit=draft.voices.of(fact.unit) if fact.unit else ())


def _scores(draft: Draft, kind: Document) -> Iterator[Field]:
    """A score for each dimension, on the form for which every duty asks in which a panel scores."""
    rubric = draft.standard.rubric
    if rubric is None:
        return
    scored = (
        each for at in rubric.scored_at for each in (at.duty, at.rescore_duty) if at.by == "panel" and each
    )
    if not all(kind.code in draft.standard.duties[code].evidence for code in scored):
        return
    for dimension in rubric.dimensions:
        said = {
            "code": dimension.code,
            "name": dimension.text,
            "low": rubric.scale.min,
            "high": rubric.scale.max,
        }
        yield Field(draft.voices.say("form.level", **said))
        yield Field(draft.voices.say("form.level_reason", code=dimension.code), lines=2)


def _tail(draft: Draft, moves: tuple[Move, ...]) -> Iterator[Field]:
    yield Field(draft.voices.say("form.reason" if moves else "form.content"), lines=CONTENT_LINES)
    yield Field(draft.voices.say("form.evidence"), lines=2)


def _signatures(draft: Draft, duties: tuple[Duty, ...], moves: tuple[Move, ...]) -> Iterator[Words]:
    offices = [office for duty in duties for office in (duty.doer, duty.confirmer)]
    offices += [actor for actor in _actors(moves) if actor in draft.standard.offices]
    for office in dict.fromkeys(offices):
        yield draft.labelled("form.signed", draft.names(office))
