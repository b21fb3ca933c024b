"""Addresses of the demo; not there outside demo mode."""

from django.urls import path

from schoolsocial import demo_views

app_name = "demo"
urlpatterns = [
    path("", demo_views.people, name="people"),
    path("sign-in/<uuid:pk>/", demo_views.sign_in, name="sign_in"),
    path("mail/", demo_views.mail, name="mail"),
    path("mail/send/", demo_views.send_now, name="send_now"),
    path("mail/<uuid:pk>/", demo_views.letter, name="letter"),
]
