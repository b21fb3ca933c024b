"""What django-allauth asks about second steps."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from accounts.queries import second_step
from accounts.services import second_step as second_step_services
from core.pages.icons import qr_svg


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

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to leave somebody whose role asks for a second step without one."""
        return second_step.may_remove_step(authenticator)

    def get_totp_issuer(self) -> str:
        """Return the name the app on the phone shows."""
        return str(settings.PORTAL_NAME)

    def build_totp_svg(self, url: str) -> str:
        """Return the square that a phone's camera reads, as one path: no style, no script, no second file."""
        return qr_svg(url, label=str(_("A square for the camera of your phone")))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom a passkey is made for: this address, under the portal's name."""
        return {**super().get_public_key_credential_rp_entity(), "name": str(settings.PORTAL_NAME)}

    def encrypt(self, text: str) -> str:
        """Seal the secret of an app or of recovery codes."""
        return second_step_services.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what :meth:`encrypt` sealed."""
        return second_step_services.open_secret(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Return a name for a new passkey, to be changed by its owner."""
        return str(_("My passkey"))
