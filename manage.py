#!/usr/bin/env python
"""Django's command line. A broken setting or database is told in one line; --traceback shows where."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line
    from django.db import NotSupportedError, OperationalError
    from environs import EnvError

    from config.services.errors import one_line

    try:
        execute_from_command_line(sys.argv)
    except EnvError as error:
        sys.exit(f"Error: {one_line(error)}")
    except (OperationalError, NotSupportedError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Error: the database cannot be used: {one_line(error)}")
