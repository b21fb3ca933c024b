"""Addresses of incidents. An address holds the school, a step, or a reference: never a name or a category."""

from django.urls import path

from incidents.views import case, reporter, returning, routes

app_name = "incidents"
urlpatterns = [
    path("s/<slug:slug>/report/", reporter.start, name="start"),
    path("s/<slug:slug>/report/complaint/", reporter.complaint, name="complaint"),
    path("s/<slug:slug>/report/outside/", reporter.outside, name="outside"),
    path("s/<slug:slug>/report/check/", reporter.check, name="check"),
    path("s/<slug:slug>/report/receipt/", reporter.receipt, name="receipt"),
    path("s/<slug:slug>/report/saved/", reporter.saved, name="saved"),
    path("s/<slug:slug>/report/leave/", reporter.leave, name="leave"),
    path("s/<slug:slug>/report/mine/", returning.mine, name="mine"),
    path("s/<slug:slug>/report/mine/messages/", returning.visit, name="visit"),
    path("s/<slug:slug>/report/q/<slug:name>/", reporter.step, name="step"),
    path("s/<slug:slug>/concern/", reporter.concern, name="concern"),
    path("s/<slug:slug>/settings/routes/", routes.routes, name="routes"),
    path("s/<slug:slug>/settings/routes/<slug:key>/", routes.route, name="route"),
    path("s/<slug:slug>/concerns/", case.inbox, name="inbox"),
    path("s/<slug:slug>/concerns/<str:reference>/", case.case, name="case"),
    path("s/<slug:slug>/concerns/<str:reference>/take/", case.take, name="take"),
    path("s/<slug:slug>/concerns/<str:reference>/add/", case.add, name="add"),
    path("s/<slug:slug>/concerns/<str:reference>/correct/<uuid:corrects>/", case.add, name="correct"),
    path("s/<slug:slug>/concerns/<str:reference>/pass-on/", case.pass_on, name="pass_on"),
    path("s/<slug:slug>/concerns/<str:reference>/wait/", case.wait, name="wait"),
    path("s/<slug:slug>/concerns/<str:reference>/message/", case.message, name="message"),
    path("s/<slug:slug>/concerns/<str:reference>/people/", case.party, name="party"),
    path("s/<slug:slug>/concerns/<str:reference>/close/", case.close, name="close"),
    path("s/<slug:slug>/concerns/<str:reference>/confirm/", case.confirm, name="confirm"),
    path("s/<slug:slug>/concerns/<str:reference>/<slug:name>/", case.move, name="move"),
]
