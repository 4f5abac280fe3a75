"""Each check, broken once on purpose in a copy of a sound standard."""

# ruff: noqa: E501 - one mistake a line reads as a table

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stages import Standard, load
from stages.checks import (
    CHECKS,
    JudgedShare,
    check,
    entry,
    facts,
    judged_share,
    measures,
    names,
    people,
    scoring,
    time,
    tracks,
    way,
    words,
    work,
)
from stages.checks.findings import covers
from stages.yamltree import Problem
from tests.stages.editing import replace

Check = Callable[[Standard], Iterator[Problem]]


def problems(folder: Path) -> tuple[Problem, ...]:
    return check(load(folder))


def sentences(folder: Path) -> list[str]:
    return [str(problem) for problem in problems(folder)]


def test_the_released_standard_and_the_small_one_are_sound(released: Standard, small: Standard) -> None:
    assert check(released) == ()
    assert check(small) == ()


def test_the_share_of_judged_criteria_is_known(released: Standard) -> None:
    assert judged_share(released) == JudgedShare(judged=8, criteria=59)


# Names: the file, what is replaced by what, and what is said about it ------------------------------------------------

UNKNOWN = [
    ("roles.yaml", "stages: [mining, evaluation]", "stages: [mining, evaluating]", "names 'evaluating'"),
    ("roles.yaml", "exit_gate: G2", "exit_gate: G22", "which is no gate; did you mean G2?"),
    ("roles.yaml", "office: PO", "office: POO", "which is no office; did you mean PO?"),
    ("mining.yaml", "phase: zero_to_one", "phase: zero_to_two", "did you mean zero_to_one?"),
    ("mining.yaml", "owner: government", "owner: goverment", "no role or external organisation"),
    ("mining.yaml", "due: {from: MIN-M2, wd: 10}", "due: {from: MIN-M22, wd: 10}", "did you mean MIN-M2?"),
    ("mining.yaml", "before: confidential_disclosure", "before: confidential", "which is no event"),
    ("mining.yaml", "doer: PL", "doer: PX", "MIN-P-1 doer: names 'PX', which is no office"),
    ("mining.yaml", "by: SH", "by: S", "MIN-G-1 by: names 'S'"),
    ("mining.yaml", "milestone: MIN-M1", "milestone: MIN-M0", "MIN-G-1 milestone: names 'MIN-M0'"),
    ("mining.yaml", "ev: [assignment_record]", "ev: [assignment]", "did you mean assignment_record?"),
    ("mining.yaml", "kinds: [source_platform]", "kinds: [source]", "which is no organisation kind"),
    ("mining.yaml", "docs: [disclosure_form]", "docs: [form]", "MIN-D1 docs"),
    ("mining.yaml", "decider: SH", "decider: SHH", "G1 decider"),
    ("mining.yaml", "judge: PO", "judge: judge", "G1-C7 judge"),
    ("mining.yaml", "move: T03", "move: gate_go", "G1/go move: names 'gate_go', which is no move"),
    ("mining.yaml", "facts: [acceptance_notice_on,", "facts: [acceptance_on,", "MIN-K1 facts"),
    ("mining.yaml", "answered_by: [MIN-P-3,", "answered_by: [MIN-P-33,", "mining risks: names 'MIN-P-33', which is no duty or criterion or move"),
    ("documents.yaml", "facts: [state_secret,", "facts: [state_secrets,", "screening_form facts: names 'state_secrets'"),
    ("mining.yaml", "resources: [project_call,", "resources: [project_calls,", "did you mean project_call?"),
    ("evaluation.yaml", "sets: {poc_required: true}", "sets: {poc: true}", "G2/recycle sets: names 'poc', which is no flag"),
    ("evaluation.yaml", "redo: [EVA-P-5", "redo: [EVA-P-55", "G2/recycle redo"),
    ("landing.yaml", "opens: approval", "opens: approving", "which is no stage; did you mean approval?"),
    ("facts.yaml", "entered_by: PO", "entered_by: POO", "entered_by: names 'POO'"),
    ("facts.yaml", "dated_by: publicity_started_on", "dated_by: publicity_on", "publicity_start dated_by"),
    ("facts.yaml", "from: {document: payment_proof}", "from: {document: payment}", "which is no document"),
    ("flow.yaml", "stage: mining", "stage: digging", "E1 stage: names 'digging'"),
    ("flow.yaml", "- MIN-G-1\n", "- MIN-G-0\n", "fast keep_duties"),
    ("flow.yaml", "criterion: G3-C10", "criterion: G3-C99", "B4 criterion"),
    ("flow.yaml", "to: active", "to: activ", "T01 to: names 'activ', which is no status or place of departure"),
    ("flow.yaml", "from: [draft]", "from: [drafts]", "T01 from"),
    ("flow.yaml", "actors: [gate_decider]", "actors: [gate_deciders]", "T03 actors"),
    ("flow.yaml", "outcome: in_district", "outcome: in_town", "T14 outcome"),
    ("flow.yaml", "then: [T08", "then: [T88", "T09 then"),
    ("flow.yaml", "buyer: platform", "buyer: platforms", "B1 buyer"),
    ("flow.yaml", "redo: [APR-G-1", "redo: [APR-G-11", "T21 redo"),
    ("flow.yaml", "- serious_dishonesty", "- dishonesty", "T21 clears"),
    ("flow.yaml", "corrects: [scale_target_wan", "corrects: [scale_target", "T20 corrects"),
    ("flow.yaml", "settles: [S1", "settles: [S9", "T11 settles: names 'S9', which is no settlement"),
    ("flow.yaml", "doc: settlement_audit", "doc: audit", "S1 doc"),
    ("flow.yaml", "survey: GRO-R4", "survey: GRO-R9", "T14 survey"),
    ("rubric.yaml", "D3: 2, D8: 2}", "D3: 2, D9: 2}", "which is no dimension"),
    ("rubric.yaml", "duty: MIN-G-5", "duty: MIN-G-55", "G1 duty"),
    ("rubric.yaml", "relations: [kin,", "relations: [kinship,", "RC1 relations: names 'kinship', which is no kind of relation"),
    ("rubric.yaml", "kinds: [finance]", "kinds: [banks]", "RC7 kinds"),
    ("facts.yaml", "scored: level, of: D2", "scored: level, of: D22", "level_d2 of: names 'D22', which is no dimension"),
    ("supervision.yaml", "who: [owner, PO, SH]", "who: [owner, PO, boss]", "E2 who: names 'boss', which is no office or recipient"),
    ("rules.yaml", "fact: red_lines_hit", "fact: red_lines", "RL1 fact"),
    ("resources.yaml", "conditions: voucher_rule", "conditions: voucher", "service_voucher conditions"),
    ("targets.yaml", "counted_from: {gate: G4}", "counted_from: {gate: G44}", "landed_projects counted_from"),
    ("targets.yaml", "{sum: poc_services_done,", "{sum: poc_services,", "poc_services counted_from: names 'poc_services', which is no fact"),
    ("mining.yaml", "measure: {fact: matched_firms_contacted}", "measure: {fact: matched_firms}", "MIN-K2 measure: names 'matched_firms', which is no fact"),
    ("landing.yaml", "closing: {debt: issue,", "closing: {debt: worry,", "LAN-K6 measure: names 'worry', which is no kind of debt"),
    ("landing.yaml", "among: {passed: G3}", "among: {passed: G33}", "LAN-K7 measure: names 'G33', which is no gate"),
    ("duty-matrix.yaml", "lead: platform", "lead: platforms", "zero_to_one lead"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), UNKNOWN)
def test_a_name_that_nothing_defines_is_named(copy: Path, file: str, old: str, new: str, said: str) -> None:
    replace(copy, file, old, new)
    found = sentences(copy)
    assert any(each.startswith(f"{file}:") and said in each for each in found), found


def test_a_document_of_the_rubric_that_is_none_is_named(copy: Path) -> None:
    replace(copy, "rubric.yaml", "draw: draw_record", "draw: draws")
    assert any("rubric draw: names 'draws', which is no document" in each for each in sentences(copy))


def test_unknown_names_come_alone_because_other_checks_rely_on_them(copy: Path) -> None:
    replace(copy, "mining.yaml", "doer: PL", "doer: PX")
    replace(copy, "rubric.yaml", "w: 15", "w: 16")
    assert [problem.key for problem in problems(copy)] == ["MIN-P-1 doer"]


# Everything else ------------------------------------------------------------------------------------------------------

BROKEN = [
    (words.uncitable_sources, "mining.yaml", "source: {kind: plan, ref: [2(三)2]}", "source: {kind: plan}", "is plan and cites nothing; add ref"),
    (words.uncitable_sources, "mining.yaml", "ref: [2(三)2]", "ref: [9(九)9]", "which is not among the plan sections"),
    (words.uncitable_sources, "mining.yaml", "ref: [zj_conversion_reg/38]", "ref: [zj_conversion_reg/99]", "'zj_conversion_reg/99', which is not among the laws"),
    (words.uncitable_sources, "mining.yaml", "{kind: law, ref: [conversion_law/11]}", "{kind: law, ref: [2(三)2]}", "not among the laws"),
    (words.uncitable_sources, "mining.yaml", "basis: [zj_market_reg/9]", "basis: [zj_market_reg/999]", "MIN-I-1 basis: cites"),
    (words.missing_translations, "mining.yaml", "en: One-page technology profile", "en: 一页纸", "MIN-D2 en: holds Chinese characters; translate it"),
    (words.misplaced_codes, "growth.yaml", "prefix: GRO", "prefix: GRX", "GRO-P-2 id: must begin with GRX-P-"),
    (words.shared_names, "facts.yaml", "events:\n", "events:\n  - {name: LAN-M5, zh: 重名, en: twice, dated_by: trial_ended_on}\n", "LAN-M5 name: is a milestone as well"),
    (words.shared_names, "flow.yaml", "move: hold_expired", "move: hold", "'hold' is the name of 2 moves"),
    (words.shared_names, "landing.yaml", "prefix: LAN", "prefix: APR", "'APR' leads 2 stages"),
    (words.shared_names, "flow.yaml", "special_actors:\n", "special_actors:\n  - {id: expert, zh: 专家, en: expert}\n", "is a role, an office or a special actor twice"),
    (people.self_confirmed_duties, "mining.yaml", "doer: PL\n      by: PO", "doer: PL\n      by: IA", "MIN-P-1 by: is IA, of the side of PL"),
    (people.self_confirmed_duties, "mining.yaml", "doer: PO\n      by: SH", "doer: PO\n      by: PO", "MIN-G-1 by: is PO, of the side of PO"),
    (people.strange_doers, "mining.yaml", "doer: PL\n", "doer: EL\n", "MIN-P-1 doer: is EL, an office of enterprise; the duty is one of platform"),
    (people.deciding_proposers, "mining.yaml", "decider: SH", "decider: PO", "G1 decider: is PO, who also proposes"),
    (people.deciding_proposers, "landing.yaml", "decider: DIR", "decider: SH", "G4/stop decider: is SH, who also proposes"),
    (people.deciding_proposers, "flow.yaml", "mode: decide\n        decider: SH", "mode: decide\n        decider: PO", "fast path G1 decider: is PO, who also proposes"),
    (people.deciding_proposers, "flow.yaml", "decider: GOV", "decider: DIR", "major changes G3 decider: is DIR, who also proposes"),
    (people.duties_of_the_unknown, "evaluation.yaml", "req: C\n      if: {flag: firm_known}", "req: R", "EVA-E-1 req: is owed before G3-C10 makes the party known (B4)"),
    (people.mistaken_substitutes, "flow.yaml", "duties: [MIN-I-3]", "duties: [MIN-E-1]", "B2 duties: lists MIN-E-1, which is none of intermediary"),
    (people.mistaken_substitutes, "flow.yaml", "never: [MIN-I-2,", "never: [MIN-I-3,", "B2 never: lists MIN-I-3, which 'duties' lists too"),
    (people.mistaken_substitutes, "flow.yaml", "substitute: PO", "substitute: bought_service", "B2 substitute: needs an office that does the listed duties"),
    (work.unopened_surveys, "flow.yaml", "survey: GRO-R4", "survey: GRO-R2", "T14 survey: names GRO-R2; name a milestone that is after_end"),
    (work.unopened_surveys, "flow.yaml", "    survey: LAN-R7\n", "", "LAN-R7 timing: is after_end, but no move names it as its survey"),
    (work.unopened_surveys, "flow.yaml", "    surveys: 1\n", "", "T22 survey: belongs beside surveys"),
    (words.vague_words, "mining.yaml", "zh: 完成初筛（涉密", "zh: 及时完成初筛（涉密", "MIN-G-2 zh: says 及时, which binds nobody"),
    (work.uncovered_duties, "growth.yaml", "milestone: GRO-M6", "milestone: LAN-M9", "GRO-G-6 milestone: LAN-M9 belongs to landing; name one of growth"),
    (work.uncovered_duties, "landing.yaml", "if: {flag: local_setup_agreed}\n      milestone: LAN-M4", "milestone: LAN-M4", "LAN-M4 may not apply where the duty does"),
    (work.undoable_milestones, "landing.yaml", "milestone: LAN-M13", "milestone: LAN-M12", "LAN-M13 kind: is a deadline that no required duty names"),
    (work.unfounded_law, "landing.yaml", "      basis: [company_law/32, company_law/49]\n", "", "LAN-E-10 binding: is law, and neither source nor basis cites one"),
    (work.gates_waiting_for_themselves, "mining.yaml", "milestone: MIN-M1", "milestone: MIN-M4", "MIN-G-1 milestone: MIN-M4 is the gate's own decision"),
    (work.gates_waiting_for_themselves, "mining.yaml", "kind: gate\n      blocking: false", "kind: gate\n      blocking: true", "MIN-M4 blocking: is true for the gate's own decision"),
    (work.gates_waiting_for_themselves, "mining.yaml", "due: {from: entry, wd: 25}", "due: {from: MIN-M4, wd: 1}", "MIN-M8 due: counts from the gate's own decision"),
    (work.gates_waiting_for_themselves, "mining.yaml", "fact: level_d2, op", "fact: rd_expense_wan, op", "rd_expense_wan comes only from duties after this gate"),
    (work.gates_waiting_for_themselves, "approval.yaml", "fact: own_fund_cover_pct, op: '>=', value: 100", "fact: scale_target_wan, op: '>=', value: 100", "comes only from duties after this gate"),
    (work.decisions_without_milestone, "mining.yaml", "kind: gate\n", "kind: notice\n", "mining milestones: has 0 milestones of kind gate"),
    (work.mistimed_duties, "mining.yaml", "milestone: MIN-M7\n      timing: after_gate", "milestone: MIN-M7", "MIN-G-3 timing: is before_gate, its milestone MIN-M7 is after_gate"),
    (work.mistimed_duties, "growth.yaml", "repeat: half_yearly", "repeat: monthly", "GRO-G-2 repeat: is monthly, but GRO-R1 does not come every 1 months"),
    (work.mistimed_duties, "growth.yaml", "      repeat: half_yearly\n", "", "GRO-G-2 repeat: is missing, and GRO-R1 comes every 6 months"),
    (work.mistaken_kinds, "landing.yaml", "wd: 15, each: true}", "wd: 15}", "LAN-R3 due: comes once"),
    (work.mistaken_kinds, "evaluation.yaml", "due: {from: EVA-M5, wd: 5}", "due: {from: EVA-M5, every_wd: 5}", "EVA-M6 due: must give a window one start and one length"),
    (work.unowed_deliverables, "mining.yaml", "docs: [technology_profile]", "docs: [nda, contract]", "MIN-D2 docs: contract is owed by no duty of mining"),
    (time.undated_events, "facts.yaml", ", dated_by: publicity_started_on", "", "publicity_start dated_by: is missing"),
    (time.undated_events, "facts.yaml", "dated_by: publicity_started_on", "dated_by: publicity_days", "publicity_days is a number; name a fact of type date"),
    (time.misplaced_starts, "growth.yaml", "due: {from: GRO-M4, wd: 20}", "due: {from: LAN-M11, wd: 20}", "GRO-M5 due: counts from LAN-M11 of landing"),
    (time.misplaced_starts, "landing.yaml", "due: {from: entry, wd: 230}", "due: {from: LAN-M4, wd: 20}", "LAN-M9 due: counts from LAN-M4, which may not apply"),
    (time.circles, "evaluation.yaml", "due: {from: entry, wd: 15}", "due: {from: EVA-M3, wd: 15}", "runs in a circle (EVA-M2 -> EVA-M3 -> EVA-M2)"),
    (time.overlong_chains, "mining.yaml", "due: {from: MIN-M2, wd: 10}", "due: {from: MIN-M2, wd: 40}", "MIN-M3 due: ends 55 wd after entry, the stage lasts 45 at most"),
    (time.overlong_chains, "evaluation.yaml", "due: {from: EVA-M3, wd: 120}", "due: {from: EVA-M3, wd: 160}", "EVA-M4 due: ends 185 wd after entry, the stage lasts 180"),
    (time.overlong_chains, "mining.yaml", "typical_wd: 30", "typical_wd: 50", "mining duration: is typically longer than at most"),
    (time.overlong_chains, "flow.yaml", "{id: EVA-M2, due: {from: entry, wd: 5}}", "{id: EVA-M2, due: {from: entry, wd: 9}}", "EVA-M2 ends 9 wd after entry, 5 are allowed"),
    (time.overlong_chains, "flow.yaml", "due: {from: entry, every_wd: 125}", "due: {from: entry, wd: 600}", "LAN-M7 ends 600 wd after entry, 500 are allowed"),
    (time.shut_sending, "supervision.yaml", "until: '17:30'", "until: '08:00'", "sending until: is 08:00, not after 'from' at 09:00"),
    (time.disordered_ladder, "supervision.yaml", "at_wd: -5", "at_wd: -10", "R2 at_wd: is -10, not after R1 at -10"),
    (way.blind_options, "flow.yaml", "gates: [G1, G2, G3, G4]", "gates: [G1, G2, G3]", "G4/go move: T03 (gate_go) cannot be taken at G4"),
    (way.blind_options, "growth.yaml", "move: T14", "move: T03", "G5/go move: T03 (gate_go) cannot be taken at G5"),
    (way.strays, "roles.yaml", "stages: [growth]", "stages: [landing, growth]", "landing phase: is one_to_ten; exactly that phase must list landing"),
    (tracks.dropped_law, "flow.yaml", "      - APR-P-7\n", "", "fast keep_duties: leaves out APR-P-7, which the law imposes; keep it"),
    (tracks.undated_kept_duties, "flow.yaml", "      - {id: LAN-R6}\n", "", "fast milestones: keeps LAN-P-9, but not its milestone LAN-R6; add it"),
    (tracks.unordered_tracks, "flow.yaml", "order: 3", "order: 2", "standard order: is 2, as another track has it"),
    (tracks.startless_milestones, "flow.yaml", "      - {id: LAN-M1, due: {from: entry, wd: 20}}\n", "", "fast milestones: LAN-M2 counts from LAN-M1, which is left out"),
    (tracks.unordered_tracks, "flow.yaml", "order: 3", "order: 0", "fast if: stands on the last track"),
    (tracks.broken_paths, "flow.yaml", "- stage: mining\n        entry: [MIN-A1, MIN-A2]", "- stage: growth\n        entry: [MIN-A1, MIN-A2]", "fast path: goes growth, evaluation, approval, landing; take the stages in their order"),
    (tracks.broken_paths, "flow.yaml", "gate: G2\n        mode: deemed", "gate: G1\n        mode: deemed", "fast path: G1 does not close evaluation; name G2"),
    (tracks.broken_paths, "flow.yaml", "criteria: [G1-C2, G1-C7]", "criteria: [G1-C2, G2-C7]", "fast path criteria: G2-C7 is none of mining"),
    (tracks.broken_paths, "flow.yaml", "entry: [LAN-A1]", "entry: [GRO-A1]", "fast path entry: GRO-A1 is none of landing"),
    (tracks.broken_paths, "flow.yaml", "mode: deemed", "mode: close", "fast path: goes on after G2, which ends the project"),
    (tracks.broken_paths, "flow.yaml", "        mode: close\n        move: T22\n", "        mode: close\n", "fast path: G4 has a move where and only where its mode is close"),
    (tracks.broken_paths, "flow.yaml", "move: T22", "move: T14", "fast path: closes by T14, which must belong to the track fast"),
    (tracks.broken_paths, "flow.yaml", "      - MIN-G-1\n", "      - MIN-G-1\n      - GRO-G-1\n", "fast keep_duties: keeps GRO-G-1 of growth, through which it does not go"),
    (tracks.unfed_criteria, "flow.yaml", "criteria: [G2-C7]", "criteria: [G2-C7, G2-C8]", "fast path: G2-C8 asks for panel_valid, which comes from EVA-G-1, EVA-G-2"),
    (tracks.unfed_criteria, "flow.yaml", "- stage: evaluation\n        gate", "- stage: evaluation\n        entry: [EVA-A1]\n        gate", "fast path: EVA-A1 asks for technology_profile_complete, which comes from MIN-I-3 alone, and that is left out"),
    (tracks.misread, "flow.yaml", "{duty: LAN-E-5, repeat: half_yearly", "{duty: LAN-E-5, repeat: quarterly", "fast: LAN-E-5 repeat is quarterly, but LAN-R1 does not come every 3 months"),
    (tracks.misread, "flow.yaml", "gates: [G4]\n    tracks: [fast]", "gates: [G5]\n    tracks: [fast]", "fast: G4/go move T22 (close_filing) cannot be taken at G4"),
    (entry.doubled_rules, "flow.yaml", "kind: no_waiver", "kind: deemed", "X3 kind: is deemed, as that of another rule"),
    (entry.missing_rules, "flow.yaml", "kind: deemed", "kind: no_waiver", "E2 stage: skips stages, and mid_entry_rules has none of kind deemed"),
    (entry.lone_approvers, "flow.yaml", "doer: PO\n    by: SH", "doer: PO\n    by: PO", "X2 by: is PO, who does it as well"),
    (entry.lone_approvers, "flow.yaml", "doer: PO\n    by: DD", "doer: PO\n    by: SH", "X1 by: is SH, which roles.yaml gives no power to approve_entry"),
    (entry.unrated_facts, "flow.yaml", "facts: [level_d2,", "facts: [operating_normally, rd_expense_wan, level_d2,", "X1 facts: rd_expense_wan is recorded by EL, not by PO"),
    (facts.unknown_computations, "facts.yaml", "{computed: musts_unmet}", "{computed: weather}", "'weather' is nothing that the engine computes"),
    (facts.unknown_computations, "facts.yaml", "from: {computed: gate_passed, of: G3}", "from: {computed: gate_passed}", "approved_before of: must name a gate"),
    (facts.unrecorded_facts, "facts.yaml", "recorded_by: system\n    from: {computed: musts_unmet}", "recorded_by: PO\n    from: {computed: musts_unmet}", "musts_unmet recorded_by: is PO"),
    (facts.unrecorded_facts, "facts.yaml", "    entered_by: PO\n", "", "entered_by: belongs to facts that are recorded by system"),
    (facts.mistaken_tests, "mining.yaml", "if: {flag: demand_driven}", "if: {flag: demanding}", "asks for the flag 'demanding', which facts.yaml does not have"),
    (facts.mistaken_tests, "mining.yaml", "if: {flag: demand_driven}", "if: {flag: holder_named}", "asks for the flag 'holder_named'"),
    (facts.mistaken_tests, "mining.yaml", "if: {flag: demand_driven}", "if: {flag: demand_driven, is: true}", "demand_driven is yes or no"),
    (facts.mistaken_tests, "approval.yaml", "{flag: price_route, is: agreement}", "{flag: price_route, is: gift}", "price_route is never 'gift'; its values are agreement, listing, auction"),
    (facts.mistaken_tests, "approval.yaml", "{flag: price_route, is: agreement}", "{flag: price_route}", "price_route is never ''"),
    (facts.mistaken_tests, "mining.yaml", "fact: holder_named, op: ==, value: true", "fact: holder, op: ==, value: true", "asks for the fact 'holder'"),
    (facts.mistaken_tests, "mining.yaml", "fact: holder_named, op: ==, value: true", "fact: holder_named, op: ==, value: 1", "holder_named is a bool; it is never 1"),
    (facts.mistaken_tests, "mining.yaml", "fact: holder_named, op: ==, value: true", "fact: holder_named, op: '>', value: true", "holder_named is a bool and has no order"),
    (facts.judged_machines, "mining.yaml", "test: {fact: floors_unmet, op: ==, value: 0}", "test: {fact: musts_unmet, op: ==, value: 0}\n        judged: true\n        judge: PO", "G1-C9 judged: musts_unmet is computed, so nobody judges it"),
    (measures.mistaken_measures, "mining.yaml", "working_days: [submitted_on, acceptance_notice_on]", "difference: [submitted_on, acceptance_notice_on]", "MIN-K1 measure: takes 'submitted_on', a date; it must be number or count or level"),
    (measures.mistaken_measures, "mining.yaml", "facts: [matched_firms_contacted]", "facts: [firms_with_feedback]", "MIN-K2 measure: takes 'matched_firms_contacted', which is not among the indicator's facts"),
    (measures.mistaken_counts, "targets.yaml", "sum: registered_contract_wan", "sum: contract_registered", "technology_trade counted_from: takes 'contract_registered', a bool"),
    (scoring.unbalanced_weights, "rubric.yaml", "w: 15", "w: 16", "D1 w: of all dimensions add to 101; they must add to 100"),
    (scoring.incomplete_levels, "rubric.yaml", "{n: 9, zh: 国际领先", "{n: 8, zh: 国际领先", "D1 levels: describe [1, 2, 3, 4, 5, 6, 7, 8, 8]"),
    (scoring.incomplete_levels, "rubric.yaml", "levels: {D2: 2, D3: 2, D8: 2}", "levels: {D2: 12, D3: 2, D8: 2}", "G1 levels: D2 is 12; levels go from 0 to 9"),
    (scoring.broken_bands, "rubric.yaml", "below: 70", "below: 60", "B below: ends at 60, band A begins at 70; let them meet"),
    (scoring.broken_bands, "rubric.yaml", "min: 0\n      below: 39", "min: 5\n      below: 39", "X min: leave some totals without a band"),
    (scoring.broken_bands, "rubric.yaml", "below: 50\n      option: recycle", "below: 50\n      option: reuse", "C option: is 'reuse'; G2 offers go, hold, recycle, stop"),
    (scoring.unscored_gates, "rubric.yaml", "levels: {D2: 2, D3: 2, D8: 2}", "levels: {D1: 2, D3: 2, D8: 2}", "G1 levels: D1 has a floor at G1, where it is not scored"),
    (scoring.unknown_scores, "facts.yaml", "scored: weighted_total", "scored: grand_total", "weighted_total scored: is 'grand_total', which no evaluation yields"),
    (scoring.unknown_scores, "facts.yaml", "scored: level, of: D2", "scored: level", "level_d2 of: names the dimension of a level"),
    (scoring.broken_promises, "rubric.yaml", "blind_until_all_in: true", "blind_until_all_in: false", "blind_until_all_in: is false; the engine keeps it true"),
    (scoring.broken_promises, "rubric.yaml", "mixed: false", "mixed: true", "mixed: is true; the engine keeps it false"),
    (scoring.powerless_panels, "roles.yaml", "act: exclude_score", "act: exclude_scores", "but no office has the power exclude_score"),
    (scoring.powerless_panels, "roles.yaml", "letter: X\n    party: false", "letter: X\n    party: true", "no office belongs to a role that is no party"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "file", "old", "new", "said"), BROKEN, ids=[each[4][:60] for each in BROKEN]
)
def test_what_makes_no_sense_is_said(
    copy: Path, broken: Check, file: str, old: str, new: str, said: str
) -> None:
    replace(copy, file, old, new)
    standard = load(copy)
    found = [str(problem) for problem in broken(standard)]
    assert any(said in each for each in found), found
    assert set(found) <= {str(problem) for problem in check(standard)}


def test_a_finding_names_file_line_and_key(copy: Path) -> None:
    line = replace(copy, "mining.yaml", "doer: PO\n      by: SH", "doer: PO\n      by: PO")
    [problem] = problems(copy)
    assert (problem.file, problem.line, problem.key) == ("mining.yaml", line - 4, "MIN-G-1 by")


def test_an_office_of_another_organisation_kind_may_confirm_within_its_role(released: Standard) -> None:
    assert released.duties["APR-G-5"].doer == "PO"
    assert released.duties["APR-G-5"].confirmer == "PK"
    assert check(released) == ()


def test_a_party_without_a_duty_says_why(small_copy: Path) -> None:
    replace(
        small_copy,
        "roles.yaml",
        "    idle: {zh: 出版社不参加流程，只被告知, en: takes no part and is only told}\n",
        "",
    )
    assert sentences(small_copy) == [
        "roles.yaml:23: press duties: has no duty; give it one, or say in 'idle' why it has none"
    ]


def test_a_stage_that_no_move_and_no_entry_leads_to_is_unreachable(small_copy: Path) -> None:
    replace(small_copy, "flow.yaml", "    effect: next_stage\n", "")
    found = sentences(small_copy)
    assert any(
        "adoption : cannot be reached" in each or "adoption: cannot be reached" in each for each in found
    ), found


def test_a_state_without_a_way_to_an_end_is_a_dead_end(small_copy: Path) -> None:
    replace(small_copy, "flow.yaml", "from: [draft, active, gate_review, rework]", "from: [draft]")
    replace(
        small_copy, "flow.yaml", "from: [rework]\n    to: gate_review", "from: [draft]\n    to: gate_review"
    )
    assert any("suggestion/rework has no way out" in each for each in sentences(small_copy))


def test_a_move_that_leads_from_one_state_to_two_is_ambiguous(small_copy: Path) -> None:
    replace(small_copy, "flow.yaml", "move: decline\n", "move: adopt\n")
    assert any("leads from adoption/gate_review to 2 states" in each for each in sentences(small_copy))


def test_an_end_is_left_by_no_move(small_copy: Path) -> None:
    replace(
        small_copy,
        "flow.yaml",
        "from: [rework]\n    to: gate_review",
        "from: [rework, rejected]\n    to: gate_review",
    )
    assert any(
        "V05 from: leads on from suggestion/rejected, an end" in each for each in sentences(small_copy)
    )


def test_a_wider_condition_covers_a_narrower_one(released: Standard) -> None:
    rules = released.milestones["LAN-M2"].applies_if, released.milestones["LAN-M16"].applies_if
    assert covers(rules[0], rules[1])
    assert not covers(rules[1], rules[0])
    assert covers(None, rules[0])
    assert not covers(rules[0], None)


def test_every_check_has_been_broken_once() -> None:
    """A check that nobody has seen fail is no check. Those not in the tables have a test of their own here."""
    elsewhere = {
        names.unknown_names,
        people.idle_roles,
        way.unreachable_stages,
        way.dead_ends,
        way.revived_ends,
    }
    assert {each[0] for each in BROKEN} | elsewhere | {way.ambiguous_edges} == set(CHECKS)
