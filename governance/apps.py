"""App config of governance."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """See docs: one floor of the house."""

    name = "governance"
