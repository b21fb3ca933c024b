"""Addresses of the register."""

from django.urls import path

from registers.views import deciding, declaring

app_name = "registers"
_BASE = "s/<slug:school_slug>/disclosures/"

urlpatterns = [
    path(_BASE, declaring.mine, name="mine"),
    path(_BASE + "new/", declaring.declare, name="declare"),
    path(_BASE + "register/", deciding.register, name="register"),
    path(_BASE + "next/", deciding.decide_next, name="decide_next"),
    path(_BASE + "<uuid:pk>/", deciding.disclosure, name="disclosure"),
    path(_BASE + "<uuid:pk>/decide/", deciding.decide, name="decide"),
    path(_BASE + "<uuid:pk>/take/", deciding.take, name="take"),
    path(_BASE + "<uuid:pk>/add/", declaring.add, name="add"),
    path(_BASE + "<uuid:pk>/end/", declaring.end, name="end"),
]
