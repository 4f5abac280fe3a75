"""The rubric adds up and scores every gate that asks for a score."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from stages.checks.findings import Owner, found
from stages.model import Band, Rubric, Standard
from stages.vocabulary import OF_DIMENSION, PANEL_POWERS, SCORED
from stages.yamltree import Problem

FULL = 100


def unbalanced_weights(standard: Standard) -> Iterator[Problem]:
    """Weights that do not add to 100."""
    if standard.rubric is None:
        return
    total = sum(dimension.weight for dimension in standard.rubric.dimensions)
    if total != FULL:
        first = standard.rubric.dimensions[0].code
        yield found(
            standard,
            Owner("dimensions", first),
            "w",
            f"of all dimensions add to {total}; they must add to {FULL}",
            "unbalanced_weights",
            total=total,
            full=FULL,
        )


def incomplete_levels(standard: Standard) -> Iterator[Problem]:
    """Dimensions that do not describe each level, and floors outside the scale."""
    if standard.rubric is None:
        return
    scale = standard.rubric.scale
    for dimension in standard.rubric.dimensions:
        described = [level.n for level in standard.rubric.levels.get(dimension.code, ())]
        if described != list(range(1, scale.max + 1)):
            message = f"describe {described}; they must describe 1 to {scale.max} in order"
            yield found(standard, Owner("dimensions", dimension.code), "levels", message)
    for floors in standard.rubric.floors:
        for code, level in floors.levels.items():
            if not scale.min <= level <= scale.max:
                message = f"{code} is {level}; levels go from {scale.min} to {scale.max}"
                yield found(standard, Owner("floors", floors.gate), "levels", message)


def broken_bands(standard: Standard) -> Iterator[Problem]:
    """Bands of totals with a gap or an overlap, or with an option that their gate has not."""
    rubric = standard.rubric
    if rubric is None:
        return
    for gate in sorted({band.gate for band in rubric.bands} & set(standard.gates)):
        bands = sorted((band for band in rubric.bands if band.gate == gate), key=lambda band: band.min)
        options = {option.code for option in standard.gates[gate].options}
        for band in bands:
            if band.option not in options:
                message = f"is {band.option!r}; {gate} offers {', '.join(sorted(options))}"
                yield found(standard, Owner("bands", band.code), "option", message)
        yield from _gaps(standard, bands)


def _gaps(standard: Standard, bands: list[Band]) -> Iterator[Problem]:
    for lower, upper in pairwise(bands):
        if lower.below != upper.min:
            message = f"ends at {lower.below}, band {upper.code} begins at {upper.min}; let them meet"
            yield found(standard, Owner("bands", lower.code), "below", message)
    if bands and (bands[0].min != 0 or bands[-1].below is not None):
        message = "leave some totals without a band; begin at 0 and leave the highest open (below: null)"
        yield found(standard, Owner("bands", bands[0].code), "min", message)


def unscored_gates(standard: Standard) -> Iterator[Problem]:
    """Gates with floors or a total that nobody scores, and floors of dimensions that are not scored there."""
    if standard.rubric is None:
        return
    scored = {each.gate: _dimensions(standard.rubric, each.dimensions) for each in standard.rubric.scored_at}
    for floors in standard.rubric.floors:
        for dimension in sorted(set(floors.levels) - scored.get(floors.gate, set())):
            message = f"{dimension} has a floor at {floors.gate}, where it is not scored; add it to scored_at"
            yield found(standard, Owner("floors", floors.gate), "levels", message)
    for total in standard.rubric.totals:
        if total.gate not in scored:
            message = f"{total.gate} asks for a total, but nothing is scored there; add it to scored_at"
            yield found(standard, Owner("totals", total.gate), "gate", message)


def _dimensions(rubric: Rubric, named: tuple[str, ...]) -> set[str]:
    return set(named or (dimension.code for dimension in rubric.dimensions))


def unknown_scores(standard: Standard) -> Iterator[Problem]:
    """Facts of an evaluation that no evaluation yields, or of which the engine must know the dimension."""
    for fact in standard.facts.values():
        owner = Owner("facts", fact.name)
        if fact.scored is None:
            continue
        if fact.scored not in SCORED:
            yield found(
                standard,
                owner,
                "scored",
                f"is '{fact.scored}', which no evaluation yields; known: {', '.join(SCORED)}",
            )
        elif (fact.scored in OF_DIMENSION) != (fact.origin.of is not None):
            yield found(
                standard,
                owner,
                "of",
                "names the dimension of a level, and nothing else of an evaluation has one",
            )
        if standard.rubric is None:
            yield found(standard, owner, "scored", "needs a rubric; add rubric.yaml or leave it out")


def powerless_panels(standard: Standard) -> Iterator[Problem]:
    """Panels that nobody may draw, exclude from or waive for, or that no office chairs."""
    rubric = standard.rubric
    if rubric is None or all(each.by != "panel" for each in rubric.scored_at):
        return
    first = Owner("scored_at", next(each.gate for each in rubric.scored_at if each.by == "panel"))
    for act in PANEL_POWERS:
        if not standard.power(act):
            yield found(
                standard, first, "by", f"is panel, but no office has the power {act}; add it to roles.yaml"
            )
    if standard.chair is None:
        yield found(
            standard, first, "by", "is panel, but no office belongs to a role that is no party; add a chair"
        )


def broken_promises(standard: Standard) -> Iterator[Problem]:
    """Rubrics that want what the engine never does: scores that are seen early, changed, or mixed with the holder's
    own.
    """
    if standard.rubric is None:
        return
    scoring = standard.rubric.scoring
    wanted = {
        "blind_until_all_in": (scoring.blind_until_all_in, True),
        "immutable_after_submit": (scoring.immutable_after_submit, True),
        "mixed": (scoring.self_rating.mixed, False),
    }
    first = Owner("dimensions", standard.rubric.dimensions[0].code)
    for key, (given, kept) in wanted.items():
        if given is not kept:
            yield found(
                standard, first, key, f"is {str(given).lower()}; the engine keeps it {str(kept).lower()}"
            )
