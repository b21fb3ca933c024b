"""Addresses of the lists that come in and go out, and of September."""

from django.urls import path

from roll.views import exporting, importing, rollover

app_name = "roll"
_SCHOOL = "s/<slug:school_slug>"
_IMPORT = f"{_SCHOOL}/people/import"
urlpatterns = [
    path(f"{_SCHOOL}/people/export/", exporting.export, name="export"),
    path(f"{_IMPORT}/", importing.import_list, name="import"),
    path(f"{_IMPORT}/sample/<slug:kind>/download/", exporting.import_sample, name="import_sample"),
    path(f"{_IMPORT}/problems/", importing.import_problems, name="import_problems"),
    path(f"{_IMPORT}/<uuid:pk>/", importing.import_one, name="import_one"),
    path(f"{_IMPORT}/<uuid:pk>/columns/", importing.import_columns, name="import_columns"),
    path(f"{_IMPORT}/<uuid:pk>/approve/", importing.import_approve, name="import_approve"),
    path(f"{_IMPORT}/<uuid:pk>/undo/", importing.import_undo, name="import_undo"),
    path(f"{_IMPORT}/<uuid:pk>/leave/", importing.import_drop, name="import_drop"),
    path(f"{_IMPORT}/<uuid:pk>/rows/<slug:category>/", importing.import_lines, name="import_lines"),
    path(f"{_SCHOOL}/pupils/september/", rollover.roll_over, name="roll_over"),
    path(f"{_SCHOOL}/pupils/september/check/", rollover.roll_over_check, name="roll_over_check"),
    path(f"{_SCHOOL}/pupils/september/undo/", rollover.roll_over_undo, name="roll_over_undo"),
]
