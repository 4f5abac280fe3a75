"""The register: every project a reader may see, searched, filtered and paged."""

from web.register import exporting
from web.register.views import blueprint

__all__ = ["blueprint", "exporting"]
