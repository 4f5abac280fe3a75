"""The second standard with a rubric of its own: other dimensions, other arithmetic, other steps."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.stages.editing import replace
from tests.world import SMALL

RUBRIC = SMALL.parent / "scored" / "rubric.yaml"
OFFICES = """offices:
  - id: CR
    code: chair_of_critics
    role: critics
    kind: null
    rank: 1
    held: seat
    zh: 书评人
    en: Critic
    source: {kind: proposal}
"""
ROLES = """roles:
  - id: critics
    letter: C
    party: false
    zh: 书评人
    en: Critics
    who: {zh: 评书的人, en: who judge books}
    source: {kind: proposal}
"""
POWERS = """powers:
  - {id: W21, act: assign_seat, office: HL, zh: 任命书评人, en: seat the critic, source: {kind: proposal}}
  - {id: W22, act: draw_panel, office: CU, zh: 抽签, en: draw, source: {kind: proposal}}
  - {id: W23, act: exclude_score, office: HL, zh: 排除, en: exclude, source: {kind: proposal}}
  - {id: W24, act: waive_conflict, office: BD, zh: 豁免, en: waive, source: {kind: proposal}}
  - {id: W25, act: keep_experts, office: HL, zh: 管库, en: keep the pool, source: {kind: proposal}}
"""
FACTS = """facts:
  - name: critics_valid
    type: bool
    zh: 评分有效
    en: panel counts
    recorded_by: CU
    from: {duties: [TRI-L-5], scored: panel_valid}
  - {name: mark, type: number, zh: 总分, en: mark, recorded_by: CU, from: {duties: [TRI-L-5], scored: weighted_total}}
  - name: use
    type: number
    zh: 有用级
    en: level of use
    recorded_by: CU
    from: {duties: [TRI-L-5], scored: level, of: USE}
  - name: too_low
    type: count
    zh: 低于最低级
    en: below floor
    recorded_by: CU
    from: {duties: [TRI-L-5], scored: floors_unmet}
"""
DUTY = """  duties:
    - id: TRI-L-5
      zh: 收齐书评
      en: Collect the critics' sheets
      role: library
      doer: CU
      by: HL
      req: R
      milestone: TRI-M4
      ev: [critics_note]
      binding: internal
      source: {kind: proposal}
"""
MUSTS = """    must:
      - id: K2-C2
        zh: 书评有效
        en: The critics count
        test: {fact: critics_valid, op: ==, value: true}
        source: {kind: proposal}
      - {id: K2-C3, zh: 总分够, en: Mark high enough, test: {fact: mark, op: '>=', value: 40}, source: {kind: proposal}}
      - id: K2-C4
        zh: 各维够
        en: Every level high enough
        test: {fact: too_low, op: ==, value: 0}
        source: {kind: proposal}
"""
DOCUMENTS = """documents:
  - {id: critics_note, zh: 书评, en: critics' note, form: false, secret: false}
"""
LAID_OVER = (
    ("roles.yaml", "roles:\n", ROLES),
    ("roles.yaml", "offices:\n", OFFICES),
    ("roles.yaml", "powers:\n", POWERS),
    ("facts.yaml", "facts:\n", FACTS),
    ("documents.yaml", "documents:\n", DOCUMENTS),
    ("trial.yaml", "  duties:\n", DUTY),
    ("trial.yaml", "    must:\n", MUSTS),
)


def scored_folder(tmp: Path) -> Path:
    """A copy of the second standard with the rubric laid over it."""
    folder = shutil.copytree(SMALL, tmp / "scored")
    shutil.copyfile(RUBRIC, folder / "rubric.yaml")
    for file, old, new in LAID_OVER:
        replace(folder, file, old, new)
    return folder
