"""Brings the tables up to date, in one process: starting Django takes longer than most of the work.

Run by the launcher with the environment's Python, as the owner of the database.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

UNRELEASED = ("people", "0002_only_the_end_changes")  # every database from before December 2026 has it


def main() -> None:
    """Migrations, the cache's table, and the few rights of the web role."""
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolsocial.settings")
    import django
    from django.core.management import call_command, get_commands

    django.setup()
    if fault := _of_another_version():
        sys.exit(fault)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if "grant_roles" in get_commands():
        call_command("grant_roles")


def _of_another_version() -> str:
    """Why these tables cannot be brought up to date; empty when they can."""
    from django.db import connection
    from django.db.migrations.exceptions import InconsistentMigrationHistory
    from django.db.migrations.loader import MigrationLoader

    from schoolsocial import APPS

    loader = MigrationLoader(connection)
    unreleased = UNRELEASED in loader.applied_migrations
    try:
        loader.check_consistent_history(connection)
    except InconsistentMigrationHistory:  # an app's tables are there, and those of an app below it are not
        unreleased = True
    if unreleased:
        remedy = os.environ.get("PORTAL_DATA") or "name a new database"
        return f"a version before the first release made these tables, and they cannot be brought up to date: {remedy}."
    unknown = sorted(key for key in loader.applied_migrations if key[0] in APPS and key not in loader.disk_migrations)
    if unknown:
        name = ".".join(unknown[0])
        return f"another version of the portal made these tables ({name}): use that version. Nothing was changed."
    return ""


if __name__ == "__main__":
    main()
