"""What comes before the rules: foreword, introduction, scope, references, terms, general rules (GB/T 1.1 order)."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.draft import Draft, offices_of
from handbook.flowchart import draw, draw_way
from handbook.labels import TEXTS
from handbook.nodes import Figure, Items, Para, Part, Row, Words
from stages.model import Law, NormStandard, RoleDef, Substitute

PRINCIPLES = tuple(key for key in TEXTS if key.startswith("principle."))
TERMS = tuple(key.removesuffix(".name") for key in TEXTS if key.startswith("term.") and key.endswith(".name"))
CLOCKS = tuple(key for key in TEXTS if key.startswith("clock."))


def foreword(draft: Draft) -> Part:
    """On what it rests, how it was drafted, how to read it, what changed."""
    standard = draft.standard
    plan = standard.references.plan
    return draft.part(
        "foreword",
        draft.para("foreword.basis", plan=plan.text),
        draft.para("foreword.derived"),
        draft.para("foreword.drafted"),
        Para(draft.voices.of(standard.issued), "note"),
        draft.para("foreword.marks"),
        draft.para("foreword.kept"),
        draft.note("foreword.layout"),
    )


def introduction(draft: Draft) -> Part:
    """Why, and the whole on one picture."""
    said = draft.voices.say
    alt = said("figure.way.alt", stages=_stages(draft))
    way = Figure(draw_way(draft.voices.voices[0], draft.graph, alt[0]), said("figure.way"), alt)
    return draft.part("introduction", draft.para("introduction.why"), draft.para("introduction.how"), way)


def road(draft: Draft) -> Figure:
    """The whole road of a project as a drawing, on a page of its own."""
    said = draft.voices.say
    alt = said("figure.road.alt", stages=_stages(draft))
    return Figure(draw(draft.voices.voices[0], draft.graph, alt[0]), said("figure.road"), alt, is_wide=True)


def _stages(draft: Draft) -> Words:
    return draft.listed(stage.text for stage in draft.standard.stages.values())


def scope(draft: Draft) -> Part:
    """For what and for whom it is."""
    standard = draft.standard
    roles = draft.names(*(role.code for role in standard.roles.values() if role.party))
    sentence = tuple(
        voice.say(
            "scope.what",
            stages=voice.listed(voice.of(stage.text) for stage in standard.stages.values()),
            roles=told,
            n=len(standard.duties),
            gates=len(standard.gates),
        )
        for voice, told in zip(draft.voices.voices, roles, strict=True)
    )
    return draft.part("scope", Para(sentence), draft.para("scope.not"), draft.para("scope.organisation"))


def references(draft: Draft) -> Part:
    """Dated references, law before standards; what was only seen in a secondary source is informative."""
    known = draft.standard.references
    return draft.part(
        "references",
        draft.para("references.read"),
        draft.table(
            [("column.law", 44), ("column.edition", 24), ("column.status", 18), ("column.articles", 30)],
            [_law(draft, law) for law in known.laws.values()],
            caption=draft.voices.say("table.laws"),
        ),
        draft.table(
            [("column.standard", 70), ("column.status", 30)],
            [_norm(draft, norm) for norm in known.standards.values()],
            caption=draft.voices.say("table.standards"),
        ),
    )


def _law(draft: Draft, law: Law) -> Row:
    by_status: dict[str, list[str]] = {}
    for article, status in law.articles.items():
        by_status.setdefault(status, []).append(article)
    articles = (_articles(draft, listed, status) for status, listed in by_status.items())
    return draft.clause(
        "laws", law.code, draft.text(law.text), draft.text(law.edition), draft.say(f"status.{law.status}"),
        draft.cell(*articles),
    )  # fmt: skip


def _articles(draft: Draft, articles: list[str], status: str) -> Words:
    return draft.voices.each(lambda voice: voice.listed(articles) + voice.say(f"status.{status}"))


def _norm(draft: Draft, norm: NormStandard) -> Row:
    weight = "references.normative" if norm.status == "verified" else "references.informative"
    return draft.clause(
        "standards", norm.code, draft.text(norm.text),
        draft.cell(draft.voices.say(weight), draft.voices.say(f"status.{norm.status}")),
    )  # fmt: skip


def terms(draft: Draft) -> Part:
    """The words that mean one thing each."""
    is_single = len(draft.voices.langs) == 1
    rows = []
    for n, term in enumerate(TERMS, start=1):
        name = TEXTS[f"{term}.name"]
        equivalent = (draft.cell(name.en if draft.voices.langs[0] == "zh" else name.zh),) if is_single else ()
        rows.append(
            Row((draft.cell(f"3.{n}"), draft.say(f"{term}.name"), *equivalent, draft.say(f"{term}.is")))
        )
    between = [("column.equivalent", 26)] if is_single else []
    heads = [("column.number", 9), ("column.term", 22), *between, ("column.meaning", 90)]
    return draft.part("terms", draft.para("terms.read"), draft.plain_table(heads, rows))


def general(draft: Draft) -> Part:
    """Principles, parties, phases, offices, powers, red lines, clocks."""
    voices = draft.voices
    return draft.part(
        "general",
        parts=(
            draft.part(
                "general/principles", Items(tuple(voices.say(key) for key in PRINCIPLES), lettered=True)
            ),
            _phases(draft),
            _roles(draft),
            _offices(draft),
            _red_lines(draft),
            draft.part("general/clocks", Items(tuple(voices.say(key) for key in CLOCKS), lettered=True)),
        ),
    )


def _phases(draft: Draft) -> Part:
    rows = (
        draft.clause(
            "phases", phase.code,
            draft.cell(draft.voices.of(phase.text), phase.short),
            draft.cell(draft.voices.of(phase.theme), draft.voices.of(phase.note) if phase.note else ()),
            draft.cell(*(draft.voices.of(draft.standard.stages[code].text) for code in phase.stages)),
            draft.cell(f"{phase.trl[0]}–{phase.trl[1]}" if phase.trl else "—"),
            draft.cell(codes=[phase.exit_gate]),
            source=phase.source,
        )
        for phase in draft.standard.phases.values()
    )  # fmt: skip
    heads = [
        ("column.phase", 18),
        ("column.theme", 46),
        ("column.stages", 22),
        ("column.trl", 12),
        ("column.gate", 12),
    ]
    return draft.part("general/phases", draft.table(heads, rows))


def _roles(draft: Draft) -> Part:
    standard = draft.standard
    roles = draft.table(
        [("column.role", 18), ("column.letter", 10), ("column.who", 70)],
        [_role(draft, role) for role in standard.roles.values()],
        caption=draft.voices.say("table.roles"),
    )
    kinds = draft.table(
        [("column.kind", 40), ("column.role", 30), ("column.external", 20)],
        [
            draft.clause(
                "organisation_kinds", kind.code, draft.text(kind.text),
                draft.who(kind.role) if kind.role else draft.cell("—"),
                draft.say("yes" if kind.external else "no"),
            )
            for kind in standard.organisation_kinds.values()
        ],
        caption=draft.voices.say("table.kinds"),
    )  # fmt: skip
    absent = draft.table(
        [("column.role", 16), ("column.rule", 66), ("column.duties", 26)],
        list(_absent(draft)),
        caption=draft.voices.say("table.absent"),
    )
    return draft.part("general/roles", roles, kinds, absent)


def _role(draft: Draft, role: RoleDef) -> Row:
    idle = draft.voices.of(role.idle) if role.idle else ()
    return draft.clause(
        "roles", role.code, draft.text(role.text), draft.cell(role.letter), draft.cell(draft.voices.of(role.who), idle),
        source=role.source,
    )  # fmt: skip


def _absent(draft: Draft) -> Iterator[Row]:
    for rule in draft.standard.flow.absent_party.values():
        lines = [draft.voices.of(rule.text)]
        if rule.substitute:
            lines.append(_with(draft, "absent.substitute", rule.substitute))
        if rule.confirmer:
            lines.append(_with(draft, "absent.confirmer", rule.confirmer))
        lines += _bought(draft, rule)
        if rule.never:
            lines.append(draft.voices.say("absent.never", codes=draft.codes(rule.never)))
        codes = (*rule.duties, *((rule.criterion,) if rule.criterion else ()))
        yield draft.clause(
            "absent_party",
            rule.code,
            draft.who(rule.role),
            draft.cell(*lines),
            draft.cell(codes=codes),
            source=rule.source,
        )


def _bought(draft: Draft, rule: Substitute) -> Iterator[Words]:
    """Who buys, with what paper, and what is so from then on."""
    if rule.buyer:
        yield _with(draft, "absent.buyer", rule.buyer)
    if rule.docs:
        yield draft.voices.each(lambda voice: voice.say("absent.docs", docs=voice.documents(rule.docs)))
    if rule.sets:
        yield draft.voices.each(lambda voice: voice.say("absent.sets", told=voice.assigned(rule.sets)))


def _with(draft: Draft, key: str, code: str) -> tuple[str, ...]:
    return draft.voices.each(lambda voice: voice.say(key, who=voice.who(code)))


def _offices(draft: Draft) -> Part:
    standard = draft.standard
    offices = draft.table(
        [("column.office", 40), ("column.role", 20), ("column.rank", 10), ("column.held", 34)],
        [
            draft.clause(
                "offices", office.code, draft.text(office.text), draft.who(office.role),
                draft.cell(str(office.rank)), draft.say(f"held.{office.held}"), source=office.source,
            )
            for role in standard.roles for office in offices_of(standard, role)
        ],
        caption=draft.voices.say("table.offices"),
    )  # fmt: skip
    powers = draft.table(
        [("column.act", 60), ("column.office", 40)],
        [
            draft.clause(
                "powers",
                power.code,
                draft.text(power.text),
                draft.cell(draft.office(power.office)),
                source=power.source,
            )
            for power in standard.powers
        ],
        caption=draft.voices.say("table.powers"),
    )
    return draft.part("general/offices", draft.para("offices.confirm"), offices, powers)


def _red_lines(draft: Draft) -> Part:
    rows = (
        draft.clause(
            "red_lines", line.code, draft.text(line.text), draft.cell(codes=line.gates), source=line.source
        )
        for line in draft.standard.red_lines.values()
    )
    heads = [("column.red_line", 70), ("column.gates", 30)]
    return draft.part("general/red_lines", draft.para("red_lines.any"), draft.table(heads, rows))
