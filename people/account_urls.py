"""Two addresses of django-allauth that answer with a little more of our own; they stand before its own in the list."""

from django.urls import path

from people.views import second_step

urlpatterns = [
    path("2fa/", second_step.Index.as_view(), name="mfa_index"),
    path("2fa/webauthn/keys/<int:pk>/remove/", second_step.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]
