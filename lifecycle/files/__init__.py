"""Files: evidence as it was handed in, checked before it is kept, and found again by its content."""

from lifecycle.files.contents import TYPES
from lifecycle.files.names import clean_name
from lifecycle.files.store import MAX_SIZE, FileStore, StoredFile, Verified

__all__ = ["MAX_SIZE", "TYPES", "FileStore", "StoredFile", "Verified", "clean_name"]
