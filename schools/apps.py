"""App registration."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class SchoolsConfig(appconfig.ContributingAppConfig):
    name = "schools"
    verbose_name = _("Schools")
