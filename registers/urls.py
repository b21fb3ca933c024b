"""Addresses of the register."""

from django.urls import path

from registers import views

app_name = "registers"
_BASE = "s/<slug:school_slug>/disclosures/"

urlpatterns = [
    path(_BASE, views.mine, name="mine"),
    path(_BASE + "new/", views.declare, name="declare"),
    path(_BASE + "register/", views.register, name="register"),
    path(_BASE + "next/", views.decide_next, name="decide_next"),
    path(_BASE + "<uuid:pk>/", views.disclosure, name="disclosure"),
    path(_BASE + "<uuid:pk>/decide/", views.decide, name="decide"),
    path(_BASE + "<uuid:pk>/take/", views.take, name="take"),
    path(_BASE + "<uuid:pk>/add/", views.add, name="add"),
    path(_BASE + "<uuid:pk>/end/", views.end, name="end"),
]
