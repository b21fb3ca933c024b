"""allauth's forms in our words: ``ACCOUNT_FORMS`` and ``MFA_FORMS`` of the settings name them."""

import hashlib
from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.queries import sign_in_methods
from people.models.accounts import User

_EMAIL = (
    _("Your school e-mail address"),
    "",
    _("Enter your e-mail address"),
    {"class": "w-20", "autocomplete": "username"},
)
_CODE = (
    _("Code"),
    _("6 numbers, from the e-mail we sent."),
    _("Enter the code from the e-mail"),
    {"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"},
)
_APP_CODE = (
    _("Code from your app"),
    _("6 numbers. A recovery code works too."),
    _("Enter the code from your app"),
    {"class": "code", "autocomplete": "one-time-code"},
)
_NEW_APP_CODE = (_("Code from your app"), _("6 numbers."), _APP_CODE[2], {**_CODE[3]})
_PASSWORD = (_("Password"), "", _("Enter your password"), {"class": "w-20"})
_NEW = (
    _("New password"),
    _("12 characters or more. Three words together work well."),
    _("Enter a new password"),
    {"class": "w-20"},
)
_AGAIN = (_("New password again"), "", _("Enter the new password again"), {"class": "w-20"})

USED_SECONDS = 180

WORDS: dict[str, tuple[Any, Any, Any, dict[str, Any]]] = {
    "login": _EMAIL,
    "email": _EMAIL,
    "password": _PASSWORD,
    "oldpassword": (_("Password you use now"), "", _("Enter the password you use now"), {"class": "w-20"}),
    "password1": _NEW,
    "password2": _AGAIN,
    "name": (_("A name for this passkey"), _("Such as: my laptop."), _("Enter a name"), {"class": "w-20"}),
}


class Worded:
    """Gives each field our label, hint and sentence for a missing answer, and takes the grey text out of the box."""

    words: dict[str, tuple[Any, Any, Any, dict[str, Any]]] = WORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)  # type: ignore[attr-defined]  # staffroom machines are shared
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text, missing, attrs = self.words[name]
                field.error_messages = {**field.error_messages, "required": missing, "invalid": missing}
                field.widget.attrs.update(attrs)


class Login(Worded, account.LoginForm):
    """Sign in with a password, where the school uses them."""


class RequestLoginCode(Worded, account.RequestLoginCodeForm):
    """Ask for an e-mailed code. An address that two people read gets an answer, and no code."""

    _user: User | None

    def clean_email(self) -> str:
        """Forget whose account it is; what is sent then says the same as to a stranger's address."""
        email: str = super().clean_email()
        if email and self._user is not None and sign_in_methods.opens_nothing(self._user, email):
            self._user = None
        return email


class ConfirmLoginCode(Worded, account.ConfirmLoginCodeForm):
    """Type the e-mailed code."""

    words = {"code": _CODE}


class ConfirmPasswordResetCode(Worded, account.ConfirmPasswordResetCodeForm):
    """Type the code that opens a change of password."""

    words = {"code": _CODE}


class ResetPassword(Worded, account.ResetPasswordForm):
    """Ask for the code that opens a change of password."""

    users: list[User]

    def clean_email(self) -> str:
        """Forget the accounts that this address may not open."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if not sign_in_methods.opens_nothing(user, email)]
        return email


class ResetPasswordKey(Worded, account.ResetPasswordKeyForm):
    """Choose a new password after a code."""


class ChangePassword(Worded, account.ChangePasswordForm):
    """Choose a new password, knowing the old one."""


class SetPassword(Worded, account.SetPasswordForm):
    """Choose a first password."""


class Reauthenticate(Worded, account.ReauthenticateForm):
    """Show again that it is you, by password."""


class OnceOnly:
    """No code opens twice. allauth remembers one for 30 seconds; ours hold a little longer, for clocks that are out."""

    def clean_code(self) -> str:
        """Refuse a code that this account has used in the last minutes."""
        code: str = super().clean_code()  # type: ignore[misc]
        used = hashlib.sha256(f"{self.user.pk} {code}".encode()).hexdigest()  # type: ignore[attr-defined]
        if not cache.add(f"second_step.used:{used}", "y", timeout=USED_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


class Authenticate(OnceOnly, Worded, mfa.AuthenticateForm):
    """The second step at sign-in."""

    words = {"code": _APP_CODE}


class ReauthenticateWithApp(OnceOnly, Worded, mfa.ReauthenticateForm):
    """Show again that it is you, by the app."""

    words = {"code": _APP_CODE}


class AddKey(Worded, webauthn.AddWebAuthnForm):
    """Add a passkey; by itself one that opens the account without an e-mailed code as well."""

    words = {
        **WORDS,
        "passwordless": (
            _("Sign in with it alone, without a code by e-mail"),
            _("It asks for your finger, your face or a number each time."),
            "",
            {"checked": True},
        ),
    }


class EditKey(Worded, webauthn.EditWebAuthnForm):
    """Rename a passkey."""


class ActivateApp(Worded, totp.ActivateTOTPForm):
    """Type the first code of a new app."""

    words = {"code": _NEW_APP_CODE}
