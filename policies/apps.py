"""App config of policies."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """See docs: one floor of the house."""

    name = "policies"

    def ready(self) -> None:
        """Tell the samples command how to check policy files."""
        from core import samples

        from .importing import compare

        samples.register(samples.Checker("policies", compare.fits, compare.check))
