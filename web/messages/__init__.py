"""What people are told, in words: lines of the inbox, and letters. Needs no request: the clock words letters too."""

from web.messages.letters import Wording
from web.messages.lines import Line, line

__all__ = ["Line", "Wording", "line"]
