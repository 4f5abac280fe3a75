"""The log of a process that runs on: one JSON object a line on standard error. No names, no words, no tokens."""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """`fields` that a record carries stand beside its message."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {
            "at": at,
            "level": record.levelname.lower(),
            "log": record.name,
            "message": record.getMessage(),
        }
        told |= getattr(record, "fields", {})
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def keep_log() -> None:
    """Write our own log to standard error; that of libraries is left to warnings and worse."""
    kept = logging.StreamHandler()
    kept.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[kept], force=True)
    logging.getLogger("lifecycle").setLevel(logging.INFO)
