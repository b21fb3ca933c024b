"""The roof: settings, addresses, the worker, the home page."""

from schoolsocial.celery import app as celery_app

__all__ = ["celery_app"]
