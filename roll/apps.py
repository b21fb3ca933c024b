"""App registration."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class RollConfig(appconfig.ContributingAppConfig):
    """Lists of people in and out, and the roll-over in September."""

    name = "roll"
    verbose_name = _("Lists and roll-over")
