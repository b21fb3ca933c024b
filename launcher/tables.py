"""Brings the tables up to date, in one process: starting Django takes longer than most of the work.

Run by the launcher with the environment's Python, as the owner of the database.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Migrations, the cache's table, and the few rights of the web role."""
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolsocial.settings")
    import django
    from django.core.management import call_command, get_commands

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if "grant_roles" in get_commands():
        call_command("grant_roles")


if __name__ == "__main__":
    main()
