"""The annexes: indicators and facts, resources, the law, an invented case, the calendar, the coverage, an index."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.chapters.stage import target
from handbook.draft import NOBODY, Draft
from handbook.elements import elements
from handbook.nodes import Cell, Items, Para, Part, Row, Table, Words
from handbook.voice import Voice
from stages.model import Duty, Fact, LegalRule, Milestone, RiskPoolRule, Source, Stage, Target, VoucherRule


def definitions(draft: Draft) -> Part:
    """Indicators in full, and every fact that a rule may ask."""
    return draft.part(
        "definitions", parts=(_indicators(draft), _targets(draft), _facts(draft), _events(draft))
    )


def _indicators(draft: Draft) -> Part:
    rows = (
        draft.clause(
            "indicators", each.code, draft.text(each.text), target(draft, each),
            draft.cell(draft.voices.of(each.formula), draft.applies(each.applies_if)),
            draft.cell(draft.voices.say(f"level.{each.level}"), draft.voices.say(f"indicator.{each.kind}")),
            source=each.source, roles=draft.parties,
        )
        for each in draft.standard.indicators.values()
    )  # fmt: skip
    heads = [("column.indicator", 28), ("column.target", 20), ("column.formula", 44), ("column.level", 16)]
    return draft.part("definitions/indicators", draft.para("indicators.read"), draft.table(heads, rows))


def _targets(draft: Draft) -> Part | None:
    standard, say = draft.standard, draft.voices.say
    if not standard.targets:
        return None
    heads = [("column.indicator", 50), ("column.target_2025", 20), ("column.actual_2024", 20)]
    targets = (_target(draft, each) for each in standard.targets.values())
    actuals = (
        draft.clause(
            "actuals_2024_only",
            each.code,
            draft.noted(each.text, each.note),
            draft.cell(draft.measured(each.actual_2024, each.unit)),
            source=each.source,
        )
        for each in standard.actuals.values()
    )
    return draft.part(
        "definitions/targets",
        draft.table(heads, targets, caption=say("table.targets")),
        draft.table(
            [("column.indicator", 60), ("column.actual_2024", 30)], actuals, caption=say("table.actuals")
        ),
        roles=draft.deciders,
    )


def _target(draft: Draft, target: Target) -> Row:
    sign = draft.voices.say(f"op.{target.op}")[0]
    actual = draft.measured(target.actual_2024, target.unit) if target.actual_2024 is not None else "—"
    wanted = draft.cell(draft.measured(target.target_2025, target.unit, sign))
    return draft.clause(
        "targets",
        target.code,
        draft.noted(target.text, target.note),
        wanted,
        draft.cell(actual),
        source=target.source,
    )


def _facts(draft: Draft) -> Part:
    heads = [("column.fact", 44), ("column.type", 26), ("column.recorded_by", 22), ("column.from", 22)]
    rows = (_fact(draft, each) for each in draft.standard.facts.values())
    return draft.part(
        "definitions/facts", draft.para("facts.read"), draft.table(heads, rows), roles=draft.parties
    )


def _fact(draft: Draft, fact: Fact) -> Row:
    def kind(voice: Voice) -> str:
        told = voice.say(f"type.{fact.type}")
        if fact.values:
            told = f"{told}{voice.say('colon')}{voice.listed(voice.of(value.text) for value in fact.values)}"
        return f"{told}（{voice.of(fact.unit)}）" if fact.unit else told

    recorder = fact.entered_by or fact.recorded_by
    by = draft.say("fact.computed") if fact.computed else draft.who(recorder)
    return draft.clause(
        "facts", fact.name, draft.text(fact.text), draft.cell(draft.voices.each(kind)), by, _origin(draft, fact),
        roles=draft.roles_of(recorder) or draft.deciders,
    )  # fmt: skip


def _origin(draft: Draft, fact: Fact) -> Cell:
    if fact.from_document:
        return draft.text(draft.standard.documents[fact.from_document].text)
    if fact.from_duties:
        return draft.cell(codes=fact.from_duties)
    return draft.cell(fact.origin.of or "—", fact.origin.or_since or "")


def _events(draft: Draft) -> Part:
    facts = draft.standard.facts
    rows = (
        draft.clause(
            "events",
            each.name,
            draft.text(each.text),
            draft.text(facts[each.dated_by].text) if each.dated_by else draft.cell("—"),
        )
        for each in draft.standard.events.values()
    )
    return draft.part(
        "definitions/events",
        draft.table([("column.event", 50), ("column.dated_by", 40)], rows),
        roles=draft.parties,
    )


# Resources --------------------------------------------------------------------------------------------------------


def resources(draft: Draft) -> Part:
    """What projects may be offered, and until when: amounts live here only, so that the body does not age."""
    standard = draft.standard
    rows = (
        draft.clause(
            "resources", each.code, draft.text(each.text), draft.cell(draft.words("resource", each.kind)),
            draft.cell(*(draft.voices.of(standard.stages[code].text) for code in each.stages)),
            draft.cell(draft.day(each.valid_until, "valid.open")),
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
        yield "voucher.window", of(rule.window)

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

    return draft.part(
        "resources/pool",
        _pairs(draft, pairs()),
        _rule_note(draft, rule.source, rule.status),
        title=of(rule.text),
    )


# The law -----------------------------------------------------------------------------------------------------------


def law(draft: Draft) -> Part:
    """Rules of law in figures, each with how far it was checked; and which clauses rest on which article."""
    rules = draft.standard.legal_rules.values()
    heads = [("column.legal_rule", 66), ("column.status", 24)]
    index = draft.plain_table(
        [("column.article", 46), ("column.clauses", 54)],
        _cited(draft),
        caption=draft.voices.say("table.cited"),
    )
    return draft.part(
        "law", draft.para("law.read"), draft.table(heads, (_rule(draft, each) for each in rules)), index
    )


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
    for ref in sorted(cited):
        yield Row((draft.cell(_citation(draft, ref)), draft.cell(codes=dict.fromkeys(cited[ref]))))


def _citation(draft: Draft, ref: str) -> Words:
    return draft.voices.each(lambda voice: voice.citation(ref))


# Case, calendar, coverage, index -----------------------------------------------------------------------------------


def case(draft: Draft) -> Part:
    """An invented project on the normal way, in working days from the day each stage is entered."""
    parts, day = [], 1
    for stage in draft.standard.stages.values():
        parts.append(_case_of(draft, stage, day))
        day += stage.duration.typical_wd
    return draft.part("case", draft.para("case.read"), parts=parts, roles=draft.parties)


def _case_of(draft: Draft, stage: Stage, day: int) -> Part:
    rows = (
        Row(
            (
                draft.cell(codes=[each.code]),
                draft.text(each.text),
                draft.cell(draft.due(each.due, each.kind)),
                draft.who(each.owner),
            )
        )
        for each in stage.milestones
        if each.applies_if is None and not each.due.repeats and each.kind != "notice"
    )
    heads = [("column.code", 16), ("column.milestone", 36), ("column.due", 36), ("column.owner", 14)]
    start = draft.para("case.stage", stage=stage.text, day=day, n=stage.duration.typical_wd)
    title = draft.voices.of(stage.text)
    return draft.part(f"case/{stage.code}", start, draft.plain_table(heads, rows), title=title)


def calendar(draft: Draft) -> Part:
    """The working days of the year that the book was given."""
    year = draft.given.year
    if year is None:
        return draft.part("calendar", draft.para("calendar.none"), roles=draft.parties)
    months = (
        Row((draft.say("month", n=n), draft.cell(str(days))))
        for n, days in enumerate(year.working_days, start=1)
    )
    off = (
        Row(
            (
                draft.cell(draft.day(each.day, "none")),
                draft.say("day.works" if each.is_working else "day.off"),
                draft.cell(each.holiday),
            )
        )
        for each in year.days
    )
    say = draft.voices.say
    return draft.part(
        "calendar",
        draft.para(
            "calendar.year" if year.is_published else "calendar.provisional",
            year=year.year,
            n=sum(year.working_days),
        ),
        draft.plain_table(
            [("column.month", 40), ("column.working_days", 60)], months, caption=say("table.months")
        ),
        draft.plain_table(
            [("column.day", 40), ("column.is_working", 24), ("column.holiday", 36)],
            off,
            caption=say("table.days"),
        ),
        roles=draft.parties,
    )


def coverage(draft: Draft) -> Part:
    """How many elements of each block the book states: all of them, once each."""
    counted: dict[str, list[str]] = {}
    for block, code in elements(draft.standard):
        counted.setdefault(block, []).append(code)
    rows = (
        Row((draft.say(f"block.{block}") , draft.cell(str(len(codes))), draft.cell(f"{codes[0]} … {codes[-1]}")))
        for block, codes in counted.items()
    )  # fmt: skip
    heads = [("column.what", 40), ("column.count", 16), ("column.first_last", 44)]
    total = sum(len(codes) for codes in counted.values())
    return draft.part(
        "coverage", draft.para("coverage.read", n=total), draft.plain_table(heads, rows), roles=draft.deciders
    )


def bibliography(draft: Draft) -> Part:
    """What was only seen in a secondary source, and the plan: informative."""
    known = draft.standard.references
    unread = [norm.text for norm in known.standards.values() if norm.status != "verified"]
    unread += [
        law.text for law in known.laws.values() if not any(s == "verified" for s in law.articles.values())
    ]
    entries = (known.plan.text, *unread)
    return draft.part(
        "bibliography",
        draft.para("bibliography.read"),
        Items(tuple(draft.voices.of(text) for text in entries)),
    )


def index(draft: Draft) -> Part:
    """Kinds of document by the clauses that ask for them: what one has in hand leads to what it is for."""
    standard = draft.standard
    rows = []
    for document in sorted(standard.documents.values(), key=lambda each: each.text.zh):
        codes = [duty.code for duty in standard.duties.values() if document.code in duty.evidence]
        if codes:
            roles = draft.roles_of(*(standard.duties[code].role for code in codes)) or NOBODY
            rows.append(Row((draft.text(document.text), draft.cell(codes=codes)), roles=roles))
    return draft.part("index", draft.plain_table([("column.document", 40), ("column.clauses", 60)], rows))
