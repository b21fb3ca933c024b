"""Addresses of the pages on which a school says how it works."""

from django.urls import path

from schools.views import calendar, settings

app_name = "schools"
_SCHOOL = "s/<slug:school_slug>"
urlpatterns = [
    path(f"{_SCHOOL}/settings/", settings.settings, name="settings"),
    path(f"{_SCHOOL}/settings/school/", settings.details, name="details"),
    path(f"{_SCHOOL}/settings/crest/", settings.crest, name="crest"),
    path(f"{_SCHOOL}/settings/changes/", settings.changes, name="changes"),
    path(f"{_SCHOOL}/settings/calendar/", calendar.calendar, name="calendar"),
    path(f"{_SCHOOL}/settings/calendar/terms/<int:start>/", calendar.terms, name="terms"),
    path(f"{_SCHOOL}/settings/calendar/closed/", calendar.closed_add, name="closed_add"),
    path(f"{_SCHOOL}/settings/calendar/closed/<uuid:pk>/", calendar.closed_remove, name="closed_remove"),
    path(f"{_SCHOOL}/settings/calendar/nation/", calendar.nation, name="nation"),
    path(f"{_SCHOOL}/crest/<slug:mark>.png", settings.crest_file, name="crest_file"),
    path(f"{_SCHOOL}/settings/<slug:key>/", settings.setting, name="setting"),
]
