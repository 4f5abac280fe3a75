"""The pages of an organisation that takes part: its projects, its work, with whom it does them."""

from web.parties.views import blueprint

__all__ = ["blueprint"]
