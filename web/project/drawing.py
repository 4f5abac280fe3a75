"""Where the pieces of the stage rail stand: the geometry of the drawing, in its own units."""

from dataclasses import dataclass

from lifecycle.queries.rail import Rail, RailPhase, RailStage

WIDTH = 1144
MARGIN = 20
GAP = 12


@dataclass(frozen=True)
class Band:
    """The coloured band of a phase; `index` from 1 names its colour."""

    phase: RailPhase
    index: int
    x: int
    width: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Stop:
    """A stage, and the gate behind it; `gate_x` is None where no stage follows the gate on the drawing."""

    stage: RailStage
    index: int
    x: int
    gate_x: int


@dataclass(frozen=True)
class Drawing:
    """`reached` is how far the line is coloured."""

    width: int
    bands: tuple[Band, ...]
    stops: tuple[Stop, ...]
    first: int
    last: int
    reached: int


def draw(rail: Rail) -> Drawing:
    """Every stage gets the same room, its circle in the first half, its gate in the second."""
    room = (WIDTH - 2 * MARGIN) / len(rail.stages)
    colours = {phase.code: place for place, phase in enumerate(rail.phases, start=1)}
    stops = tuple(
        Stop(
            stage,
            colours[stage.phase],
            round(MARGIN + room * (place + 0.32)),
            round(MARGIN + room * (place + 0.82)),
        )
        for place, stage in enumerate(rail.stages)
    )
    bands = tuple(
        Band(
            phase,
            colours[phase.code],
            round(MARGIN + room * phase.first) + (GAP // 2 if phase.first else 0),
            round(room * phase.count) - (GAP // 2 if phase.first else 0) - GAP // 2,
        )
        for phase in rail.phases
    )
    here = stops[rail.present]
    passed = here.stage.gate.state == "passed"
    return Drawing(WIDTH, bands, stops, stops[0].x, stops[-1].gate_x, here.gate_x if passed else here.x)
