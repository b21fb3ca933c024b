"""What must hold for every model: who owns it, whether it may change, and what of it is sealed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from core.db.immutable import ImmutableModel
from core.db.school_scope import CompositeForeignKey, OwnedModel
from core.errors import UnscopedQuery
from core.sealing.fields import SealedTextField
from launcher.checks.files import APPS

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = tuple(APPS)
MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]

IMMUTABLE = {
    "incidents.CaseEntry",
    "incidents.Closing",
    "incidents.CaseView",
    "incidents.Message",
    "incidents.Report",
    "ledger.Entry",
    "policies.Approval",
    "policies.Clause",
    "policies.Version",
    "registers.DisclosureAddition",
    "registers.DisclosureDecision",
    "registers.NothingToDeclare",
    "signoffs.Signature",
    "signoffs.SignaturePart",
}
# Without an owner of their own: the owners themselves, people of a trust, logins, and the house's own tables.
NOT_OWNED = {
    "core.DataKey",
    "core.SealedFile",
    "ledger.Entry",
    "ledger.Head",
    "notices.DemoMail",
    "notices.Heartbeat",
    "people.Person",
    "schools.School",
    "schools.Trust",
    "people.TrustRole",
    "schools.TrustSetting",
    "people.User",
}


def labels(models: list) -> set[str]:
    return {model._meta.label for model in models}


def test_every_model_is_listed_as_mutable_or_not() -> None:
    assert labels([m for m in MODELS if issubclass(m, ImmutableModel)]) == IMMUTABLE


def test_every_immutable_model_has_its_triggers() -> None:
    for model in MODELS:
        if issubclass(model, ImmutableModel):
            assert {t.name for t in model._meta.triggers} >= {"never_changes", "never_emptied"}, model


def test_every_model_has_an_owner_or_stands_on_the_short_list() -> None:
    assert labels([m for m in MODELS if not issubclass(m, OwnedModel)]) == NOT_OWNED


@pytest.mark.django_db
@pytest.mark.parametrize("model", [m for m in MODELS if issubclass(m, OwnedModel)], ids=lambda m: m._meta.label)
def test_no_query_runs_without_its_school(model: type[OwnedModel]) -> None:
    rows = model.objects.all()
    for attempt in (lambda: list(rows), rows.count, rows.exists, rows.first, lambda: rows.aggregate()):
        with pytest.raises(UnscopedQuery):
            attempt()
    assert list(model.objects.across_schools("a test of the guard")) == []


def test_every_owned_child_is_held_to_the_school_of_its_parent() -> None:
    loose = []
    for model in MODELS:
        if not issubclass(model, OwnedModel):
            continue
        held = {f for c in model._meta.constraints if isinstance(c, CompositeForeignKey) for f in c.fields}
        for field in model._meta.concrete_fields:
            other = field.related_model
            if isinstance(other, type) and issubclass(other, OwnedModel) and field.name not in held:
                loose.append(f"{model._meta.label}.{field.name}")
    assert loose == []


def test_the_list_of_sealed_columns_is_true() -> None:
    found = sorted(
        (f"{model._meta.label}.{field.name}", f"{model.seal_label}.{field.name}")
        for model in MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField)
    )
    text = (ROOT / "docs" / "reference" / "sealed.md").read_text(encoding="utf-8")
    rows = [line.split("`") for line in text.splitlines() if line.startswith("| `")]
    assert found == sorted((row[1], row[3]) for row in rows)


@pytest.mark.django_db
def test_the_web_role_may_empty_nothing_and_change_nothing_immutable() -> None:
    with connection.cursor() as cursor:
        for model in MODELS:
            table = model._meta.db_table
            cursor.execute(
                "SELECT has_table_privilege(%s, 'TRUNCATE'), has_table_privilege(%s, 'UPDATE'), "
                "has_table_privilege(%s, 'DELETE')",
                [table] * 3,
            )
            may_empty, may_change, may_delete = cursor.fetchone()
            fixed = issubclass(model, ImmutableModel)
            assert (may_empty, may_change, may_delete) == (False, not fixed, not fixed), table


@pytest.mark.django_db
def test_no_column_takes_its_time_from_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_default ~* 'now|current_|timestamp'"
        )
        assert cursor.fetchall() == []
