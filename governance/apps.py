"""App config of governance."""

from core import appconfig


class GovernanceConfig(appconfig.ContributingAppConfig):
    """Boards, statistics, the page of deadlines and the weekly note."""

    name = "governance"
