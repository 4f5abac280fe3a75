"""My work: what is waiting for the person who is signed in, on all projects."""

from web.my_work.views import blueprint

__all__ = ["blueprint"]
