"""Administration: the room from which its rooms are reached, and who is signed in."""

from web.administration.views import blueprint

__all__ = ["blueprint"]
