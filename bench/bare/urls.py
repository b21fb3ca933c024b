"""Three views: constant, 50 rows with a join, and a POST with one INSERT."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from bench.bare.models import Note


def constant(request: HttpRequest) -> HttpResponse:
    """Answer the same bytes."""
    return HttpResponse("<!DOCTYPE html><title>x</title><h1>x</h1>")


def rows(request: HttpRequest) -> HttpResponse:
    """Show 50 rows with a join, to somebody signed in."""
    assert request.user.is_authenticated
    return render(request, "bare_rows.html", {"notes": Note.objects.select_related("who").order_by("-pk")[:50]})


def note(request: HttpRequest) -> HttpResponse:
    """Read session and user, write one row, redirect."""
    assert request.user.is_authenticated
    Note.objects.create(who=request.user, text=request.POST["text"][:200])
    return HttpResponseRedirect("/rows/")


urlpatterns = [path("", constant), path("rows/", rows), path("note/", note)]
