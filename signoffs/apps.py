"""App config of sign-offs."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class SignoffsConfig(appconfig.ContributingAppConfig):
    """Agreements, rounds, signatures and certificates."""

    name = "signoffs"
    verbose_name = _("Sign-offs")
