"""The base of every app config of ours: it loads what the app contributes."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule

from core import contributions
from core.contributions import registry

MODULE = "contributes"
_loaded: set[str] = set()
for module in iter_modules(contributions.__path__, f"{contributions.__name__}."):
    import_module(module.name)  # each makes its registries, whether an app imports it or not


class ContributingAppConfig(AppConfig):
    """An app that may have a ``contributes.py`` with a tuple ``CONTRIBUTIONS``.

    Import the module ``core.appconfig``, not this class: Django takes every app config that it finds in an ``apps.py``.
    """

    def ready(self) -> None:
        """Load what this app contributes; the last app opens the registries for reading."""
        super().ready()
        registry.contribute(self.label, contributions_of(self))
        _loaded.add(self.label)
        ours = [config.label for config in our_apps()]
        if _loaded.issuperset(ours):
            registry.complete(ours[::-1])  # INSTALLED_APPS names the highest app first


def our_apps() -> list[ContributingAppConfig]:
    """Return the configs of the portal's own apps, the highest first."""
    return [config for config in apps.get_app_configs() if isinstance(config, ContributingAppConfig)]


def contributions_of(config: AppConfig) -> tuple[object, ...]:
    """Return the tuple in an app's ``contributes.py``; empty for an app without one."""
    if config.module is None or not module_has_submodule(config.module, MODULE):
        return ()
    entries = getattr(import_module(f"{config.name}.{MODULE}"), "CONTRIBUTIONS", None)
    if not isinstance(entries, tuple):
        raise ImproperlyConfigured(f"{config.name}/{MODULE}.py needs a tuple CONTRIBUTIONS.")
    return entries
