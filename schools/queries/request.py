"""What a request of a page under ``/s/<slug>/`` carries."""

from django.http import HttpRequest

from core.actor import Actor
from schools.models.schools import School


class SchoolRequest(HttpRequest):
    """For annotations only: the middleware sets both, and ``core.access.page`` made sure of them."""

    school: School
    actor: Actor
