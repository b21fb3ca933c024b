"""Addresses of people."""

from django.urls import path

from people.views import absence, carers, key_roles, people, pupils, roles, same_person, trusts

app_name = "people"
_SCHOOL = "s/<slug:school_slug>"
urlpatterns = [
    path(f"{_SCHOOL}/first-steps/", people.first_steps, name="first_steps"),
    path(f"{_SCHOOL}/people/", people.people_list, name="list"),
    path(f"{_SCHOOL}/people/add/", people.add, name="add"),
    path(f"{_SCHOOL}/people/<uuid:pk>/", people.person, name="person"),
    path(f"{_SCHOOL}/people/<uuid:pk>/roles/", roles.give_role, name="give_role"),
    path(f"{_SCHOOL}/people/<uuid:pk>/roles/<uuid:role_pk>/end/", roles.end_role, name="end_role"),
    path(f"{_SCHOOL}/people/<uuid:pk>/edit/", people.person_edit, name="person_edit"),
    path(f"{_SCHOOL}/people/<uuid:pk>/leave/", roles.person_leave, name="person_leave"),
    path(f"{_SCHOOL}/people/<uuid:pk>/same/", same_person.person_same, name="person_same"),
    path(f"{_SCHOOL}/people/<uuid:pk>/apart/", same_person.person_apart, name="person_apart"),
    path(f"{_SCHOOL}/people/<uuid:pk>/manager/", key_roles.person_manager, name="person_manager"),
    path(f"{_SCHOOL}/people/<uuid:pk>/away/", absence.person_away, name="person_away"),
    path(f"{_SCHOOL}/people/line-managers/", key_roles.line_managers, name="line_managers"),
    path(f"{_SCHOOL}/people/posts/", key_roles.posts, name="posts"),
    path(f"{_SCHOOL}/people/posts/<slug:role>/", key_roles.hand_over, name="hand_over"),
    path(f"{_SCHOOL}/people/away/", absence.away, name="away"),
    path(f"{_SCHOOL}/people/away/<uuid:pk>/", absence.back, name="back"),
    path(f"{_SCHOOL}/pupils/", pupils.pupil_list, name="pupils"),
    path(f"{_SCHOOL}/pupils/add/", pupils.pupil_add, name="pupil_add"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/", pupils.pupil, name="pupil"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/correct/", pupils.pupil_correct, name="pupil_correct"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/class/", pupils.pupil_move, name="pupil_move"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/leave/", pupils.pupil_leave, name="pupil_leave"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/carers/add/", carers.carer_add, name="carer_add"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/carers/<uuid:person>/", carers.carer_link, name="carer_link"),
    path(f"{_SCHOOL}/pupils/<uuid:pk>/carers/<uuid:person>/bar/", carers.carer_bar, name="carer_bar"),
    path(f"{_SCHOOL}/carers/<uuid:person>/", carers.carer, name="carer"),
    path(f"{_SCHOOL}/carers/<uuid:person>/details/", carers.carer_details, name="carer_details"),
    path("schools/", trusts.schools, name="schools"),
    path(f"{_SCHOOL}/trust/", trusts.trust, name="trust"),
    path(f"{_SCHOOL}/trust/settings/", trusts.trust_settings, name="trust_settings"),
    path(f"{_SCHOOL}/trust/settings/<slug:key>/", trusts.trust_setting, name="trust_setting"),
    path(f"{_SCHOOL}/trust/schools/add/", trusts.trust_school, name="trust_school"),
    path(f"{_SCHOOL}/trust/people/", trusts.trust_people, name="trust_people"),
    path(f"{_SCHOOL}/trust/people/<uuid:pk>/end/", trusts.trust_role_end, name="trust_role_end"),
]
