"""App registration."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class PeopleConfig(appconfig.ContributingAppConfig):
    name = "people"
    verbose_name = _("People")
