"""The register: every project a reader may see, searched, filtered and paged."""

from web.register import bulk, exporting, importing
from web.register.views import blueprint

__all__ = ["blueprint", "bulk", "exporting", "importing"]
