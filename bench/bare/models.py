"""One table."""

from django.conf import settings
from django.db import models


class Note(models.Model):
    """A line that somebody wrote."""

    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.text
