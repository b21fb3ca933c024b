"""Addresses of sign-offs."""

from django.urls import path

from signoffs import views

app_name = "signoffs"
_S = "s/<slug:school_slug>/"

urlpatterns = [
    path(_S + "sign/<uuid:pk>/", views.sign, name="sign"),
    path(_S + "sign/<uuid:pk>/question/", views.ask, name="ask"),
    path(_S + "questions/", views.questions, name="questions"),
    path(_S + "questions/<uuid:pk>/", views.question, name="question"),
    path(_S + "signed/", views.signed, name="signed"),
    path(_S + "signed/<str:reference>/", views.certificate, name="certificate"),
    path(_S + "signed/<str:reference>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path(_S + "team/", views.team, name="team"),
    path(_S + "rounds/", views.rounds, name="rounds"),
    path(_S + "rounds/new/", views.round_new, name="round_new"),
    path(_S + "rounds/<uuid:pk>/", views.round_page, name="round"),
    path(_S + "rounds/<uuid:pk>/remind/", views.remind, name="remind"),
    path(_S + "rounds/<uuid:pk>/longer/", views.longer, name="longer"),
    path(_S + "rounds/<uuid:pk>/close/", views.close, name="close"),
    path(_S + "rounds/<uuid:pk>/paper/<uuid:person>/", views.paper, name="paper"),
    path(_S + "families/<uuid:person>/", views.carer, name="carer"),
    path("f/form/", views.family_form, name="family_form"),
    path("f/check/", views.family_check, name="family_check"),
    path("f/receipt/", views.family_receipt, name="family_receipt"),
    path("f/ask/", views.family_ask, name="family_ask"),
    path("f/link/", views.family_new_link, name="family_new_link"),
    path("f/<str:token>/", views.family, name="family"),
]
