"""How telling people goes, for the system administrator: clock, channels, letters that could not be delivered."""

from web.delivery import trying, views
from web.delivery.blueprint import blueprint

__all__ = ["blueprint", "trying", "views"]
