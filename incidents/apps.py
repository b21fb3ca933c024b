"""App config of incidents."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class IncidentsConfig(appconfig.ContributingAppConfig):
    """Reports, cases, who hears of them and what was done."""

    name = "incidents"
    verbose_name = _("Concerns")
