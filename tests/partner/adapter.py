"""What the partner says of somebody is what the test wrote down for them."""

from __future__ import annotations

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings


class PartnerAdapter(DefaultOIDCAdapter):
    """Adds to a person's ID token, or replaces in it, the claims of ``settings.ROLES``."""

    def get_claims(self, purpose: Any, user: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Remember of whom the token speaks."""
        claims: dict[str, Any] = super().get_claims(purpose, user, *args, **kwargs)
        return claims | settings.ROLES[user.username]

    def populate_id_token(self, id_token: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Let the claims of the test win over those of the server: an audience, an issuer."""
        id_token.update(settings.ROLES.get(self.request_user(id_token), {}))

    def request_user(self, id_token: dict[str, Any]) -> str:
        """Return the user name of the one whom a token is about."""
        from django.contrib.auth.models import User  # noqa: PLC0415

        return User.objects.get(pk=id_token["sub"]).username
