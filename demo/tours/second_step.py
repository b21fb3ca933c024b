"""Screens of the second step: set up, shown again, lost, and confirmed by colleagues."""

from accounts.services import resets
from demo.people import DemoSchool
from demo.screens import Screen, as_cast, press, send_empty

APP = "/accounts/2fa/totp/activate/"


def second_step_screens(place: DemoSchool) -> list[Screen]:
    """Return the screens at the demo's first school. The teacher has asked for a reset; nobody has confirmed it yet."""
    teacher, head = place.cast["teacher"], place.cast["head"]
    reset = resets.ask_reset(person=teacher, school=place.school)
    colleague = [
        Screen("lost-steps", "second-steps/"),
        Screen("lost-step-confirm", f"second-steps/{reset.pk}/"),
        Screen("lost-step-confirm-error", f"second-steps/{reset.pk}/", steps=(send_empty,)),
    ]
    return [
        Screen("second-step-needed", "/second-step/", user=head.user, bare=True),
        Screen("front-one-step-left", f"/s/{place.school.slug}/", user=head.user, bare=True),
        Screen("app-set-up", APP, user=teacher.user),
        Screen("app-set-up-error", APP, user=teacher.user, steps=(send_empty,)),
        Screen("passkey-set-up", "/accounts/2fa/webauthn/add/", user=teacher.user),
        Screen("passkeys", "/accounts/2fa/webauthn/", user=teacher.user),
        Screen("show-again", "/again/", user=teacher.user),
        Screen("show-again-code", "/again/", user=place.cast["support"].user, steps=(press("Send me a code"),)),
        *as_cast(place, "head", colleague),
    ]
