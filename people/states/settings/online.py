"""Online friends, official accounts, pictures, posts and families."""

from django.utils.translation import gettext_lazy as _

from people.states.settings.spec import Kind, SettingSpec, choices

FRIENDS = (
    SettingSpec(
        "present_pupils_as_friends",
        Kind.CHOICE,
        "never",
        _("Present pupils as online friends."),
        "friends",
        ("W4", "L12", "O2", "M10", "C6"),
        choices(
            never=_("Never."),
            before=_("Only a friend or relative from before."),
            advised_against=_("Advised against. Declare it or talk about it."),
            exception=_("Only if the headteacher makes an exception."),
        ),
    ),
    SettingSpec(
        "past_pupils_as_friends",
        Kind.CHOICE,
        "under_age_never",
        _("Past pupils as online friends."),
        "friends",
        ("L12", "O2", "W4", "M10"),
        choices(
            under_age_never=_("Never while they are under the age below."),
            as_present=_("The same as for present pupils."),
        ),
    ),
    SettingSpec(
        "past_pupil_age",
        Kind.NUMBER,
        18,
        _("The age at which the rule for past pupils ends."),
        "friends",
        ("L12", "O2"),
        low=13,
        high=25,
    ),
    SettingSpec(
        "parents_as_friends",
        Kind.CHOICE,
        "before",
        _("Parents as online friends."),
        "friends",
        ("W4", "L12", "O2", "M10"),
        choices(
            before=_("Only a friend from before."),
            advised_against=_("Advised against, not forbidden."),
            declare=_("Advised against. Declare it or talk about it."),
        ),
    ),
    SettingSpec(
        "before_means",
        Kind.CHOICE,
        "appointment",
        _("What “from before” means."),
        "friends",
        ("W4", "L12", "C6"),
        choices(
            appointment=_("Before the person came to work here."),
            request=_("Before the friend request."),
            entry=_("Before the pupil or the member of staff came here."),
        ),
    ),
    SettingSpec(
        "privacy_declaration",
        Kind.CHOICE,
        "friends_only",
        _("What staff say about their privacy settings."),
        "friends",
        ("L8",),
        choices(
            friends_only=_("Only friends can see my posts."),
            highest=_("My settings are the highest there are, and I approve posts about me."),
            reviewed=_("I have checked my settings."),
            set=_("I have set my privacy settings."),
            strictest=_("My settings are the strictest there are."),
        ),
    ),
)

ONLINE = (
    SettingSpec(
        "official_account",
        Kind.CHOICE,
        "head_or_deputy",
        _("Who answers for an official account."),
        "online",
        ("W16", "L9", "M11", "C2"),
        choices(
            head_or_deputy=_("The headteacher or a deputy approves it."),
            senior_oversight=_("A senior leader watches over it."),
            executive_head=_("The executive headteacher approves it."),
            headteacher=_("The headteacher runs it."),
        ),
    ),
    SettingSpec(
        "pictures_of_others",
        Kind.CHOICE,
        "their_parents",
        _("Pictures of other people's children."),
        "online",
        ("W3", "O6", "C9", "M12"),
        choices(
            their_parents=_("Only if their parents say yes."),
            none_from_events=_("None from school events."),
            consent=_("Only with written consent."),
            anyone=_("Only if each person in it says yes."),
        ),
    ),
    SettingSpec(
        "off_site_tests",
        Kind.CHOICE,
        "three_tests",
        _("When the school acts on what happens off site."),
        "online",
        ("L16", "M25"),
        choices(
            three_tests=_("It affects the running of the school, threatens somebody, or harms its good name."),
            identifiable=_("It harms another child, or the child can be known as ours, or it harms our good name."),
        ),
    ),
    SettingSpec(
        "takedown_hours",
        Kind.NUMBER,
        24,
        _("Within how many hours staff take a post down when asked."),
        "online",
        ("L3",),
        low=1,
        high=240,
    ),
)

FAMILIES = (
    SettingSpec(
        "each_carer_signs",
        Kind.YES_NO,
        False,
        _("Each carer of a child signs, not only one."),
        "families",
        ("C3",),
    ),
    SettingSpec(
        "family_second_check",
        Kind.YES_NO,
        False,
        _("The family form asks for a child's birth day and month first."),
        "families",
        (),
    ),
    SettingSpec(
        "pupils_may_report",
        Kind.YES_NO,
        False,
        _("Pupils may report a concern by themselves."),
        "families",
        (),
    ),
)
