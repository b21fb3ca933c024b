"""The second step at sign-in says what to do in our words; the app on the phone shows the portal's name."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class MfaAdapter(DefaultMFAAdapter):
    """``MFA_ADAPTER`` of the settings."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Your address cannot change while a second step is set up. Ask the school office."),
        "cannot_delete_authenticator": _("Your role needs a second step. Set up another one first."),
        "cannot_generate_recovery_codes": _("Set up the app first. Then you can make recovery codes."),
        "incorrect_code": _("That is not the code. Wait for the next one in the app and type it here."),
        "unverified_email": _("Sign in with an e-mailed code first. Then set up the second step."),
    }

    def get_totp_issuer(self) -> str:
        """Return the name the app on the phone shows."""
        return str(settings.PORTAL_NAME)
