"""Addresses of people."""

from django.urls import path

from people import views

app_name = "people"
_SCHOOL = "s/<slug:school_slug>"
urlpatterns = [
    path("first/", views.first, name="first"),
    path("accounts/sessions/", views.sessions, name="sessions"),
    path(f"{_SCHOOL}/kept/", views.kept, name="kept"),
    path(f"{_SCHOOL}/staffroom/", views.staffroom, name="staffroom"),
    path(f"{_SCHOOL}/people/<uuid:pk>/code/", views.printed_code, name="printed_code"),
    path("second-step/", views.second_step, name="second_step"),
    path("second-step/codes-kept/", views.codes_kept, name="codes_kept"),
    path(f"{_SCHOOL}/first-steps/", views.first_steps, name="first_steps"),
    path(f"{_SCHOOL}/people/", views.people_list, name="list"),
    path(f"{_SCHOOL}/people/add/", views.add, name="add"),
    path(f"{_SCHOOL}/people/<uuid:pk>/", views.person, name="person"),
    path(f"{_SCHOOL}/people/<uuid:pk>/roles/", views.give_role, name="give_role"),
    path(f"{_SCHOOL}/people/<uuid:pk>/roles/<uuid:role_pk>/end/", views.end_role, name="end_role"),
    path(f"{_SCHOOL}/people/<uuid:pk>/invite/", views.invite, name="invite"),
    path(f"{_SCHOOL}/people/<uuid:pk>/edit/", views.person_edit, name="person_edit"),
    path(f"{_SCHOOL}/people/<uuid:pk>/leave/", views.person_leave, name="person_leave"),
    path(f"{_SCHOOL}/people/<uuid:pk>/same/", views.person_same, name="person_same"),
    path(f"{_SCHOOL}/people/<uuid:pk>/apart/", views.person_apart, name="person_apart"),
    path(f"{_SCHOOL}/people/<uuid:pk>/manager/", views.person_manager, name="person_manager"),
    path(f"{_SCHOOL}/people/<uuid:pk>/away/", views.person_away, name="person_away"),
    path(f"{_SCHOOL}/people/line-managers/", views.line_managers, name="line_managers"),
    path(f"{_SCHOOL}/posts/", views.posts, name="posts"),
    path(f"{_SCHOOL}/posts/<slug:role>/", views.hand_over, name="hand_over"),
    path(f"{_SCHOOL}/away/", views.away, name="away"),
    path(f"{_SCHOOL}/away/<uuid:pk>/", views.back, name="back"),
    path(f"{_SCHOOL}/pupils/", views.pupil_list, name="pupils"),
    path(f"{_SCHOOL}/pupils/add/", views.pupil_add, name="pupil_add"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/", views.pupil, name="pupil"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/correct/", views.pupil_correct, name="pupil_correct"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/class/", views.pupil_move, name="pupil_move"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/leave/", views.pupil_leave, name="pupil_leave"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/carers/add/", views.carer_add, name="carer_add"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/carers/<uuid:person>/", views.carer_link, name="carer_link"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/carers/<uuid:person>/bar/", views.carer_bar, name="carer_bar"),
    path(f"{_SCHOOL}/carers/<uuid:person>/", views.carer, name="carer"),
    path(f"{_SCHOOL}/carers/<uuid:person>/details/", views.carer_details, name="carer_details"),
    path(f"{_SCHOOL}/settings/", views.settings, name="settings"),
    path(f"{_SCHOOL}/settings/school/", views.details, name="details"),
    path(f"{_SCHOOL}/settings/<slug:key>/", views.setting, name="setting"),
]
