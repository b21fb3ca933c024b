"""Screens of the second step: set up, shown again, lost, and confirmed by colleagues."""

from accounts.services import resets
from demo.people import DemoSchool
from demo.stops import Stop, as_cast, press, send_empty

APP = "/accounts/2fa/totp/activate/"


def second_step_stops(place: DemoSchool) -> list[Stop]:
    """Return the screens at the demo's first school. The teacher has asked for a reset; nobody has confirmed it yet."""
    teacher, head = place.cast["teacher"], place.cast["head"]
    reset = resets.ask_reset(person=teacher, school=place.school)
    colleague = [
        Stop("lost-steps", "second-steps/"),
        Stop("lost-step-confirm", f"second-steps/{reset.pk}/"),
        Stop("lost-step-confirm-error", f"second-steps/{reset.pk}/", steps=(send_empty,)),
    ]
    return [
        Stop("second-step-needed", "/second-step/", user=head.user, bare=True),
        Stop("front-one-step-left", f"/s/{place.school.slug}/", user=head.user, bare=True),
        Stop("app-set-up", APP, user=teacher.user),
        Stop("app-set-up-error", APP, user=teacher.user, steps=(send_empty,)),
        Stop("passkey-set-up", "/accounts/2fa/webauthn/add/", user=teacher.user),
        Stop("passkeys", "/accounts/2fa/webauthn/", user=teacher.user),
        Stop("show-again", "/again/", user=teacher.user),
        Stop("show-again-code", "/again/", user=place.cast["support"].user, steps=(press("Send me a code"),)),
        *as_cast(place, "head", colleague),
    ]
