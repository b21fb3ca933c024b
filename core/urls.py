"""Addresses of the pages that belong to no school."""

from django.conf import settings
from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("colours/", views.theme, name="theme"),
]
if settings.DEBUG:  # builders only: every component in every state
    from core import gallery

    urlpatterns += [
        path("gallery/", gallery.gallery, name="gallery"),
        path("gallery/<slug:name>/", gallery.gallery, name="screen"),
    ]
