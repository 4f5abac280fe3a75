"""Who does, who answers, who is heard and who is told, for every duty and every gate: derived, never written down.

R: the role that owns the duty, or proposes at the gate. A: the one office that confirms the duty, or decides at the
gate. C: offices that are heard at the gate (no veto). I: everybody else who takes part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handbook.nodes import Element
from stages.model import Duty, Gate, Standard, Text


@dataclass(frozen=True, slots=True)
class Assignment:
    """One item: `answers` is its one A, an office; `letters` has R, A, C or I by role, where R and A may share one."""

    element: Element
    text: Text
    answers: str
    letters: Mapping[str, str]


def raci(standard: Standard) -> Iterator[Assignment]:
    """Every duty and every gate, stage by stage."""
    for stage in standard.stages.values():
        yield from (_of_duty(standard, duty) for duty in stage.duties)
        yield _of_gate(standard, stage.gate)


def _of_duty(standard: Standard, duty: Duty) -> Assignment:
    letters = _letters(standard, {"R": [duty.role], "A": [standard.offices[duty.confirmer].role]})
    return Assignment(("duties", duty.code), duty.text, duty.confirmer, letters)


def _of_gate(standard: Standard, gate: Gate) -> Assignment:
    def role(office: str) -> str:
        return standard.offices[office].role

    heard = [role(office) for office in gate.consult]
    letters = _letters(standard, {"R": [role(gate.propose)], "A": [role(gate.decider)], "C": heard})
    return Assignment(("gates", gate.code), gate.text, gate.decider, letters)


def _letters(standard: Standard, given: Mapping[str, list[str]]) -> Mapping[str, str]:
    """The letters of each role; a party without one is told."""
    found = {role: "/".join(letter for letter in given if role in given[letter]) for role in standard.roles}
    return MappingProxyType(
        {role: letters or ("I" if standard.roles[role].party else "") for role, letters in found.items()}
    )
