"""Addresses of policies."""

from django.urls import path

from policies.views import deciding, drafts, policies

app_name = "policies"
_BASE = "s/<slug:school_slug>/policies/"
_DRAFT = _BASE + "drafts/<uuid:pk>/"
_POLICY = _BASE + "<slug:policy_slug>/"
_VERSION = _POLICY + "versions/<int:number>/"

urlpatterns = [
    path(_BASE, policies.policy_list, name="list"),
    path(_BASE + "import/", drafts.import_file, name="import"),
    path(_DRAFT, drafts.draft, name="draft"),
    path(_DRAFT + "sections/new/", drafts.section, name="section_new"),
    path(_DRAFT + "sections/<uuid:key>/", drafts.section, name="section"),
    path(_DRAFT + "drop/", drafts.drop, name="drop"),
    path(_DRAFT + "propose/", drafts.propose, name="propose"),
    path(_POLICY, policies.policy, name="policy"),
    path(_POLICY + "review/", drafts.start_review, name="start_review"),
    path(_POLICY + "early-review/", policies.early_review, name="early_review"),
    path(_POLICY + "import/", drafts.import_file, name="import_version"),
    path(_VERSION, policies.version, name="version"),
    path(_VERSION + "since/<int:old>/", policies.changes, name="changes"),
    path(_VERSION + "approve/", deciding.approve, name="approve"),
    path(_VERSION + "return/", deciding.return_for_changes, name="return"),
    path(_VERSION + "ask-again/", deciding.ask_again, name="ask_again"),
    path(_VERSION + "publish/", deciding.publish, name="publish"),
    path(_VERSION + "withdraw/", deciding.withdraw, name="withdraw"),
    path("s/<slug:school_slug>/p/<slug:policy_slug>/", policies.public, name="public"),
]
