"""The partner's addresses, and one that signs in as anybody: it is a partner of tests."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def sign_in_as(request: HttpRequest, name: str) -> HttpResponse:
    """Open a session at the partner."""
    login(request, User.objects.get(username=name))
    return HttpResponse("in")


urlpatterns = [
    path("as/<str:name>/", sign_in_as),
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]
