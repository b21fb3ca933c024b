"""Addresses of signing in: our own pages, and django-allauth's behind them."""

from django.urls import include, path

from accounts.views import addresses, first_run, invitations, own_sign_in, second_step

_SCHOOL = "s/<slug:school_slug>"
PAGES = (
    [
        path("first/", first_run.first, name="first"),
        path("again/", own_sign_in.again, name="again"),
        path("accounts/", own_sign_in.own_sign_in, name="own_sign_in"),
        path("accounts/email/", addresses.own_address, name="own_address"),
        path("accounts/email/codes/", addresses.address_codes, name="address_codes"),
        path("accounts/sessions/", own_sign_in.sessions, name="sessions"),
        path(f"{_SCHOOL}/kept/", own_sign_in.kept, name="kept"),
        path(f"{_SCHOOL}/staffroom/", invitations.staffroom, name="staffroom"),
        path(f"{_SCHOOL}/people/<uuid:pk>/address/", addresses.sign_in_address, name="sign_in_address"),
        path(f"{_SCHOOL}/people/<uuid:pk>/code/", invitations.printed_code, name="printed_code"),
        path(f"{_SCHOOL}/people/<uuid:pk>/invite/", invitations.invite, name="invite"),
        path("second-step/", second_step.second_step, name="second_step"),
        path("second-step/lost/", second_step.lost_step, name="lost_step"),
        path("second-step/resets/<uuid:pk>/stop/", second_step.reset_stop, name="reset_stop"),
        path("second-step/codes-kept/", second_step.codes_kept, name="codes_kept"),
        path(f"{_SCHOOL}/second-steps/", second_step.resets, name="resets"),
        path(f"{_SCHOOL}/second-steps/<uuid:pk>/", second_step.reset_confirm, name="reset_confirm"),
        path(f"{_SCHOOL}/second-steps/<uuid:pk>/stop/", second_step.reset_refuse, name="reset_refuse"),
    ],
    "accounts",
)
urlpatterns = [
    path("", include(PAGES)),
    # Two addresses of allauth that answer with a little more of our own; the first that fits is taken.
    path("accounts/2fa/", second_step.Index.as_view(), name="mfa_index"),
    path(
        "accounts/2fa/webauthn/keys/<int:pk>/remove/", second_step.RemovePasskey.as_view(), name="mfa_remove_webauthn"
    ),
    path("accounts/", include("allauth.urls")),
]
