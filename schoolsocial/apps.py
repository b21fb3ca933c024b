"""App config of the roof."""

from core import appconfig


class RoofConfig(appconfig.ContributingAppConfig):
    """Home page and settings: reads all floors, and nobody imports it."""

    name = "schoolsocial"
    label = "roof"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Begin a sitting at each sign-in."""
        from django.contrib.auth.signals import user_logged_in

        from schoolsocial.sittings import note_sign_in

        user_logged_in.connect(note_sign_in, dispatch_uid="portal.sittings")
        super().ready()
