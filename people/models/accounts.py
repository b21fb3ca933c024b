"""The login. It holds an address and a password, and no name: names belong to the schools that know a person."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

NO_ADDRESS = ".invalid"
"""How the address of an account ends that only a printed code opens: nothing is ever delivered there."""


class UserManager(BaseUserManager["User"]):
    """Makes accounts; nobody can make one for themself."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """Make an account. Without a password only an e-mailed code opens it."""
        user = self.model(email=self.normalise(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account by its address, whatever its capitals."""
        return self.get(email=self.normalise(username or ""))

    @staticmethod
    def normalise(email: str) -> str:
        """Return the address as it is stored: trimmed, small letters."""
        return email.strip().lower()


class User(AbstractBaseUser):
    """An account. How it is opened is the business of ``accounts``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    # Django would stamp the moment by a clock of its own; the office needs the day, and no more.
    last_login = None
    signed_in_on = models.DateField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    # There is no site of Django's own administration, so nobody is let into it.
    is_staff = False
    is_superuser = False

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="people_user_small_letters"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def own_address(self) -> str:
        """The address that its owner signs in with; "" for the stand-in of a code on paper."""
        return "" if self.email.endswith(NO_ADDRESS) else self.email
