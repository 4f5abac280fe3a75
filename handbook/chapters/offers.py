"""Annex of resources: what projects may be offered, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handbook.draft import Draft
from handbook.nodes import Para, Part, Row, Table, Words
from stages.model import RiskPoolRule, Source, VoucherRule


def resources(draft: Draft) -> Part:
    """What projects may be offered, and until when: amounts live here only, so that the body does not age."""
    standard = draft.standard
    rows = (
        draft.clause(
            "resources", each.code, draft.text(each.text), draft.cell(draft.words("resource", each.kind)),
            draft.cell(*(draft.voices.of(standard.stages[code].text) for code in each.stages)),
            draft.cell(valid(draft, each.valid_until)),
            source=each.source,
        )
        for each in standard.resources.values()
    )  # fmt: skip
    heads = [("column.resource", 36), ("column.kind", 14), ("column.stages", 22), ("column.valid_until", 22)]
    rules = (
        _voucher(draft, standard.voucher_rule) if standard.voucher_rule else None,
        _risk_pool(draft, standard.risk_pool_rule) if standard.risk_pool_rule else None,
    )
    return draft.part(
        "resources", draft.para("resources.read"), draft.table(heads, rows), parts=rules, roles=draft.parties
    )


def valid(draft: Draft, until: date | None) -> Words:
    """Until when something is offered; that nobody has checked it, where the standard does not say."""
    if until is None:
        return draft.voices.say("valid.unchecked")
    return draft.voices.each(lambda voice: voice.say("valid.until", day=voice.day(until)))


def _pairs(draft: Draft, pairs: Iterator[tuple[str, Words]]) -> Table:
    rows = (Row((draft.say(key), draft.cell(words))) for key, words in pairs if words)
    return draft.plain_table([("column.what", 34), ("column.rule", 66)], rows)


def _rule_note(draft: Draft, source: Source, status: str) -> Para:
    told = draft.voices.each(lambda v: v.say("source.of", told=v.source(source)) + v.say(f"status.{status}"))
    return Para(told, "note")


def _voucher(draft: Draft, rule: VoucherRule) -> Part:
    say, of = draft.voices.say, draft.voices.of

    def pairs() -> Iterator[tuple[str, Words]]:
        yield "voucher.basis", draft.voices.same(rule.basis)
        yield "voucher.grant", say("cny", n=f"{rule.grant_cny_per_year:,}")
        yield "voucher.offset", say("voucher.pct", n=rule.offset_pct_per_deal, base=rule.offset_base)
        yield "voucher.years", say("years", n=rule.years_max)
        yield "voucher.cleared", of(rule.cleared_at)
        for key, texts in (
            ("voucher.lapses", rule.lapses_if),
            ("voucher.eligible", rule.eligible),
            ("voucher.services", rule.services),
        ):
            yield key, draft.listed(texts)
        yield "voucher.carry_over", say("yes" if rule.carry_over else "no")
        yield "voucher.window", of(rule.window)
        yield "column.valid_until", valid(draft, rule.valid_until)

    return draft.part(
        "resources/voucher",
        _pairs(draft, pairs()),
        _rule_note(draft, rule.source, rule.status),
        title=of(rule.text),
    )


def _risk_pool(draft: Draft, rule: RiskPoolRule) -> Part:
    say, of = draft.voices.say, draft.voices.of

    def pairs() -> Iterator[tuple[str, Words]]:
        yield "pool.cooperation", say("wan", n=rule.cooperation_min_wan)
        yield (
            "pool.deposit",
            say("pool.pct", n=rule.deposit_min_pct_of_first_instalment, account=rule.deposit_account),
        )
        yield "pool.size", say("wan", n=rule.pool_wan)
        yield "pool.advance", of(rule.pool_advance)
        yield "pool.milestones", say("length.months", n=rule.milestone_max_months)
        yield (
            "pool.states",
            draft.voices.each(lambda voice: voice.listed(voice.of(each.text) for each in rule.states)),
        )
        yield "column.valid_until", valid(draft, rule.valid_until)

    return draft.part(
        "resources/pool",
        _pairs(draft, pairs()),
        _rule_note(draft, rule.source, rule.status),
        title=of(rule.text),
    )
