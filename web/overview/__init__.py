"""The director's page: the register in figures, each of which opens its records; months that are frozen; entries."""

from web.overview import entering, freezing, views
from web.overview.blueprint import blueprint

__all__ = ["blueprint", "entering", "freezing", "views"]
