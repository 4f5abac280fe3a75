"""The command line: everything a person can do in the browser, for a terminal or a program.

Answers go to standard output, as text or with `--json`; refusals to standard error, in one sentence, with the exit
codes of `shell.Exit`. Whoever may use the machine's shell is trusted to say as whom they act (`--as`); what that person
may do is decided by the same policy as everywhere.
"""

from web.cli.program import main, program

__all__ = ["main", "program"]
