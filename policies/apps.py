"""App config of policies."""

from core import appconfig


class PoliciesConfig(appconfig.ContributingAppConfig):
    """Text, versions, approval, review, import, redline."""

    name = "policies"
    verbose_name = "Policies"
