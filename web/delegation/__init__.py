"""A person's own page of delegations: who acts for them, and for whom they act."""

from web.delegation.views import blueprint

__all__ = ["blueprint"]
