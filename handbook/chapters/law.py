"""Annex of law: rules of law in figures, each with how far it was checked; and which clauses rest on which article."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.draft import Draft
from handbook.nodes import Part, Row, Words
from stages.model import Duty, LegalRule, Milestone


def law(draft: Draft) -> Part:
    """Rules of law in figures, each with how far it was checked; and which clauses rest on which article."""
    rules = draft.standard.legal_rules.values()
    heads = [("column.legal_rule", 66), ("column.status", 24)]
    index = draft.plain_table([("column.article", 46), ("column.clauses", 54)], _cited(draft))
    parts = (
        draft.part("law/rules_of_law", draft.table(heads, (_rule(draft, each) for each in rules))),
        draft.part("law/cited", index, repeats=True),
    )
    return draft.part("law", draft.para("law.read"), parts=parts)


def _rule(draft: Draft, rule: LegalRule) -> Row:
    listed = ("law.fields", rule.fields), ("law.places", rule.places)
    lists = (draft.labelled(key, draft.listed(texts)) for key, texts in listed if texts)
    text = draft.cell(draft.voices.of(rule.text), draft.applies(rule.applies_if), *lists)
    return draft.clause(
        "legal_rules", rule.code, text, draft.say(f"law.{rule.status}"), source=rule.source, basis=rule.basis
    )


def _cited(draft: Draft) -> Iterator[Row]:
    standard = draft.standard
    cited: dict[str, list[str]] = {}
    rules: tuple[Milestone | Duty | LegalRule, ...] = (
        *standard.milestones.values(),
        *standard.duties.values(),
        *standard.legal_rules.values(),
    )
    for rule in rules:
        for ref in (*(rule.source.ref if rule.source.kind == "law" else ()), *rule.basis):
            cited.setdefault(ref, []).append(rule.code)
    for criterion in standard.criteria.values():
        for ref in criterion.source.ref if criterion.source.kind == "law" else ():
            cited.setdefault(ref, []).append(criterion.code)
    for ref in sorted(cited, key=_in_order):
        yield Row((draft.cell(_citation(draft, ref)), draft.cell(codes=dict.fromkeys(cited[ref]))))


def _in_order(ref: str) -> tuple[str, int, str]:
    """By law, then by the number of the article."""
    law, _, article = ref.partition("/")
    return law, int(article) if article.isdigit() else 0, article


def _citation(draft: Draft, ref: str) -> Words:
    return draft.voices.each(lambda voice: voice.citation(ref))
