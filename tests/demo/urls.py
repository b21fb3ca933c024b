"""The portal's addresses with those of the demo, which are there in demo mode only."""

from django.urls import include, path

from demo.urls import PAGES
from schoolsocial import urls

urlpatterns = [*urls.urlpatterns, path("demo/", include(PAGES))]
