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
    if lost := _lost_migrations():
        again = os.environ.get("PORTAL_DATA") or "its database"
        sys.exit(
            f"an earlier version, never released, made these tables ({lost[0]}) and they cannot be brought up to date; "
            f"delete {again} and run this again to recreate it."
        )
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if "grant_roles" in get_commands():
        call_command("grant_roles")


def _lost_migrations() -> list[str]:
    """What was applied to this database and is no longer in the code, as app.name: the tables are of another line."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    known = loader.disk_migrations
    return [f"{app}.{name}" for app, name in sorted(loader.applied_migrations) if (app, name) not in known]


if __name__ == "__main__":
    main()
