"""The one extension point: what apps contribute, and what is refused when the portal starts."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from core.appconfig import ContributingAppConfig, contributions_of
from core.contributions import registry
from core.contributions.ledger import VERBS, Verb
from core.contributions.registry import REGISTRIES, Registry, contribute
from tests.contributing import contributed

OURS = [config for config in apps.get_app_configs() if isinstance(config, ContributingAppConfig)]
LABELS = [config.label for config in OURS][::-1]  # lowest first, as they are loaded


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_what_an_app_lists_is_in_the_registries_under_its_name(config: ContributingAppConfig) -> None:
    listed = contributions_of(config)
    registered = [
        entry
        for registry in REGISTRIES.values()
        for name, entry in registry.items()
        if registry.app_of(name) == config.label
    ]
    assert registered == sorted(listed, key=lambda entry: list(REGISTRIES).index(type(entry)))


def test_the_same_name_twice_is_refused_with_both_apps_and_the_name() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        contribute("tests", [Verb("policy.published", "again")])
    assert str(refusal.value) == (
        "The app tests contributes the verb 'policy.published', which the app policies has contributed."
    )
    assert str(VERBS["policy.published"].sentence) == "{actor} published version {number}"


def test_what_no_engine_knows_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="app tests contributes 7, and no engine knows the type int"):
        contribute("tests", [7])


def test_a_list_that_is_no_tuple_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    config = apps.get_app_config("ledger")
    monkeypatch.setattr("ledger.contributes.CONTRIBUTIONS", [])
    with pytest.raises(ImproperlyConfigured, match=r"ledger/contributes\.py needs a tuple CONTRIBUTIONS"):
        contributions_of(config)


def test_an_app_may_contribute_nothing() -> None:
    config = apps.get_app_config("core")
    assert contributions_of(config) == ()


def test_a_registry_is_not_read_before_every_app_has_contributed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry._Loading, "complete", False)
    with pytest.raises(ImproperlyConfigured, match="VERBS is read before every app has contributed"):
        len(VERBS)


class Shelf:
    """A thing for the test below."""

    def __init__(self, name: str, wanted: str) -> None:
        self.name, self.wanted = name, wanted

    def references(self) -> list[tuple[Registry[Verb], str]]:
        """Name a verb."""
        return [(VERBS, self.wanted)]


def test_what_refers_to_something_that_nobody_contributes_is_refused() -> None:
    Registry(Shelf, variable="SHELVES", noun="shelf")
    try:
        with contributed(Shelf("good", "policy.published")):
            registry.complete([*LABELS, "tests"])
        with contributed(Shelf("bad", "policy.eaten")), pytest.raises(ImproperlyConfigured) as refusal:
            registry.complete([*LABELS, "tests"])
    finally:
        del REGISTRIES[Shelf]
    assert str(refusal.value) == (
        "The app tests contributes the shelf 'bad', which names the verb 'policy.eaten', and no app contributes that."
    )
