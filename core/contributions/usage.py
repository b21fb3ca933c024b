"""Whether what is contributed is used, and what is asked for is contributed.

Read from the source: the words that stand in quotation marks outside ``contributes.py``, and in the templates.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.urls import NoReverseMatch, reverse

from core.contributions.deadlines import DEADLINE_KINDS
from core.contributions.ledger import VERBS
from core.contributions.messages import KINDS, LINKS
from core.contributions.pages import MENU_ENTRIES
from core.contributions.registry import REGISTRIES, Registry
from core.contributions.reminders import REMINDER_SCHEDULES
from core.contributions.roles import PERMISSIONS
from core.contributions.settings import SETTING_GROUPS, SETTINGS
from core.contributions.tasks import SCHEDULED_TASKS
from core.workflow import Table

DECLARES = ("contributes", "migrations")
"""Modules that say what there is; a name that stands only there is used by nobody."""
SETS_UP = "demo"
"""The app that sets values for a demo; a setting that only it names is read by nobody. Its services count."""
ENGINE = ("core", "contributions")
TELLS = frozenset({"Transition", "ReminderSchedule", "ReminderStep", "Every"})
"""Rows of tables that name a kind of message without sending it."""


@dataclass
class Source:
    """What stands in the code of the apps and in the templates; ``spoken`` are the words outside tables."""

    words: set[str] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    verbs: set[str] = field(default_factory=set)
    settings: set[str] = field(default_factory=set)
    periodic: set[str] = field(default_factory=set)
    templates: str = ""


def read(root: Path, apps: Iterable[str]) -> Source:
    """Return what stands in the apps below ``root`` and in its templates."""
    source = Source()
    for app in apps:
        for path in sorted((root / app).rglob("*.py")):
            parts = path.relative_to(root / app).with_suffix("").parts
            sets_up = app == SETS_UP and parts[0] != "services"
            if not sets_up and not set(parts) & set(DECLARES) and (app, parts[0]) != ENGINE:
                _read(ast.parse(path.read_text(encoding="utf-8")), source, parts)
    pages = sorted((root / "templates").rglob("*.html"))
    source.templates = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    return source


def words_of(tree: ast.AST, skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the strings of a module, and ``Permission.NAME`` as the permission's name; no docstring."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef) and node.name == "Permission":
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in skip:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "").endswith("Permission"):
            yield f"Permission.{node.attr}"
        yield from words_of(node, skip)


def _read(tree: ast.Module, source: Source, parts: Sequence[str]) -> None:
    source.words |= set(words_of(tree))
    source.spoken |= set(words_of(tree, TELLS))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            source.names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = {word.arg: str(word.value.value) for word in node.keywords if isinstance(word.value, ast.Constant)}
            source.verbs |= {texts["verb"]} if "verb" in texts else set()
            if called in ("setting", "setting_said") and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                source.settings.add(str(node.args[1].value))
            if called == "shared_task" and parts[-1] == "periodic":
                source.periodic.add(texts["name"])


def faults(source: Source, tables: Iterable[Table]) -> list[str]:
    """Return what is wrong, one sentence each."""
    problems = [*_registries(source), *_unused(source), *_groups(), *_schedules(source), *_pages()]
    return [*problems, *_missing(source, list(tables))]


def _registries(source: Source) -> Iterator[str]:
    for registry in REGISTRIES.values():
        if registry.variable not in source.names:
            yield f"No engine reads {registry.variable}."
        if not registry:
            yield f"No app contributes to {registry.variable}."


def _unused(source: Source) -> Iterator[str]:
    permissions = {f"Permission.{getattr(spec.name, 'name', '')}": name for name, spec in PERMISSIONS.items()}
    asked = {permissions.get(word, word) for word in source.words}
    in_templates = set(re.findall(r"settings\.([a-z_]+)", source.templates))
    used: tuple[tuple[Registry[Any], set[str], str], ...] = (
        (VERBS, source.words, "is written by no code"),
        (SETTINGS, source.words | in_templates, "is read by no code and no template"),
        (PERMISSIONS, asked, "is asked for by nothing"),
        (KINDS, source.spoken, "is queued by no code"),
        (LINKS, source.words, "is used by no code"),
        (SCHEDULED_TASKS, source.words, "is the name of no task"),
    )
    for registry, words, fault in used:
        for name in registry:
            if name not in words:
                yield f"The {registry.noun} {name!r} of {registry.app_of(name)} {fault}."
    for name, deadline in DEADLINE_KINDS.items():
        if not deadline.planned and name not in source.words:
            yield f"The deadline {name!r} of {DEADLINE_KINDS.app_of(name)} is used by no code."


def _groups() -> Iterator[str]:
    filled = {spec.group for spec in SETTINGS.values()}
    for key in SETTING_GROUPS:
        if key not in filled:
            yield f"The group of settings {key!r} of {SETTING_GROUPS.app_of(key)} has no setting."


def _schedules(source: Source) -> Iterator[str]:
    """Say of each schedule whether code imports it, or what it repeats, by the name of a variable."""
    for name, schedule in REMINDER_SCHEDULES.items():
        app = REMINDER_SCHEDULES.app_of(name)
        variables = {f"{name.upper()}_REMINDERS", f"{name.upper()}_EVERY"}
        used = bool(variables & source.names)
        if used and schedule.planned:
            yield f"The schedule of reminders {name!r} of {app} is used, and says that it is planned."
        if not used and not schedule.planned:
            yield f"The schedule of reminders {name!r} of {app} is used by no code as {' or '.join(sorted(variables))}."
    for name, deadline in DEADLINE_KINDS.items():
        if deadline.planned and deadline.schedule and not REMINDER_SCHEDULES[deadline.schedule].planned:
            yield f"The deadline {name!r} says that it is planned, and its schedule of reminders is not."


def _pages() -> Iterator[str]:
    for name in MENU_ENTRIES:
        try:
            reverse(name, args=["school"])
        except NoReverseMatch:
            yield f"The menu entry {name!r} of {MENU_ENTRIES.app_of(name)} leads to no page."


def _missing(source: Source, tables: Sequence[Table]) -> Iterator[str]:
    """Say what code asks for and no app contributes."""
    moves = [move for table in tables for move in table.transitions]
    asked: tuple[tuple[Registry[Any], set[str]], ...] = (
        (VERBS, source.verbs | {move.verb for move in moves}),
        (PERMISSIONS, {str(move.permission) for move in moves}),
        (KINDS, {move.notice or "" for move in moves}),
        (SETTINGS, source.settings),
        (SCHEDULED_TASKS, source.periodic),
    )
    for registry, names in asked:
        for name in sorted(names - {""}):
            if name not in registry:
                yield f"Code asks for the {registry.noun} {name!r}, and no app contributes it."
