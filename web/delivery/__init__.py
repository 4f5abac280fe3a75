"""How telling people goes, for the system administrator: clock, channels, letters that could not be delivered."""

from web.delivery.views import blueprint

__all__ = ["blueprint"]
