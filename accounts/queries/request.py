"""What the views of pages for any account get as their request."""

from django.http import HttpRequest

from people.models.accounts import User


class AccountRequest(HttpRequest):
    """A request of somebody who has signed in (``@page(SIGNED_IN)``)."""

    user: User
