"""The executable standard: definition files, a frozen model, the loader, its checks, the graph of moves.

Knows no project, no database and no web. `catalogue` gives the released standards, `load` reads a folder.
"""

from stages.conditions import Facts, Leaf, Value, holds, unmet
from stages.loader import DefinitionError, load
from stages.model import Standard
from stages.releases import Catalogue, ReleaseTampered, UnknownVersion, catalogue

__all__ = [
    "Catalogue",
    "DefinitionError",
    "Facts",
    "Leaf",
    "ReleaseTampered",
    "Standard",
    "UnknownVersion",
    "Value",
    "catalogue",
    "holds",
    "load",
    "unmet",
]
