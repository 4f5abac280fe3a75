"""Administration: the room from which its rooms are reached, sessions, versions of the standard, audit."""

from web.administration import audit, views
from web.administration.blueprint import blueprint

__all__ = ["audit", "blueprint", "views"]
