"""Every address of the portal: each app tells its own."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from core.pages.gallery import gallery

APPS = ("governance", "incidents", "registers", "signoffs", "policies", "roll", "notices", "people", "core")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("schoolsocial.home_urls")),
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
    path("accounts/", include("people.account_urls")),
    path("accounts/", include("allauth.urls")),
]
if settings.DEMO_MODE:
    urlpatterns.append(path("demo/", include("schoolsocial.demo_urls")))
if settings.TEST_MODE or settings.DEBUG:
    urlpatterns += [
        path("gallery/", gallery, name="gallery"),
        path("gallery/<slug:name>/", gallery, name="gallery_screen"),
    ]
