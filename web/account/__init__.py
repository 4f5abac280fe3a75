"""One's own account: who one is here, how one gets in, and where one is signed in."""

from web.account.views import blueprint

__all__ = ["blueprint"]
