"""Give the web role just what it needs: run as the owner after every migrate."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    """Web and worker may read and add everywhere, change and delete only what may change, and empty nothing."""

    help = "Grants the least-privileged web role its rights (run as the database owner)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke everything, then grant table by table."""
        role = connection.ops.quote_name(settings.WEB_ROLE)
        call_command("createcachetable", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
            cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
            cursor.execute(f"GRANT SELECT ON django_migrations TO {role}")
            cursor.execute(
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON {settings.CACHES['default']['LOCATION']} TO {role}"
            )
            for model in apps.get_models(include_auto_created=True):
                if model._meta.managed and not model._meta.proxy:
                    rights = (
                        "SELECT, INSERT" if getattr(model, "is_immutable", False) else "SELECT, INSERT, UPDATE, DELETE"
                    )
                    cursor.execute(f"GRANT {rights} ON {connection.ops.quote_name(model._meta.db_table)} TO {role}")
