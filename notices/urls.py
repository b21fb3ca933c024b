"""Addresses of the outbox."""

from django.urls import path

from notices import hooks, views

app_name = "notices"
urlpatterns = [
    path("health/", views.health, name="health"),
    path("mail/hooks/<slug:service>/", hooks.mail_hook, name="mail_hook"),
    path("s/<slug:school_slug>/mail/", views.real_mail, name="real_mail"),
    path("s/<slug:school_slug>/test-mail/", views.test_mail, name="test_mail"),
    path("s/<slug:school_slug>/reminders/", views.reminders, name="reminders"),
    path("s/<slug:school_slug>/notices/", views.outbox, name="outbox"),
    path("s/<slug:school_slug>/notices/<uuid:pk>/retry/", views.retry, name="retry"),
    path("s/<slug:school_slug>/notices/<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("s/<slug:school_slug>/notices/<uuid:pk>/write-again/", views.write_again, name="write_again"),
]
