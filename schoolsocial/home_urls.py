"""Addresses of the roof."""

from django.urls import path

from schoolsocial import views

app_name = "home"
urlpatterns = [
    path("", views.root, name="root"),
    path("signed-out/", views.signed_out, name="signed_out"),
    path("s/<slug:school_slug>/", views.school_home, name="school"),
]
