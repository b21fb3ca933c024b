"""Every address of the portal: each app tells its own."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from core.appconfig import our_apps
from core.pages.gallery import gallery

APPS = [app.name for app in our_apps() if app.name != __package__ and find_spec(f"{app.name}.urls")]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("schoolsocial.home_urls")),
    *(path("", include(f"{app}.urls")) for app in APPS),
    path("accounts/", include("people.account_urls")),
    path("accounts/", include("allauth.urls")),
]
if settings.TEST_MODE or settings.DEBUG:
    urlpatterns += [
        path("gallery/", gallery, name="gallery"),
        path("gallery/<slug:name>/", gallery, name="gallery_screen"),
    ]
