"""What apps contribute is used, what code asks for is contributed, and no low app names what a high app owns."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import TextChoices

from core.appconfig import ContributingAppConfig
from core.contributions import usage
from core.contributions.deadlines import DeadlineKind
from core.contributions.ledger import VERBS, Verb
from core.contributions.messages import KINDS, LINKS, MESSAGE_REASONS, Kind, LinkPurpose
from core.contributions.pages import MenuEntry
from core.contributions.reminders import ReminderSchedule
from core.contributions.roles import PERMISSIONS, PermissionSpec
from core.contributions.settings import SETTINGS, SettingGroup, SettingKind, SettingSpec
from core.contributions.tasks import SCHEDULED_TASKS, Runs, ScheduledTask
from core.management.commands.reference_pages import tables
from core.workflow import Table, Transition
from tests.contributing import contributed

ROOT = Path(settings.BASE_DIR)
LOWEST_FIRST = [one.name for one in apps.get_app_configs() if isinstance(one, ContributingAppConfig)][::-1]
NAMES = (SETTINGS, PERMISSIONS, KINDS, MESSAGE_REASONS, LINKS, VERBS, SCHEDULED_TASKS)
"""The registries whose names no lower app may say."""
OTHER_MEANINGS = {
    ("core", "family"): "an example in the gallery of components",
    ("people", "family"): "how somebody belongs to the school",
    ("notices", "signed"): "why a message is not sent after all",
    ("policies", "signed"): "a label in a document that is read",
}
"""(app, name): what the same word means there."""


@pytest.fixture(scope="module")
def source() -> usage.Source:
    """What stands in the code."""
    return usage.read(ROOT, LOWEST_FIRST)


def test_every_registry_is_alive_in_both_directions() -> None:
    call_command("contributions")


DEAD = {
    "The verb 'dead.verb' of tests is written by no code.": (Verb("dead.verb", "{actor} died"),),
    "The setting 'dead_setting' of tests is read by no code and no template.": (
        SettingSpec("dead_setting", SettingKind.YES_NO, False, "Dead.", "hours"),
    ),
    "The group of settings 'dead_group' of tests has no setting.": (SettingGroup("dead_group", "Dead", 99),),
    "The permission 'dead.ask' of tests is asked for by nothing.": (PermissionSpec("dead.ask", "die", ("clerk",)),),
    "The kind of message 'dead_kind' of tests is queued by no code.": (Kind("dead_kind", "Dead", "because"),),
    "The purpose of a private link 'dead_link' of tests is used by no code.": (
        LinkPurpose("dead_link", "/{token}/", 1),
    ),
    "The scheduled task 'dead.run' of tests is the name of no task.": (ScheduledTask("dead.run", Runs.EACH_MINUTE),),
    "The deadline 'dead_deadline' of tests is used by no code.": (
        DeadlineKind("dead_deadline", "Dead", "by %(when)s", "none"),
    ),
    "The schedule of reminders 'dead' of tests is used by no code as DEAD_EVERY or DEAD_REMINDERS.": (
        ReminderSchedule("dead", "Dead", "none", ()),
    ),
    "The menu entry 'dead:page' of tests leads to no page.": (MenuEntry("dead:page", "Dead", 99),),
}


@pytest.mark.parametrize("fault", DEAD)
def test_a_dead_contribution_is_a_fault(source: usage.Source, fault: str) -> None:
    with contributed(*DEAD[fault]):
        assert usage.faults(source, tables()) == [fault]


def test_the_check_fails_with_the_sentence() -> None:
    with contributed(Verb("dead.verb", "{actor} died")), pytest.raises(CommandError, match="'dead.verb' of tests"):  # noqa: RUF043
        call_command("contributions")


def test_a_schedule_that_is_used_is_not_planned(source: usage.Source) -> None:
    source = usage.Source(**{**vars(source), "names": source.names | {"LADO_REMINDERS"}})
    fault = "The schedule of reminders 'lado' of incidents is used, and says that it is planned."
    assert usage.faults(source, tables()) == [fault]


def test_a_registry_that_no_engine_reads_is_a_fault(source: usage.Source) -> None:
    source = usage.Source(**{**vars(source), "names": source.names - {"POLICY_PANELS"}})
    assert usage.faults(source, tables()) == ["No engine reads POLICY_PANELS."]


class State(TextChoices):
    """A state."""

    NEW = "new"


def test_what_code_asks_for_and_nobody_contributes_is_a_fault(source: usage.Source) -> None:
    asked = {"verbs": {"missing.verb"}, "settings": {"missing"}, "periodic": {"missing.run"}}
    source = usage.Source(**{**vars(source), **asked})
    table = Table("t", State, (Transition("go", (), "new", "missing.ask", "missing.moved", "missing_kind"),))
    assert usage.faults(source, [*tables(), table]) == [
        "Code asks for the verb 'missing.moved', and no app contributes it.",
        "Code asks for the verb 'missing.verb', and no app contributes it.",
        "Code asks for the permission 'missing.ask', and no app contributes it.",
        "Code asks for the kind of message 'missing_kind', and no app contributes it.",
        "Code asks for the setting 'missing', and no app contributes it.",
        "Code asks for the scheduled task 'missing.run', and no app contributes it.",
    ]


def test_docstrings_and_rows_of_tables_are_no_use() -> None:
    tree = ast.parse('"""signed"""\nReminderStep("once", "sent")\nqueue(kind="asked", may=Permission.SIGN)\n')
    assert set(usage.words_of(tree)) == {"once", "sent", "asked", "Permission.SIGN"}
    assert set(usage.words_of(tree, usage.TELLS)) == {"asked", "Permission.SIGN"}


def said_by(app: str) -> Iterator[tuple[Path, str]]:
    """Yield every quoted word of an app with its file, but those of migrations."""
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            for word in set(usage.words_of(ast.parse(path.read_text(encoding="utf-8")))):
                yield path.relative_to(ROOT), word


@pytest.mark.parametrize("app", LOWEST_FIRST)
def test_a_low_app_names_nothing_that_a_higher_app_contributes(app: str) -> None:
    higher = {
        config.label
        for config in apps.get_app_configs()
        if isinstance(config, ContributingAppConfig) and LOWEST_FIRST.index(config.name) > LOWEST_FIRST.index(app)
    }
    names = {name for registry in NAMES for name in registry if registry.app_of(name) in higher}
    found = [(str(path), word) for path, word in said_by(app) if word in names and (app, word) not in OTHER_MEANINGS]
    assert found == []
