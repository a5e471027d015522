"""Questions that somebody at a terminal answers in the open."""

import sys


def asked(question: str) -> str:
    """What somebody types in answer, without the space around it; "" when the terminal is gone. The
    question is no data, so it goes to standard error."""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()
