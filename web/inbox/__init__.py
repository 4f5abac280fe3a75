"""What the reader was told, what they choose about letters, and their calendar addresses."""

from web.inbox import feed, settings, views
from web.inbox.blueprint import blueprint

__all__ = ["blueprint", "feed", "settings", "views"]
