"""One address of each name, filled with the things of the world of tests."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.access.world import World

# Names of allauth that need a part, or that are not ours to walk (they belong to the signed-in person alone).
CODE = "0123456789"


def _policies(world: World) -> dict[str, dict[str, Any]]:
    args = world.args
    school = {"school_slug": world.cast.school.slug}
    policy = school | {"policy_slug": world.version.policy.slug}
    waiting = school | {"policy_slug": world.waiting.policy.slug, "number": world.waiting.number}
    return {
        "policies:draft": school | {"pk": args["draft"]},
        "policies:propose": school | {"pk": args["draft"]},
        "policies:drop": school | {"pk": args["draft"]},
        "policies:section_new": school | {"pk": args["draft"]},
        "policies:section": school | {"pk": args["draft"], "key": args["section"]},
        "policies:early_review": policy,
        "policies:changes": waiting | {"old": world.waiting.number},
        "policies:ask_again": waiting,
        "policies:withdraw": policy | {"number": world.version.number},
        "policies:policy": policy,
        "policies:start_review": policy,
        "policies:import_version": policy,
        "policies:public": policy,
        "policies:version": waiting,
        "policies:approve": waiting,
        "policies:return": waiting,
        "policies:publish": waiting,
    }


def _families(world: World) -> dict[str, dict[str, Any]]:
    school, child, parent = (
        {"school_slug": world.cast.school.slug},
        world.cast.children[0].pk,
        world.cast.parent.person.pk,
    )
    return {
        **{
            f"people:{name}": school | {"pk": child}
            for name in ("pupil", "pupil_correct", "pupil_move", "pupil_leave", "carer_add")
        },
        **{f"people:{name}": school | {"pk": child, "person": parent} for name in ("carer_link", "carer_bar")},
        **{name: school | {"person": parent} for name in ("people:carer", "people:carer_details", "signoffs:carer")},
    }


def _people(world: World) -> dict[str, dict[str, Any]]:
    school, args = {"school_slug": world.cast.school.slug}, world.args
    return {
        "people:person": school | {"pk": args["person"]},
        "people:give_role": school | {"pk": args["person"]},
        "people:end_role": school | {"pk": args["person"], "role_pk": args["role"]},
        **{
            f"people:{name}": school | {"pk": args["person"]}
            for name in ("person_edit", "person_leave", "person_same", "person_apart", "person_manager", "person_away")
        },
        **{
            f"accounts:{name}": school | {"pk": args["person"]}
            for name in ("invite", "printed_code", "sign_in_address")
        },
        "people:hand_over": school | {"role": "clerk"},
        "people:back": school | {"pk": args["absence"]},
        **{f"accounts:{name}": school | {"pk": args["reset"]} for name in ("reset_confirm", "reset_refuse")},
        "accounts:reset_stop": {"pk": args["reset"]},
        **{
            f"roll:import_{name}": school | {"pk": args["import"]}
            for name in ("one", "columns", "approve", "undo", "drop")
        },
        "roll:import_lines": school | {"pk": args["import"], "category": "new"},
        "roll:import_sample": school | {"kind": "pupils"},
        "schools:setting": school | {"key": "opens_at"},
        "schools:terms": school | {"start": world.cast.school.today().year},
        "schools:closed_remove": school | {"pk": args["closed"]},
        "schools:crest_file": school | {"mark": args["crest"]},
        "people:trust_setting": school | {"key": "opens_at"},
        "people:trust_role_end": school | {"pk": args["role"]},
    }


def _parts(world: World) -> dict[str, dict[str, Any]]:
    slug, args = world.cast.school.slug, world.args
    school = {"school_slug": slug}
    report = {"slug": slug}
    case = report | {"reference": args["case"]}
    return (
        _policies(world)
        | _people(world)
        | _families(world)
        | {
            "signoffs:sign": school | {"pk": args["round"]},
            "signoffs:ask": school | {"pk": args["round"]},
            "signoffs:question": school | {"pk": args["question"]},
            "signoffs:certificate": school | {"reference": args["signature"]},
            "signoffs:certificate_pdf": school | {"reference": args["signature"]},
            "signoffs:round": school | {"pk": args["round"]},
            "signoffs:remind": school | {"pk": args["round"]},
            "signoffs:close": school | {"pk": args["round"]},
            "signoffs:longer": school | {"pk": args["round"]},
            "signoffs:paper": school | {"pk": args["round"], "person": world.cast.teacher.person.pk},
            "signoffs:family": {"token": args["token"]},
            "notices:retry": school | {"pk": args["notice"]},
            "notices:cancel": school | {"pk": args["notice"]},
            "notices:write_again": school | {"pk": args["complaint"]},
            "notices:mail_hook": {"service": "postmark"},
            "openid_connect_login": {"provider_id": "google"},
            "openid_connect_callback": {"provider_id": "google"},
            "incidents:route": report | {"key": "staff_misuse"},
            **{
                f"registers:{name}": school | {"pk": args["disclosure"]}
                for name in ("disclosure", "decide", "take", "add", "end")
            },
            **{
                f"incidents:{name}": case
                for name in ("case", "take", "add", "pass_on", "wait", "message", "party", "close", "confirm")
            },
            "incidents:correct": case | {"corrects": args["entry"]},
            "incidents:move": case | {"name": "take-over"},
            "incidents:step": report | {"name": "about"},
            "gallery_screen": {"name": "home"},
            "account_confirm_email": {"key": CODE},
            "account_reset_password_from_key": {"uidb36": "1", "key": CODE},
        }
    )


def path_of(name: str, world: World) -> str:
    """Return the address of ``name``; raises NoReverseMatch for a new one that has no row in ``_parts``."""
    from django.urls import NoReverseMatch

    if name.startswith("social/"):
        return f"/accounts/{name}"  # allauth's old addresses have no names; they lead on to the new ones
    given = _parts(world).get(name)
    if given is not None:
        return reverse(name, kwargs=given)
    for parts in ({}, {"school_slug": world.cast.school.slug}, {"slug": world.cast.school.slug}):
        try:
            return reverse(name, kwargs=parts)
        except NoReverseMatch:
            continue
    raise NoReverseMatch(f"{name}: tell tests/access/paths.py what its parts are")
