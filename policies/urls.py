"""Addresses of policies."""

from django.urls import path

from policies import views

app_name = "policies"
_BASE = "s/<slug:school_slug>/policies/"
_VERSION = _BASE + "<slug:policy_slug>/versions/<int:number>/"

urlpatterns = [
    path(_BASE, views.policy_list, name="list"),
    path(_BASE + "import/", views.import_file, name="import"),
    path(_BASE + "drafts/<uuid:pk>/", views.draft, name="draft"),
    path(_BASE + "drafts/<uuid:pk>/propose/", views.propose, name="propose"),
    path(_BASE + "<slug:policy_slug>/", views.policy, name="policy"),
    path(_BASE + "<slug:policy_slug>/review/", views.start_review, name="start_review"),
    path(_BASE + "<slug:policy_slug>/import/", views.import_file, name="import_version"),
    path(_VERSION, views.version, name="version"),
    path(_VERSION + "approve/", views.approve, name="approve"),
    path(_VERSION + "return/", views.return_for_changes, name="return"),
    path(_VERSION + "publish/", views.publish, name="publish"),
    path("s/<slug:school_slug>/p/<slug:policy_slug>/", views.public, name="public"),
]
