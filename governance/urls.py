"""Addresses of governance."""

from django.urls import path

from governance import views

app_name = "governance"

urlpatterns = [
    path("s/<slug:school_slug>/board/", views.board, name="board"),
    path("s/<slug:school_slug>/running/", views.deadlines, name="running"),
    path("s/<slug:school_slug>/reviews/", views.reviews, name="reviews"),
]
