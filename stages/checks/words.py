"""Sources that can be cited, texts in both languages, codes that say where they belong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from stages.checks.findings import Owner, found, parts
from stages.model import References, Source, Standard, Text
from stages.yamltree import Problem

_CHINESE = re.compile(r"[㐀-鿿]")
_VAGUE = re.compile("及时|原则上|有关部门|相关部门|尽快|尽可能|适时|酌情|必要时")


def uncitable_sources(standard: Standard) -> Iterator[Problem]:
    """Sources of plan, law or standard that cite nothing, or something that the references do not have."""
    for owner, key, part in parts(standard):
        if isinstance(part, Source):
            if part.kind != "proposal" and not part.ref:
                yield found(standard, owner, key, f"is {part.kind} and cites nothing; add ref")
            yield from _unknown(standard, owner, key, part)
        for ref in getattr(part, "basis", ()):
            if isinstance(getattr(part, "basis", None), tuple) and not standard.references.known(ref):
                yield found(
                    standard,
                    owner,
                    "basis",
                    f"cites {ref!r}, which references.yaml does not have; add it there",
                )


def _unknown(standard: Standard, owner: Owner, key: str, source: Source) -> Iterator[Problem]:
    for ref in source.ref:
        if not _citable(standard.references, source.kind, ref):
            where = {"plan": "plan sections", "law": "laws", "standard": "standards"}.get(
                source.kind, "references"
            )
            yield found(
                standard,
                owner,
                key,
                f"cites {ref!r}, which is not among the {where} of references.yaml; add it there",
            )


def _citable(references: References, kind: str, ref: str) -> bool:
    if kind == "plan":
        return ref in references.plan.sections
    if kind == "standard":
        return ref in references.standards
    return references.known(ref) and (kind != "law" or ref.partition("/")[0] in references.laws)


def missing_translations(standard: Standard) -> Iterator[Problem]:
    """English texts that still hold Chinese characters."""
    for owner, key, part in parts(standard):
        if isinstance(part, Text) and _CHINESE.search(part.en):
            yield found(
                standard, owner, key if key != "text" else "en", "holds Chinese characters; translate it"
            )


def vague_words(standard: Standard) -> Iterator[Problem]:
    """Texts with words that name neither a day nor an office: they bind nobody."""
    for owner, key, part in parts(standard):
        if isinstance(part, Text) and (vague := _VAGUE.search(part.zh)):
            message = f"says {vague[0]}, which binds nobody; name the day, the office or the condition"
            yield found(standard, owner, key if key != "text" else "zh", message)


def misplaced_codes(standard: Standard) -> Iterator[Problem]:
    """Duties and milestones whose printed code does not begin with that of their stage and role."""
    for duty in standard.duties.values():
        letter = standard.roles[duty.role].letter if duty.role in standard.roles else ""
        lead = f"{standard.stages[duty.stage].prefix}-{letter}-"
        if not duty.code.startswith(lead):
            yield found(standard, Owner("duties", duty.code), "id", f"must begin with {lead}")
    for milestone in standard.milestones.values():
        lead = f"{standard.stages[milestone.stage].prefix}-"
        if not milestone.code.startswith(lead):
            yield found(standard, Owner("milestones", milestone.code), "id", f"must begin with {lead}")


def shared_names(standard: Standard) -> Iterator[Problem]:
    """Names with two meanings where one is looked up: starting points of deadlines, actors, moves, prefixes."""
    for name in set(standard.events) & set(standard.milestones):
        yield found(standard, Owner("events", name), "name", "is a milestone as well; rename one")
    actors = Counter([*standard.roles, *standard.offices, *standard.flow.special_actors])
    for name in (name for name, times in actors.items() if times > 1):
        yield found(
            standard,
            Owner("offices", name),
            "id",
            "is a role, an office or a special actor twice; rename one",
        )
    for name, times in Counter(move.name for move in standard.flow.moves.values()).items():
        if times > 1:
            first = next(move.code for move in standard.flow.moves.values() if move.name == name)
            yield found(
                standard,
                Owner("moves", first),
                "move",
                f"{name!r} is the name of {times} moves; rename all but one",
            )
    for prefix, times in Counter(stage.prefix for stage in standard.stages.values()).items():
        if times > 1:
            first = next(stage.code for stage in standard.stages.values() if stage.prefix == prefix)
            yield found(
                standard,
                Owner("stages", first),
                "prefix",
                f"{prefix!r} leads {times} stages; give each its own",
            )
