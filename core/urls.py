"""Addresses of the pages that belong to no school."""

from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("colours/", views.theme, name="theme"),
]
