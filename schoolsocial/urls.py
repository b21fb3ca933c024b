"""Every address of the portal: each app tells its own."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from core.appconfig import our_apps
from core.pages.gallery import gallery
from schoolsocial import views

APPS = [app.name for app in our_apps() if app.name != __package__ and find_spec(f"{app.name}.urls")]
HOME = (
    [
        path("", views.root, name="root"),
        path("signed-out/", views.signed_out, name="signed_out"),
        path("s/<slug:school_slug>/", views.school_home, name="school"),
    ],
    "home",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(HOME)),
    *(path("", include(f"{app}.urls")) for app in APPS),
]
if settings.TEST_MODE or settings.DEBUG:
    urlpatterns += [
        path("gallery/", gallery, name="gallery"),
        path("gallery/<slug:name>/", gallery, name="gallery_screen"),
    ]
