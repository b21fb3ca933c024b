"""Write (or check) the reference pages made from the code: workflows, who may do what, and what runs when."""

from collections import Counter
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import autodiscover_modules

from core.contributions.core import WORKFLOWS
from core.contributions.people import PERMISSIONS
from core.contributions.tasks import SCHEDULED_TASKS, Runs, ScheduledTask
from core.workflow import Workflow

MADE_BY = "Made by `./portal manage reference_pages` from the code."


def tables() -> list[Workflow]:
    """Return the tables of every app, by name."""
    return sorted(WORKFLOWS.values(), key=lambda table: table.name)


def permissions_page() -> str:
    """Return the table of permissions and roles; the roles that may do most stand first."""
    count = Counter(role for spec in PERMISSIONS.values() for role in spec.roles)
    roles = sorted(count, key=lambda role: (-count[role], role))
    head = ["may", "permission", *(str(role).replace("_", " ") for role in roles)]
    rows = [head, ["---", "---", *[":-:"] * len(roles)]]
    for name, spec in sorted(PERMISSIONS.items()):
        marks = ["●" if role in spec.roles else "" for role in roles]
        rows.append([str(spec.words) + (" (sensitive)" if spec.is_sensitive else ""), f"`{name}`", *marks])
    lead = (
        "A role that has a sensitive permission is given only by somebody who may set up the school, never to oneself."
        " A concern has readers of its own beside this table: see `docs/adr/0504-denial-in-one-place.md`."
    )
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"# Who may do what\n\n{MADE_BY} {lead}\n\n{lines}\n"


def _when(task: ScheduledTask) -> str:
    if task.runs is not Runs.CRONTAB:
        return str(task.runs.value)
    return f"minute {task.minute}, hour {task.hour} (London); made up at the next start"


def tasks_page() -> str:
    """Return the table of what the scheduler starts, app by app."""
    for module in ("tasks", "periodic"):
        autodiscover_modules(module)
    rows = [["task", "what it does", "when", "code"], ["---"] * 4]
    for name, task in sorted(SCHEDULED_TASKS.items()):
        run = current_app.tasks[name].run
        rows.append([f"`{name}`", (run.__doc__ or "").partition("\n")[0], _when(task), f"`{run.__module__}`"])
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"# What runs by itself\n\n{MADE_BY}\n\n{lines}\n"


def pages() -> dict[str, str]:
    """Return the text of each page by its file name."""
    diagrams = {
        f"workflow-{table.name}.md": f"# How a {table.name} moves\n\n{MADE_BY}\n\n```mermaid\n{table.mermaid()}```\n"
        for table in tables()
    }
    return diagrams | {"permissions.md": permissions_page(), "scheduled-tasks.md": tasks_page()}


class Command(BaseCommand):
    """Docs that cannot go stale: the check fails when the code and a page differ."""

    help = "Writes the generated pages of docs/reference; with --check only says whether they are up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        folder = Path(settings.BASE_DIR) / "docs" / "reference"
        stale = []
        for name, text in pages().items():
            path = folder / name
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(name)
            else:
                path.write_text(text, encoding="utf-8")
        if stale:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run ./portal manage reference_pages")
