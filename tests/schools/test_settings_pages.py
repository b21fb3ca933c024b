"""The pages of "How our school works": everything can be set, what leads to nobody is refused, and changes are told."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
import warnings
from types import SimpleNamespace

import pytest
from PIL import Image

from core.contributions.settings import SETTINGS, SettingKind
from core.errors import Refused
from core.pages.icons import contrast
from incidents.queries import route_settings
from incidents.services import reports
from incidents.services import route_settings as route_services
from people.services import absence, assignments
from people.states.roles import Role
from schools.models.schools import Crest, SchoolSetting
from schools.queries import calendar_pages, changes, setting_pages, settings
from schools.rules.branding import check_colour, redraw_crest
from schools.services import calendar, schools

NOW = dt.datetime(2026, 11, 20, 10)


@pytest.fixture(autouse=True)
def _now(clock):
    clock.set(NOW)


def text_of(response) -> str:
    """The words of a page, without tags and with single spaces."""
    words = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(words.replace("&#x27;", "'").split())


def another_value(key: str):
    spec = SETTINGS[key]
    if spec.kind == SettingKind.CHOICE:
        return next(key for key in spec.choices if key != spec.default)
    if spec.kind == SettingKind.SEVERAL:
        return [next(key for key in spec.choices if [key] != spec.default)]
    if spec.kind == SettingKind.YES_NO:
        return not spec.default
    if spec.kind == SettingKind.NUMBER:
        return spec.high if spec.default != spec.high else spec.low
    return {"opens_at": "07:45", "closes_at": "17:15"}.get(key, "Ask at the gate")


@pytest.fixture
def full(cast):
    """A school in which every post is held, so that every choice has somebody to lead to."""
    for member, role in ((cast.teacher, Role.SENIOR_LEADER), (cast.support, Role.NAMED_OFFICER)):
        assignments.give_role(person=member.person, school=cast.school, role=role)
    return cast


@pytest.mark.obligation("L21", "C18", "L1")
def test_every_setting_can_be_set_on_its_page(full, client, sign_in):
    sign_in(client, full.head)
    for key, spec in SETTINGS.items():
        folder = "settings/routes/" if spec.group == "routes" else "settings/"
        value = another_value(key)
        answer = client.post(f"/s/fernhill/{folder}{key}/", {"value": str(value) if isinstance(value, bool) else value})
        assert answer.status_code == 302, (key, text_of(answer)[:600])
        assert settings.setting(full.school, key) == value, key
    page = text_of(client.get("/s/fernhill/settings/"))
    assert [key for key in SETTINGS if str(SETTINGS[key].sentence) not in page] == []


def test_the_settings_page_keeps_its_budget_and_lists_what_is_left(
    cast, client, sign_in, django_assert_max_num_queries
):
    sign_in(client, cast.admin)
    with django_assert_max_num_queries(18):
        page = text_of(client.get("/s/fernhill/settings/"))
    assert "Still to do" in page
    assert "Enter the office's telephone and hours" in page
    schools.set_details(school=cast.school, office_hours="8am to 4pm")
    for key in ("lado_contact", "childrens_services", "complaints_procedure", "whistleblowing_procedure"):
        schools.set_setting(school=cast.school, key=key, value="01234")
    calendar.set_terms(school=cast.school, start_year=2026, terms=calendar_pages.terms_to_type(cast.school, 2026))
    assert setting_pages.settings_left(cast.school) == []
    assert "Still to do" not in text_of(client.get("/s/fernhill/settings/"))


def test_words_for_the_start_page_stand_where_a_report_begins(cast, client):
    schools.set_setting(school=cast.school, key="start_words", value="Ms Lovell is in room 4.")
    assert "Ms Lovell is in room 4." in text_of(client.get("/s/fernhill/report/?fresh"))


# --- routes -----------------------------------------------------------------------------------------------------------


def test_routes_are_sentences(cast):
    said = {row.about: row.line for row in route_settings.sentences(cast.school)}
    assert said["A report about the headteacher"] == ("chair of governors", "local authority officer (LADO)")
    assert said["A child is hurt, scared or at risk"] == (
        "safeguarding lead (DSL) and deputy safeguarding lead",
        "headteacher",
    )


@pytest.mark.parametrize("key", ["staff_misuse", "friend_attempt_by_staff", "support_contact", "questions_to"])
def test_a_choice_that_leads_to_a_post_nobody_holds_is_not_saved(cast, client, sign_in, key):
    sign_in(client, cast.head)
    answer = client.post(f"/s/fernhill/settings/routes/{key}/", {"value": "senior_leadership"})
    assert "Nobody would hear: this school has no senior leader." in text_of(answer)
    assert settings.setting(cast.school, key) == SETTINGS[key].default
    assert not SchoolSetting.objects.for_school(cast.school).filter(key=key).exists()


def test_nor_an_addition_that_adds_nobody(cast):
    with pytest.raises(Refused, match="named officer"):
        route_services.set_route(
            school=cast.school, key="safeguarding_also", value=["named_persons"], by=cast.head.actor
        )
    route_services.set_route(school=cast.school, key="safeguarding_also", value=["line_manager"], by=cast.head.actor)
    assert settings.setting(cast.school, "safeguarding_also") == ["line_manager"]


def test_save_and_test_shows_who_hears_now(full, client, sign_in):
    sign_in(client, full.admin)
    answer = client.post("/s/fernhill/settings/routes/support_contact/", {"value": "senior_leadership"}, follow=True)
    page = text_of(answer)
    assert "Saved. It holds from today." in page
    assert "At once Tess Carver , Senior leader. Hears at once." in page


def trial(cast, **answers):
    answers = {"kind": "child", "about": [], "from_kind": "parent"} | answers
    return SimpleNamespace(**route_settings.try_it(cast.school, **answers))


@pytest.mark.obligation("L17", "M17")
def test_try_it_says_what_a_report_would_do(cast):
    found = trial(cast, kind="child", from_kind="staff")
    sent = reports.send_staff_report(
        school=cast.school,
        answers={"about_kind": "child", "story": "She cried."},
        by=cast.teacher.actor,
        once=uuid.uuid4(),
    )[0]
    readers = sent.readers.values_list("person", flat=True)
    assert [one.name for one in found.now] == ["Dina Lovell", "Peter Dunn"]
    assert set(readers) == {cast.dsl.person.pk, cast.deputy.person.pk}
    assert [[one.name for one in tier] for tier in found.later] == [["Helen Ashdown"]]
    assert (found.outside, found.line_manager, found.minutes) == (False, False, 60)


def test_try_it_knows_who_is_away_and_who_covers(cast):
    day = cast.school.today()
    back = day + dt.timedelta(days=3)
    absence.record_absence(
        person=cast.head.person, school=cast.school, from_date=day, until_date=back, cover=cast.teacher.person
    )
    head, cover = trial(cast, kind="adult").now
    assert (head.name, head.is_away, head.back) == ("Helen Ashdown", True, back - dt.timedelta(days=1))
    assert (cover.name, cover.role, cover.why) == ("Tess Carver", "Cover", "Covers for Helen Ashdown, who is away.")


def test_try_it_leaves_out_whom_it_is_about_and_whoever_is_tied_to_them(cast):
    about_head = trial(cast, kind="adult", about=["headteacher"])
    assert [one.name for one in about_head.now] == ["Cora Hale"]
    assert [(one.name, one.role) for one in about_head.excluded] == [("Helen Ashdown", "Headteacher")]
    assignments.declare_tie(person=cast.chair.person, other=cast.head.person, school=cast.school, kind="partner")
    tied = trial(cast, kind="adult", about=["headteacher"])
    assert (tied.now, tied.outside) == ([], True)
    assert "Cora Hale" not in {one.name for one in tied.excluded}, "a declared tie is nobody's business here"


def test_try_it_is_a_page_of_its_own_words(cast, client, sign_in):
    sign_in(client, cast.admin)
    answer = client.get("/s/fernhill/settings/routes/?from_kind=no_name&kind=adult&about=headteacher&about=chair")
    page = text_of(answer)
    assert "Nobody inside the school hears. The form takes no report." in page
    assert "Helen Ashdown, Headteacher: it is about them" in page
    assert "Only staff are asked this." not in page
    press = client.get("/s/fernhill/settings/routes/?from_kind=parent&kind=press")
    assert "Only staff are asked this." in text_of(press)


@pytest.mark.obligation("L17")
def test_a_route_without_a_holder_is_said_in_red_on_every_page_of_the_office(cast, client, sign_in):
    sign_in(client, cast.admin)
    red = "A concern could reach nobody. The report form is closed."
    pages = ["settings/", "settings/calendar/", "settings/changes/", "settings/routes/", "people/", "people/add/"]
    assert [path for path in pages if red in text_of(client.get(f"/s/fernhill/{path}"))] == []
    assignments.end_role(person=cast.chair.person, school=cast.school, role=Role.CHAIR)
    assert [path for path in pages if red not in text_of(client.get(f"/s/fernhill/{path}"))] == []
    assert red not in text_of(client.get("/s/fernhill/"))
    assert "Reaches nobody today" in text_of(client.get("/s/fernhill/settings/routes/"))


# --- colour and crest -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("colour", ["#F6B73C", "#FFFFFF", "#7FDBFF", "#FF0000", "#808080"])
def test_the_nearest_colour_that_reads_well_is_a_shade_of_the_same(colour):
    check = check_colour(colour)
    assert not check.passes
    assert 4.5 <= contrast(check.nearest, "#FFFFFF") < 5.2
    assert check.nearest in check.words


def test_a_colour_that_reads_badly_is_said_in_words_and_may_be_changed_or_kept(cast, client, sign_in):
    sign_in(client, cast.head)
    data = {"name": cast.school.name, "phone": "1", "office_hours": "8 to 4", "public_email": "", "colour": "#F6B73C"}
    page = text_of(client.post("/s/fernhill/settings/school/", data))
    nearest = check_colour("#F6B73C").nearest
    assert (
        "White words on #F6B73C are hard to read: 1.8 to 1, and 4.5 is needed. "
        f"The nearest colour that reads well is {nearest}." in page
    )
    client.post("/s/fernhill/settings/school/", data | {"colour_choice": "nearest"})
    cast.school.refresh_from_db()
    assert cast.school.colour == nearest
    client.post("/s/fernhill/settings/school/", data | {"colour_choice": "keep"})
    cast.school.refresh_from_db()
    assert cast.school.colour == "#F6B73C"


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 700), **extra) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, format=kind, **extra)
    return out.getvalue()


def test_a_crest_is_drawn_anew_small_and_carries_nothing_along(cast, client, sign_in):
    sign_in(client, cast.admin)
    secret = b"taken at 51.5N by Jo"
    exif = Image.Exif()
    exif[0x010E] = secret.decode()
    upload = io.BytesIO(picture("JPEG", exif=exif))
    upload.name = "crest.jpg"
    assert client.post("/s/fernhill/settings/crest/", {"picture": upload}).status_code == 302
    cast.school.refresh_from_db()
    page = client.get("/s/fernhill/people/").content.decode()
    address = re.search(r'<img class="crest" src="([^"]+)"', page).group(1)
    answer = client.get(address)
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert secret not in answer.content
    shown = Image.open(io.BytesIO(answer.content))
    assert (shown.format, max(shown.size)) == ("PNG", 144)
    assert client.get("/s/fernhill/crest/0123456789abcdef.png").status_code == 404


def test_taking_the_crest_away_keeps_what_it_was(cast, client, sign_in):
    schools.set_crest(school=cast.school, data=picture())
    sign_in(client, cast.admin)
    client.post("/s/fernhill/settings/crest/", {"drop": "yes"})
    cast.school.refresh_from_db()
    assert cast.school.crest_mark == ""
    assert setting_pages.crest_of(cast.school) is None
    assert Crest.objects.for_school(cast.school).count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "PNG or JPEG"),
        (b"GIF89a" + b"0" * 50, "PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "does not open"),
        (b"\xff\xd8\xff" + b"0" * 50, "does not open"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * (2 * 1024 * 1024), "smaller than 2 MB"),
    ],
)
def test_other_files_are_refused_in_words(data, words):
    with pytest.raises(Refused, match=words):
        redraw_crest(data, 144)


def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.new("1", (9000, 9000)).save(out, format="PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(Refused, match="too many pixels"):
        redraw_crest(out.getvalue(), 144)


# --- what changed -----------------------------------------------------------------------------------------------------


def test_every_change_is_told_with_who_when_before_and_after(cast, client, sign_in):
    schools.set_setting(school=cast.school, key="past_pupil_age", value=16, by=cast.head.actor)
    schools.set_setting(school=cast.school, key="lado_contact", value="Jo, 01234", by=cast.head.actor)
    schools.set_setting(school=cast.school, key="lado_contact", value="Al, 05678", by=cast.admin.actor)
    schools.set_details(school=cast.school, by=cast.admin.actor, phone="999")
    _page, lines = changes.changes(cast.school)
    assert [(line.who, line.what, line.before, line.after) for line in lines[:4]] == [
        ("Adam Ridley", "Telephone of the office", "01234 567 890", "999"),
        ("Adam Ridley", "How to reach the local authority's officer (LADO).", "Jo, 01234", "Al, 05678"),
        ("Helen Ashdown", "How to reach the local authority's officer (LADO).", "", "Jo, 01234"),
        ("Helen Ashdown", "The age at which the rule for past pupils ends.", "18", "16"),
    ]
    sign_in(client, cast.head)
    assert "Adam Ridley · today at 10am Before Jo, 01234 After Al, 05678" in text_of(
        client.get("/s/fernhill/settings/changes/")
    )


def test_changes_are_paged_in_a_fixed_number_of_queries(cast, django_assert_max_num_queries):
    for number in range(40):
        schools.set_setting(school=cast.school, key="first_look_minutes", value=30 + number, by=cast.head.actor)
    with django_assert_max_num_queries(5):
        page, lines = changes.changes(cast.school, 1)
    assert (page.paginator.num_pages, len(lines)) == (2, 30)
    assert len(changes.changes(cast.school, 2)[1]) == 11
