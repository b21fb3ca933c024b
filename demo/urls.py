"""Addresses of the demo; not there outside demo mode."""

from django.conf import settings
from django.urls import URLResolver, include, path

from demo import views

PAGES = (
    [
        path("", views.people, name="people"),
        path("sign-in/<uuid:pk>/", views.sign_in, name="sign_in"),
        path("mail/", views.mail, name="mail"),
        path("mail/send/", views.send_now, name="send_now"),
        path("mail/<uuid:pk>/", views.letter, name="letter"),
    ],
    "demo",
)
urlpatterns: list[URLResolver] = [path("demo/", include(PAGES))] if settings.DEMO_MODE else []
