"""Every screen of the portal, on the demo: for pictures, and for the tests that look at each page."""

from typing import Any

from demo.people import DemoSchool
from demo.stops import Stop, as_cast, follow, press, send_empty, settle, tick, write
from demo.things import Things, cast_of, prepare
from demo.tours.families import family_stops
from demo.tours.importing import import_stops
from demo.tours.outbox import outbox_stops
from demo.tours.second_step import second_step_stops
from demo.tours.settings import settings_stops
from demo.tours.staff import staff_stops
from demo.tours.ways_in import ways_in_stops
from people.models.roles import RoleAtSchool


def tour(places: list[DemoSchool]) -> list[Stop]:
    """Return every screen of the portal. ``places`` is what ``load()`` returned; an empty list looks the demo up."""
    oakfield, elmbridge, st_brides = places or [cast_of(slug) for slug in ("oakfield", "elmbridge", "st-brides")]
    things = prepare(oakfield)
    stops = [
        *_doors(oakfield),
        *_report(oakfield),
        *_families(things),
        *_policies(things),
        *_signing(things),
        *_register(things),
        *_concerns(things),
        *_running(things),
        *family_stops(oakfield, elmbridge),
        *import_stops(oakfield),
        *outbox_stops(oakfield, st_brides),
        *settings_stops(oakfield),
        *staff_stops(oakfield, elmbridge),
        *second_step_stops(oakfield),
        *ways_in_stops(oakfield),
        *_empty(st_brides),
    ]
    names = [stop.name for stop in stops]
    assert len(names) == len(set(names)), "two stops have one name"  # noqa: S101 - a slip of the tour's own writer
    return stops


def _doors(place: DemoSchool) -> list[Stop]:
    slug = place.school.slug
    known = place.cast["teacher"].user.email  # type: ignore[union-attr]
    code = "/accounts/login/code/"
    return [
        Stop("choose-school", "/"),
        Stop("front", f"/s/{slug}/"),
        Stop("accessibility", "/accessibility/"),
        Stop("privacy", "/privacy/"),
        Stop("sign-in", code),
        Stop("sign-in-error", code, steps=(send_empty,)),
        Stop(
            "sign-in-code",
            code,
            steps=(lambda page: page.get_by_role("textbox").first.fill(known), press("Send me a code")),
        ),
        Stop("sign-in-password", "/accounts/login/"),
        Stop("forgot-password", "/accounts/password/reset/"),
        Stop("signed-out", "/signed-out/"),
        Stop("not-there", "/nowhere/", status=404),
        Stop("real-mail", f"/s/{slug}/mail/"),
    ]


def _report(place: DemoSchool) -> list[Stop]:
    base = f"/s/{place.school.slug}/report/"
    first = f"{base}q/about/"
    to_people = (tick("A child is hurt, scared or at risk"), press("Continue"))
    to_story = (*to_people, tick("None of these"), press("Continue"))
    to_where = (*to_story, write("In your own words", "Unkind words in a class chat."), press("Continue"))
    to_pictures = (*to_where, press("Continue"))
    to_you = (*to_pictures, press("Continue"))
    to_check = (*to_you, tick("I do not give my name"), press("Continue"))
    to_receipt = (*to_check, press("Send my report"))
    words = write("Your secret words", "one two three four")
    wrong = (write("Your reference", "ABC-DEF"), words, press("See my report"))
    return [
        Stop("report-start", base),
        Stop("report-about", first),
        Stop("report-about-error", first, steps=(send_empty,)),
        Stop("report-people", first, steps=to_people),
        Stop("report-people-danger", first, steps=(tick("A child is in danger now"), press("Continue"))),
        Stop("report-story", first, steps=to_story),
        Stop("report-story-error", first, steps=(*to_story, send_empty)),
        Stop("report-where", first, steps=to_where),
        Stop("report-pictures", first, steps=to_pictures),
        Stop("report-you", first, steps=to_you),
        Stop("report-you-error", first, steps=(*to_you, send_empty)),
        Stop("report-check", first, steps=to_check),
        Stop("report-receipt", first, steps=to_receipt),
        Stop("report-saved", first, steps=(*to_receipt, press("I have saved them"))),
        # The page leads away at once; it is looked at when that has been refused.
        Stop("report-left", f"{base}leave/", steps=(settle,)),
        Stop("report-complaint", f"{base}complaint/"),
        Stop("report-outside", f"{base}outside/"),
        Stop("report-mine", f"{base}mine/"),
        Stop("report-mine-error", f"{base}mine/", steps=wrong),
        Stop("report-visit", first, steps=(*to_receipt, come_back)),
    ]


def come_back(page: Any) -> None:
    """Come back with the reference and the words that stand on the receipt."""
    reference, words = page.locator("#reference").inner_text(), page.locator("#words").inner_text()
    page.goto(page.url.replace("receipt/", "mine/"))
    for step in (write("Your reference", reference), write("Your secret words", words), press("See my report")):
        step(page)


def sign_one(page: Any) -> None:
    """Sign for the first child that is left, if one is left."""
    if page.get_by_role("button", name="Sign for my family").count():
        page.get_by_role("group", name="Your children").get_by_role("checkbox").first.check()
        press("Sign for my family")(page)


def _families(things: Things) -> list[Stop]:
    opened = (press("Open the form"),)
    rules = things.family.version.policy
    return [
        Stop("family-link", things.link),
        Stop("family-form", things.link, steps=opened),
        Stop("family-form-error", things.link, steps=(*opened, send_empty)),
        Stop("family-receipt", things.second_link, steps=(*opened, sign_one)),
        Stop("family-ask", things.link, steps=(*opened, follow("Ask the office"))),
        Stop("family-ended", "/f/no-such-link/", steps=opened),
        Stop("family-new-link", "/f/link/"),
        Stop("policy-public", f"/s/{things.place.school.slug}/p/{rules.slug}/"),
    ]


def _policies(things: Things) -> list[Stop]:
    policy, waiting = things.current.version.policy, things.waiting
    at = f"policies/{policy.slug}/"
    ready = f"policies/{waiting.policy.slug}/versions/{waiting.number}/"
    draft = f"policies/drafts/{things.draft.pk}/"
    office = [
        Stop("policies", "policies/"),
        Stop("policy-import", "policies/import/"),
        Stop("policy-import-error", "policies/import/", steps=(send_empty,)),
        Stop("policy-draft", draft),
        Stop("policy-draft-error", draft, steps=(write("Title", ""), press("Save the draft"))),
        Stop("policy-section", f"{draft}sections/{things.draft.clauses[0]['key']}/"),
        Stop("policy-section-new", f"{draft}sections/new/"),
        Stop("policy-section-error", f"{draft}sections/new/", steps=(press("Save this section"),)),
        Stop("policy-propose", f"{draft}propose/"),
        Stop("policy", at),
        Stop("policy-version-waiting", ready),
        Stop("policy-changes", f"{at}versions/2/since/1/"),
        Stop("policy-old-version", f"{at}versions/1/"),
    ]
    head = [Stop("policy-approve", ready), Stop("policy-early-review", f"{at}early-review/")]
    return as_cast(things.place, "office", office) + as_cast(things.place, "head", head)


def _signing(things: Things) -> list[Stop]:
    sign, round = f"sign/{things.current.pk}/", f"rounds/{things.current.pk}/"
    teacher = [
        Stop("home-teacher", ""),
        Stop("sign", sign),
        Stop("sign-error", sign, steps=(press("Sign this policy"),)),
        Stop("sign-question", f"{sign}question/"),
        Stop("sign-question-error", f"{sign}question/", steps=(send_empty,)),
        Stop("question-own", f"questions/{things.question.pk}/"),
        Stop("signed", "signed/"),
    ]
    office = [
        Stop("home-office", ""),
        Stop("certificate", f"signed/{things.signature.reference}/"),
        Stop("rounds", "rounds/"),
        Stop("round", round),
        Stop("round-family", f"rounds/{things.family.pk}/"),
        Stop("round-new", "rounds/new/"),
        Stop("round-new-error", "rounds/new/", steps=(send_empty,)),
        Stop("round-remind", f"{round}remind/"),
        Stop("round-longer", f"{round}longer/"),
        Stop("round-longer-error", f"{round}longer/", steps=(send_empty,)),
        Stop("round-close", f"{round}close/"),
        Stop("round-paper", f"{round}paper/{things.place.cast['support'].pk}/"),
        Stop("round-paper-error", f"{round}paper/{things.place.cast['support'].pk}/", steps=(send_empty,)),
    ]
    head = [Stop("questions", "questions/"), Stop("question-answer", f"questions/{things.question.pk}/")]
    return [
        *as_cast(things.place, "deputy", [Stop("team", "team/")]),
        *as_cast(things.place, "teacher", teacher),
        *as_cast(things.place, "office", office),
        *as_cast(things.place, "head", head),
    ]


def _register(things: Things) -> list[Stop]:
    new = "disclosures/new/"
    link = (tick("A parent or carer"), tick("Old friend"), tick("Yes"), press("Continue"))
    details = (
        write("Who is it?", "The parent of a child in Year 4"),
        write("Since when?", "Since school"),
        write("Where are you linked?", "One app for pictures"),
        tick("End the link online"),
        press("Continue"),
    )
    asked = f"disclosures/{things.asked.pk}/"
    teacher = [
        Stop("disclosures", "disclosures/"),
        Stop("disclosure-new", new),
        Stop("disclosure-new-error", new, steps=(press("Continue"),)),
        Stop("disclosure-details", new, steps=link),
        Stop("disclosure-details-error", new, steps=(*link, press("Continue"))),
        Stop("disclosure-check", new, steps=(*link, *details)),
        Stop("disclosure-answer", f"disclosures/{things.decided.pk}/"),
        Stop("disclosure-end", f"disclosures/{things.decided.pk}/end/"),
    ]
    answer = (tick("Do not allow"), write("Why?", "The rule does not allow it."), press("See what they will read"))
    head = [
        Stop("register", "disclosures/register/"),
        Stop("disclosure", asked),
        Stop("disclosure-decide", f"{asked}decide/"),
        Stop("disclosure-decide-error", f"{asked}decide/", steps=(press("See what they will read"),)),
        Stop("disclosure-decide-check", f"{asked}decide/", steps=answer),
    ]
    return as_cast(things.place, "teacher", teacher) + as_cast(things.place, "head", head)


def _concerns(things: Things) -> list[Stop]:
    case, new = f"concerns/{things.taken.reference}/", f"concerns/{things.new.reference}/"
    searched = (write("Name", "Whitlock"), press("Look for the name"))
    dsl = [
        Stop("home-dsl", ""),
        Stop("inbox", "concerns/"),
        Stop("inbox-waiting", "concerns/?tab=waiting"),
        Stop("case", case),
        Stop("case-new", new),
        Stop("case-add", f"{case}add/"),
        Stop("case-add-error", f"{case}add/", steps=(send_empty,)),
        Stop("case-pass-on", f"{case}pass-on/"),
        Stop("case-wait", f"{case}wait/"),
        Stop("case-message", f"{case}message/"),
        Stop("case-message-error", f"{case}message/", steps=(send_empty,)),
        Stop("case-party", f"{case}people/"),
        Stop("case-party-found", f"{case}people/", steps=searched),
        Stop("case-close", f"{case}close/"),
        Stop("case-close-error", f"{case}close/", steps=(send_empty,)),
    ]
    teacher = [
        Stop("concern", "concern/"),
        Stop("concern-error", "concern/", steps=(send_empty,)),
        Stop("not-for-you", "concerns/", status=403),
    ]
    return as_cast(things.place, "dsl", dsl) + as_cast(things.place, "teacher", teacher)


def _running(things: Things) -> list[Stop]:
    support = things.place.cast["support"]
    role = RoleAtSchool.objects.for_school(things.place.school).filter(person=support).order_by("pk")[0]
    person = f"people/{support.pk}/"
    admin = [
        Stop("home-admin", ""),
        Stop("first-steps", "first-steps/"),
        Stop("people", "people/"),
        Stop("person-add", "people/add/"),
        Stop("person-add-error", "people/add/", steps=(send_empty,)),
        Stop("person", person),
        Stop("person-role", f"{person}roles/"),
        Stop("person-role-end", f"{person}roles/{role.pk}/end/"),
        Stop("school-details", "settings/school/"),
        Stop("school-details-error", "settings/school/", steps=(write("Name", ""), send_empty)),
        Stop("outbox", "notices/"),
        Stop("reminders", "reminders/"),
    ]
    governor = [Stop("home-governor", ""), Stop("board", "board/"), Stop("reviews", "reviews/")]
    head = [Stop("home-head", ""), Stop("running", "running/")]
    own = [Stop("running-own", "running/")]
    return [
        *as_cast(things.place, "teacher", own),
        *as_cast(things.place, "dsl", [Stop("running-concerns", "running/")]),
        *as_cast(things.place, "admin", admin),
        *as_cast(things.place, "governor", governor),
        *as_cast(things.place, "head", head),
        Stop("my-schools", "/", user=things.place.cast["governor"].user),
        Stop("password", "/accounts/password/set/", user=things.place.cast["teacher"].user),
        Stop("second-step", "/accounts/2fa/", user=things.place.cast["teacher"].user),
    ]


def _empty(place: DemoSchool) -> list[Stop]:
    office = [Stop("empty-rounds", "rounds/"), Stop("empty-home", ""), Stop("empty-running", "running/")]
    head = [Stop("empty-register", "disclosures/register/"), Stop("empty-questions", "questions/")]
    return [
        *as_cast(place, "office", office),
        *as_cast(place, "head", head),
        *as_cast(place, "dsl", [Stop("empty-inbox", "concerns/")]),
        *as_cast(place, "governor", [Stop("empty-board", "board/")]),
    ]
