"""The demo's doors exist in demo mode only."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import Client

from core.errors import Refused
from demo import views
from demo.load import load


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/demo/", "/demo/mail/", "/demo/mail/send/", "/demo/sign-in/00000000-0000-4000-8000-000000000000/"]
)
def test_the_demo_has_no_address_outside_demo_mode(path: str) -> None:
    assert [Client().get(path).status_code, Client().post(path).status_code] == [404, 404]


@pytest.mark.django_db
def test_the_demo_cannot_be_loaded_into_a_real_portal(settings) -> None:
    settings.TEST_MODE = False
    with pytest.raises(Refused, match="demo mode only"):
        load()


@pytest.mark.django_db
def test_the_views_of_the_demo_refuse_even_if_somebody_routes_them(rf, settings) -> None:
    for view, wanted in ((views.people, rf.get), (views.mail, rf.get), (views.send_now, rf.post)):
        with pytest.raises(Http404):
            view(wanted("/"))
