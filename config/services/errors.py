"""What stops the services from running, in one line that a person can act on."""


class ServiceError(Exception):
    """Says what is wrong and what to do; shown as it is, without a traceback."""
