"""Every screen of the portal, on the demo: for pictures, and for the tests that look at each page."""

from typing import Any

from core import clock
from demo import stories, texts
from demo.people import DemoSchool, loaded_school
from demo.screens import Screen, as_cast, follow, press, send_empty, settle, tick, write
from demo.tours.families import family_screens
from demo.tours.importing import import_screens
from demo.tours.outbox import outbox_screens
from demo.tours.second_step import second_step_screens
from demo.tours.settings import settings_screens
from demo.tours.sign_in_methods import sign_in_screens
from demo.tours.staff import staff_screens
from incidents.models.cases import Case
from notices.services import links
from people.models.roles import RoleAtSchool
from policies.services import approving
from registers.services import deciding
from signoffs.models import Round, Signature
from signoffs.services import questions


def tour(places: list[DemoSchool]) -> list[Screen]:
    """Return every screen of the portal. ``places`` is what ``load()`` returned; an empty list looks the demo up."""
    oakfield, elmbridge, st_brides = places or [loaded_school(slug) for slug in ("oakfield", "elmbridge", "st-brides")]
    screens = [
        *_doors(oakfield),
        *_report(oakfield),
        *_families(oakfield),
        *_policies(oakfield),
        *_signing(oakfield),
        *_register(oakfield),
        *_concerns(oakfield),
        *_running(oakfield),
        *family_screens(oakfield, elmbridge),
        *import_screens(oakfield),
        *outbox_screens(oakfield, st_brides),
        *settings_screens(oakfield),
        *staff_screens(oakfield, elmbridge),
        *second_step_screens(oakfield),
        *sign_in_screens(oakfield),
        *_empty(st_brides),
    ]
    names = [screen.name for screen in screens]
    assert len(names) == len(set(names)), "two screens have one name"  # noqa: S101 - a slip of the tour's own writer
    return screens


def _doors(place: DemoSchool) -> list[Screen]:
    slug = place.school.slug
    known = place.cast["teacher"].user.email  # type: ignore[union-attr]
    code = "/accounts/login/code/"
    return [
        Screen("choose-school", "/"),
        Screen("front", f"/s/{slug}/"),
        Screen("accessibility", "/accessibility/"),
        Screen("privacy", "/privacy/"),
        Screen("sign-in", code),
        Screen("sign-in-error", code, steps=(send_empty,)),
        Screen(
            "sign-in-code",
            code,
            steps=(lambda page: page.get_by_role("textbox").first.fill(known), press("Send me a code")),
        ),
        Screen("sign-in-password", "/accounts/login/"),
        Screen("forgot-password", "/accounts/password/reset/"),
        Screen("signed-out", "/signed-out/"),
        Screen("not-there", "/nowhere/", status=404),
        Screen("real-mail", f"/s/{slug}/mail/"),
    ]


def _report(place: DemoSchool) -> list[Screen]:
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
        Screen("report-start", base),
        Screen("report-about", first),
        Screen("report-about-error", first, steps=(send_empty,)),
        Screen("report-people", first, steps=to_people),
        Screen("report-people-danger", first, steps=(tick("A child is in danger now"), press("Continue"))),
        Screen("report-story", first, steps=to_story),
        Screen("report-story-error", first, steps=(*to_story, send_empty)),
        Screen("report-where", first, steps=to_where),
        Screen("report-pictures", first, steps=to_pictures),
        Screen("report-you", first, steps=to_you),
        Screen("report-you-error", first, steps=(*to_you, send_empty)),
        Screen("report-check", first, steps=to_check),
        Screen("report-receipt", first, steps=to_receipt),
        Screen("report-saved", first, steps=(*to_receipt, press("I have saved them"))),
        # The page leads away at once; it is looked at when that has been refused.
        Screen("report-left", f"{base}leave/", steps=(settle,)),
        Screen("report-complaint", f"{base}complaint/"),
        Screen("report-outside", f"{base}outside/"),
        Screen("report-mine", f"{base}mine/"),
        Screen("report-mine-error", f"{base}mine/", steps=wrong),
        Screen("report-visit", first, steps=(*to_receipt, come_back)),
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


def _open_round(place: DemoSchool, audience: str) -> Round:
    """Return the open round of staff, or of families; of several the one of the newest version."""
    rows = Round.objects.for_school(place.school).filter(state="open", agreement__audience=audience)
    return rows.select_related("version__policy", "agreement").order_by("-version__number", "opened_at")[0]


def _families(place: DemoSchool) -> list[Screen]:
    opened = (press("Open the form"),)
    round = _open_round(place, "family")
    whole = [
        links.make_link(school=place.school, person=carer, purpose="family", ref=str(round.pk))
        for carer in place.carers[:2]
    ]
    first, second = ("/f/" + link.split("/f/", 1)[1] for link in whole)
    return [
        Screen("family-link", first),
        Screen("family-form", first, steps=opened),
        Screen("family-form-error", first, steps=(*opened, send_empty)),
        Screen("family-receipt", second, steps=(*opened, sign_one)),
        Screen("family-ask", first, steps=(*opened, follow("Ask the office"))),
        Screen("family-ended", "/f/no-such-link/", steps=opened),
        Screen("family-new-link", "/f/link/"),
        Screen("policy-public", f"/s/{place.school.slug}/p/{round.version.policy.slug}/"),
    ]


def _policies(place: DemoSchool) -> list[Screen]:
    now = clock.now()
    new = stories.import_policy(place, texts.FAMILY, now=now)
    waiting = approving.propose(draft=new, by=stories.actor(place, "office"), now=now)
    started = stories.import_policy(place, texts.STAFF, now=now)
    at = f"policies/{_open_round(place, 'staff').version.policy.slug}/"
    ready = f"policies/{waiting.policy.slug}/versions/{waiting.number}/"
    draft = f"policies/drafts/{started.pk}/"
    office = [
        Screen("policies", "policies/"),
        Screen("policy-import", "policies/import/"),
        Screen("policy-import-error", "policies/import/", steps=(send_empty,)),
        Screen("policy-draft", draft),
        Screen("policy-draft-error", draft, steps=(write("Title", ""), press("Save the draft"))),
        Screen("policy-section", f"{draft}sections/{started.clauses[0]['key']}/"),
        Screen("policy-section-new", f"{draft}sections/new/"),
        Screen("policy-section-error", f"{draft}sections/new/", steps=(press("Save this section"),)),
        Screen("policy-propose", f"{draft}propose/"),
        Screen("policy", at),
        Screen("policy-version-waiting", ready),
        Screen("policy-changes", f"{at}versions/2/since/1/"),
        Screen("policy-old-version", f"{at}versions/1/"),
    ]
    head = [Screen("policy-approve", ready), Screen("policy-early-review", f"{at}early-review/")]
    return as_cast(place, "office", office) + as_cast(place, "head", head)


def _signing(place: DemoSchool) -> list[Screen]:
    current = _open_round(place, "staff")
    sign, round = f"sign/{current.pk}/", f"rounds/{current.pk}/"
    text = "May I answer a parent in a chat?"
    question = questions.ask_question(round=current, by=stories.actor(place, "teacher"), text=text, now=clock.now())
    signature = Signature.objects.for_school(place.school).filter(person=place.cast["office"]).order_by("pk")[0]
    teacher = [
        Screen("home-teacher", ""),
        Screen("sign", sign),
        Screen("sign-error", sign, steps=(press("Sign this policy"),)),
        Screen("sign-question", f"{sign}question/"),
        Screen("sign-question-error", f"{sign}question/", steps=(send_empty,)),
        Screen("question-own", f"questions/{question.pk}/"),
        Screen("signed", "signed/"),
    ]
    office = [
        Screen("home-office", ""),
        Screen("certificate", f"signed/{signature.reference}/"),
        Screen("rounds", "rounds/"),
        Screen("round", round),
        Screen("round-family", f"rounds/{_open_round(place, 'family').pk}/"),
        Screen("round-new", "rounds/new/"),
        Screen("round-new-error", "rounds/new/", steps=(send_empty,)),
        Screen("round-remind", f"{round}remind/"),
        Screen("round-longer", f"{round}longer/"),
        Screen("round-longer-error", f"{round}longer/", steps=(send_empty,)),
        Screen("round-close", f"{round}close/"),
        Screen("round-paper", f"{round}paper/{place.cast['support'].pk}/"),
        Screen("round-paper-error", f"{round}paper/{place.cast['support'].pk}/", steps=(send_empty,)),
    ]
    head = [Screen("questions", "questions/"), Screen("question-answer", f"questions/{question.pk}/")]
    return [
        *as_cast(place, "deputy", [Screen("team", "team/")]),
        *as_cast(place, "teacher", teacher),
        *as_cast(place, "office", office),
        *as_cast(place, "head", head),
    ]


def _register(place: DemoSchool) -> list[Screen]:
    now, who = clock.now(), "The parent of a child in Year 4"
    decided, asked = (stories.declare_a_friend(place, key, who=who, now=now) for key in ("teacher", "support"))
    wanted = deciding.Wanted(
        outcome="conditions", conditions="No private messages with a pupil.", reasons="The rule allows it.", note=""
    )
    deciding.decide(disclosure=decided, by=stories.actor(place, "head"), wanted=wanted, after=None, now=now)
    new = "disclosures/new/"
    link = (tick("A parent or carer"), tick("Old friend"), tick("Yes"), press("Continue"))
    details = (
        write("Who is it?", who),
        write("Since when?", "Since school"),
        write("Where are you linked?", "One app for pictures"),
        tick("End the link online"),
        press("Continue"),
    )
    waits = f"disclosures/{asked.pk}/"
    teacher = [
        Screen("disclosures", "disclosures/"),
        Screen("disclosure-new", new),
        Screen("disclosure-new-error", new, steps=(press("Continue"),)),
        Screen("disclosure-details", new, steps=link),
        Screen("disclosure-details-error", new, steps=(*link, press("Continue"))),
        Screen("disclosure-check", new, steps=(*link, *details)),
        Screen("disclosure-answer", f"disclosures/{decided.pk}/"),
        Screen("disclosure-end", f"disclosures/{decided.pk}/end/"),
    ]
    answer = (tick("Do not allow"), write("Why?", "The rule does not allow it."), press("See what they will read"))
    head = [
        Screen("register", "disclosures/register/"),
        Screen("disclosure", waits),
        Screen("disclosure-decide", f"{waits}decide/"),
        Screen("disclosure-decide-error", f"{waits}decide/", steps=(press("See what they will read"),)),
        Screen("disclosure-decide-check", f"{waits}decide/", steps=answer),
    ]
    return as_cast(place, "teacher", teacher) + as_cast(place, "head", head)


def _concerns(place: DemoSchool) -> list[Screen]:
    cases = Case.objects.for_school(place.school).order_by("opened_at")
    untaken = cases.filter(state="new", kind="child").first() or cases.filter(state="new")[0]
    case, new = f"concerns/{cases.filter(state='taken')[0].reference}/", f"concerns/{untaken.reference}/"
    searched = (write("Name", "Whitlock"), press("Look for the name"))
    dsl = [
        Screen("home-dsl", ""),
        Screen("inbox", "concerns/"),
        Screen("inbox-waiting", "concerns/?tab=waiting"),
        Screen("case", case),
        Screen("case-new", new),
        Screen("case-add", f"{case}add/"),
        Screen("case-add-error", f"{case}add/", steps=(send_empty,)),
        Screen("case-pass-on", f"{case}pass-on/"),
        Screen("case-wait", f"{case}wait/"),
        Screen("case-message", f"{case}message/"),
        Screen("case-message-error", f"{case}message/", steps=(send_empty,)),
        Screen("case-party", f"{case}people/"),
        Screen("case-party-found", f"{case}people/", steps=searched),
        Screen("case-close", f"{case}close/"),
        Screen("case-close-error", f"{case}close/", steps=(send_empty,)),
    ]
    teacher = [
        Screen("concern", "concern/"),
        Screen("concern-error", "concern/", steps=(send_empty,)),
        Screen("not-for-you", "concerns/", status=403),
    ]
    return as_cast(place, "dsl", dsl) + as_cast(place, "teacher", teacher)


def _running(place: DemoSchool) -> list[Screen]:
    support = place.cast["support"]
    role = RoleAtSchool.objects.for_school(place.school).filter(person=support).order_by("pk")[0]
    person = f"people/{support.pk}/"
    admin = [
        Screen("home-admin", ""),
        Screen("first-steps", "first-steps/"),
        Screen("people", "people/"),
        Screen("person-add", "people/add/"),
        Screen("person-add-error", "people/add/", steps=(send_empty,)),
        Screen("person", person),
        Screen("person-role", f"{person}roles/"),
        Screen("person-role-end", f"{person}roles/{role.pk}/end/"),
        Screen("school-details", "settings/school/"),
        Screen("school-details-error", "settings/school/", steps=(write("Name", ""), send_empty)),
        Screen("outbox", "notices/"),
        Screen("reminders", "reminders/"),
    ]
    governor = [Screen("home-governor", ""), Screen("board", "board/"), Screen("reviews", "reviews/")]
    head = [Screen("home-head", ""), Screen("running", "running/")]
    own = [Screen("running-own", "running/")]
    return [
        *as_cast(place, "teacher", own),
        *as_cast(place, "dsl", [Screen("running-concerns", "running/")]),
        *as_cast(place, "admin", admin),
        *as_cast(place, "governor", governor),
        *as_cast(place, "head", head),
        Screen("my-schools", "/", user=place.cast["governor"].user),
        Screen("password", "/accounts/password/set/", user=place.cast["teacher"].user),
        Screen("second-step", "/accounts/2fa/", user=place.cast["teacher"].user),
    ]


def _empty(place: DemoSchool) -> list[Screen]:
    office = [Screen("empty-rounds", "rounds/"), Screen("empty-home", ""), Screen("empty-running", "running/")]
    head = [Screen("empty-register", "disclosures/register/"), Screen("empty-questions", "questions/")]
    return [
        *as_cast(place, "office", office),
        *as_cast(place, "head", head),
        *as_cast(place, "dsl", [Screen("empty-inbox", "concerns/")]),
        *as_cast(place, "governor", [Screen("empty-board", "board/")]),
    ]
