"""App config of registers."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class RegistersConfig(appconfig.ContributingAppConfig):
    """Disclosures of links online, and the decisions on them."""

    name = "registers"
    verbose_name = _("Registers")
