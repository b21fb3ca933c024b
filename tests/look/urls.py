"""The portal's addresses and the gallery, which is routed for builders and tests only."""

from django.urls import include, path

from core import gallery

urlpatterns = [
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/<slug:name>/", gallery.gallery, name="screen"),
    path("", include("schoolsocial.urls")),
]
