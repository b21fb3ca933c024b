"""Addresses of people."""

from django.urls import path

from people import views

app_name = "people"
_SCHOOL = "s/<slug:school_slug>"
urlpatterns = [
    path("first/", views.first, name="first"),
    path("accounts/sessions/", views.sessions, name="sessions"),
    path(f"{_SCHOOL}/kept/", views.kept, name="kept"),
    path("second-step/", views.second_step, name="second_step"),
    path("second-step/codes-kept/", views.codes_kept, name="codes_kept"),
    path(f"{_SCHOOL}/first-steps/", views.first_steps, name="first_steps"),
    path(f"{_SCHOOL}/people/", views.people_list, name="list"),
    path(f"{_SCHOOL}/people/add/", views.add, name="add"),
    path(f"{_SCHOOL}/people/<uuid:pk>/", views.person, name="person"),
    path(f"{_SCHOOL}/people/<uuid:pk>/roles/", views.give_role, name="give_role"),
    path(f"{_SCHOOL}/people/<uuid:pk>/roles/<uuid:role_pk>/end/", views.end_role, name="end_role"),
    path(f"{_SCHOOL}/people/<uuid:pk>/invite/", views.invite, name="invite"),
    path(f"{_SCHOOL}/settings/", views.settings, name="settings"),
    path(f"{_SCHOOL}/settings/school/", views.details, name="details"),
    path(f"{_SCHOOL}/settings/<slug:key>/", views.setting, name="setting"),
]
