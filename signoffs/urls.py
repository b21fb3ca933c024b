"""Addresses of sign-offs."""

from django.urls import path

from signoffs.views import carers, certificates, family, questions, rounds, signing

app_name = "signoffs"
_S = "s/<slug:school_slug>/"

urlpatterns = [
    path(_S + "sign/<uuid:pk>/", signing.sign, name="sign"),
    path(_S + "sign/<uuid:pk>/question/", questions.ask, name="ask"),
    path(_S + "questions/", questions.questions, name="questions"),
    path(_S + "questions/<uuid:pk>/", questions.question, name="question"),
    path(_S + "signed/", certificates.signed, name="signed"),
    path(_S + "signed/<str:reference>/", certificates.certificate, name="certificate"),
    path(_S + "signed/<str:reference>/pdf/", certificates.certificate_pdf, name="certificate_pdf"),
    path(_S + "team/", rounds.team, name="team"),
    path(_S + "rounds/", rounds.rounds, name="rounds"),
    path(_S + "rounds/new/", rounds.round_new, name="round_new"),
    path(_S + "rounds/<uuid:pk>/", rounds.round_page, name="round"),
    path(_S + "rounds/<uuid:pk>/remind/", rounds.remind, name="remind"),
    path(_S + "rounds/<uuid:pk>/longer/", rounds.longer, name="longer"),
    path(_S + "rounds/<uuid:pk>/close/", rounds.close, name="close"),
    path(_S + "rounds/<uuid:pk>/paper/<uuid:person>/", rounds.paper, name="paper"),
    path(_S + "families/<uuid:person>/", carers.carer, name="carer"),
    path("f/form/", family.family_form, name="family_form"),
    path("f/check/", family.family_check, name="family_check"),
    path("f/receipt/", family.family_receipt, name="family_receipt"),
    path("f/ask/", family.family_ask, name="family_ask"),
    path("f/link/", family.family_new_link, name="family_new_link"),
    path("f/<str:token>/", family.family, name="family"),
]
