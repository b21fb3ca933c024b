"""Addresses of policies."""

from django.urls import path

from policies import views

app_name = "policies"
_BASE = "s/<slug:school_slug>/policies/"
_DRAFT = _BASE + "drafts/<uuid:pk>/"
_POLICY = _BASE + "<slug:policy_slug>/"
_VERSION = _POLICY + "versions/<int:number>/"

urlpatterns = [
    path(_BASE, views.policy_list, name="list"),
    path(_BASE + "import/", views.import_file, name="import"),
    path(_DRAFT, views.draft, name="draft"),
    path(_DRAFT + "sections/new/", views.section, name="section_new"),
    path(_DRAFT + "sections/<uuid:key>/", views.section, name="section"),
    path(_DRAFT + "drop/", views.drop, name="drop"),
    path(_DRAFT + "propose/", views.propose, name="propose"),
    path(_POLICY, views.policy, name="policy"),
    path(_POLICY + "review/", views.start_review, name="start_review"),
    path(_POLICY + "early-review/", views.early_review, name="early_review"),
    path(_POLICY + "import/", views.import_file, name="import_version"),
    path(_VERSION, views.version, name="version"),
    path(_VERSION + "since/<int:old>/", views.changes, name="changes"),
    path(_VERSION + "approve/", views.approve, name="approve"),
    path(_VERSION + "return/", views.return_for_changes, name="return"),
    path(_VERSION + "ask-again/", views.ask_again, name="ask_again"),
    path(_VERSION + "publish/", views.publish, name="publish"),
    path(_VERSION + "withdraw/", views.withdraw, name="withdraw"),
    path("s/<slug:school_slug>/p/<slug:policy_slug>/", views.public, name="public"),
]
