"""What stops the application from running, in one line that a person can act on."""

LONGEST = 400


class ServiceError(Exception):
    """Says what is wrong and what to do; shown as it is, without a traceback."""


def one_line(error: Exception) -> str:
    """A driver's message of several lines as one."""
    return " ".join(str(error).split())[:LONGEST] or type(error).__name__
