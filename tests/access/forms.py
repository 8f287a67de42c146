"""Every form that people fill in: who, where, what is taken, and what kind of thing each field holds."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from tests.access.talk import BENS_KEY

DAY = f"{timezone.localdate() + timedelta(days=20)}"
LATER_DAY = f"{timezone.localdate() + timedelta(days=25)}"


class Form(NamedTuple):
    who: str
    route: str
    case: str
    good: dict  # what is taken
    kinds: dict  # field -> kind; a star behind the kind: it may not be left empty


ANSWER = {"level": "3", "note": "my own note", "tags": ["sleep"], "audience": "only-me"}
ANSWER_KINDS = {"level": "choice*", "note": "words", "tags": "choice", "audience": "choice"}
REQUEST = {"words": "please call", "reach_by": "07700 900123", "reach_when": "after five", "urgency": "today"}
PLAN = {
    "rhythm": "daily",
    "local_time": "07:45",
    "time_zone": "Europe/Paris",
    "starts_on": "",
    "is_nudged": "on",
}
PLAN_KINDS = {"rhythm": "choice*", "local_time": "time*", "time_zone": "choice*", "is_nudged": "tick"}
# As after the pages that come before posting, which would answer instead (tests/groups/test_composing.py).
ASK = {"words": "A long week.", "seen": "risk hints"}
PROFILE = {
    "alias": "Calm Vale 200",
    "name": "Ada Example",
    "stage": "year-4",
    "time_zone": "Europe/Paris",
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "gives": ["emotional"],
    "wants": ["appraisal"],
}
GROUP = {
    "name": "Late readers",
    "about": "We read in the evenings.",
    "rhythm": "On Tuesdays",
    "capacity": "12",
    "entry": "open",
    "is_listed": "on",
    "stages": ["year-3"],
    "times": ["evenings"],
}
GROUP_KINDS = {
    "name": "words*",
    "about": "words",
    "rhythm": "words",
    "capacity": "choice*",
    "entry": "choice*",
    "is_listed": "tick",
    "stages": "choice",
    "times": "choice",
}
MEETING = {
    "title": "Renal, slowly",
    "about": "Chapter two",
    "on": DAY,
    "at": "18:30",
    "minutes": "60",
    "rhythm": "weekly",
    "times": "6",
    "last_on": "",
    "place": "Library",
    "link": "https://zoom.us/j/1",
    "time_zone": "Europe/Paris",
    "capacity": "8",
    "guide": "",
}
MEETING_KINDS = {
    "title": "words",
    "about": "words",
    "on": "day*",
    "at": "time*",
    "minutes": "choice*",
    "rhythm": "choice*",
    "times": "words",
    "place": "words",
    "link": "words",
    "time_zone": "choice*",
    "capacity": "words",
    "guide": "choice",
}
FORMS = [
    Form("ada", "groups:meeting-new", "group", MEETING, MEETING_KINDS),
    Form("ada", "groups:meeting-new", "group", {**MEETING, "times": ""}, {"last_on": "day"}),
    Form("ada", "groups:meeting-change-series", "following", MEETING, MEETING_KINDS),
    Form(
        "ada",
        "groups:meeting-change",
        "date",
        {"on": DAY, "at": "18:30", "minutes": "60", "place": "Library", "link": "https://zoom.us/j/1"},
        {"on": "day*", "at": "time*", "minutes": "choice*", "place": "words", "link": "words"},
    ),
    Form("ada", "groups:my-times", "-", {"parts": ["17", "41"]}, {"parts": "choice"}),
    Form("ada", "checkins:answer", "open", ANSWER, ANSWER_KINDS),
    Form("ada", "checkins:answer", "open", {**ANSWER, "audience": "chosen"}, {"chosen": "choice"}),
    Form("ada", "checkins:change", "private", ANSWER, ANSWER_KINDS),
    Form(
        "zed",
        "checkins:ask",
        "-",
        REQUEST,
        {"words": "words*", "reach_by": "words*", "reach_when": "words", "urgency": "choice*"},
    ),
    Form(
        "ada",
        "checkins:ask-about",
        "private",
        REQUEST,
        {"words": "words*", "reach_by": "words*", "reach_when": "words", "urgency": "choice*"},
    ),
    Form("ada", "checkins:plan-new", "-", PLAN, PLAN_KINDS),
    Form(
        "ada",
        "checkins:plan-new",
        "-",
        {**PLAN, "rhythm": "chosen", "weekdays": ["1", "5"]},
        {"weekdays": "choice*"},
    ),
    Form(
        "ada", "checkins:plan-new", "-", {**PLAN, "rhythm": "monthly", "starts_on": DAY}, {"starts_on": "day"}
    ),
    Form("ada", "checkins:plan-edit", "plan", PLAN, PLAN_KINDS),
    Form("ada", "checkins:people", "-", {"nickname": "My sister"}, {"nickname": "words*"}),
    Form("ada", "accounts:onboarding", "step", {"alias": "Calm Vale 200"}, {"alias": "words*"}),
    Form(
        "ada",
        "accounts:profile",
        "-",
        PROFILE,
        {
            "alias": "words*",
            "name": "words",
            "stage": "choice",
            "time_zone": "choice*",
            "quiet_from": "time*",
            "quiet_until": "time*",
            "gives": "choice",
            "wants": "choice",
        },
    ),
    Form("ada", "accounts:letters", "-", {"keep": "1", "moment.email": "on"}, {"moment.email": "tick"}),
    Form("ada", "accounts:pause", "-", {"until": DAY}, {"until": "day*"}),
    Form(
        "ada",
        "accounts:pause",
        "-",
        {"name": "Anatomy", "first": DAY, "last": LATER_DAY},
        {"name": "words*", "first": "day*", "last": "day*"},
    ),
    Form(
        "ada",
        "accounts:grading",
        "-",
        {"stage": "year-2", "course": "Anatomy", "from_on": DAY, "until_on": LATER_DAY},
        {"stage": "choice*", "course": "words*", "from_on": "day*", "until_on": "day*"},
    ),
    Form(
        "mo",
        "groups:worry",
        "group",
        {"about": BENS_KEY, "words": "Not seen.", "severity": "today", "student_knows": "no"},
        {"about": "choice*", "words": "words*", "severity": "choice*", "student_knows": "choice*"},
    ),
    Form("ada", "groups:merge", "asked", {"into": ""}, {"into": "choice*"}),
    Form(
        "mo",
        "groups:help-for-myself",
        "group",
        {"words": "I am tired.", "reach_by": "07700 900123", "severity": "today"},
        {"words": "words*", "reach_by": "words*", "severity": "choice*"},
    ),
    Form("ada", "accounts:leave", "-", {"alias": "Quiet Otter 417"}, {"alias": "words*"}),
    Form(
        "ada",
        "groups:found",
        "kind",
        {**GROUP, "identity": "aliases"},
        {**GROUP_KINDS, "identity": "choice*", "alias": "choice"},
    ),
    Form(
        "ada",
        "groups:find",
        "-",
        {"words": "reading"},
        {"kind": "choice", "stage": "choice"},  # what is searched for: tests/groups/test_finding.py
    ),
    Form("ada", "groups:settings", "asked", GROUP, GROUP_KINDS),
    Form("zed", "groups:join", "listed", {"join": "1"}, {"alias": "choice"}),
    Form("ada", "groups:alias", "group", {"alias": ""}, {"alias": "choice"}),
    Form(
        "ada",
        "groups:me",
        "asked",
        {"away_until": DAY, "wants_letters": "on"},
        {"away_until": "day", "wants_letters": "tick"},
    ),
    Form("ada", "groups:invite", "asked", {"label": "For the year"}, {"label": "words*"}),
    Form("ada", "groups:invite", "asked", {"email": "ben@northgate.example.edu"}, {"email": "words*"}),
    Form("ada", "groups:host", "their-member", {"how": "beside"}, {"how": "choice*"}),
    Form("ada", "groups:remove", "their-member", {"words": "It was loud."}, {"words": "words"}),
    Form("anonymous", "account_signup", "-", {"email": "eve@northgate.example.edu"}, {"email": "words*"}),
    Form("anonymous", "account_login", "-", {"login": "ada@northgate.example.edu"}, {"login": "words*"}),
    Form(
        "anonymous",
        "account_request_login_code",
        "-",
        {"email": "ada@northgate.example.edu"},
        {"email": "words*"},
    ),
    Form(
        "anonymous",
        "account_reset_password",
        "-",
        {"email": "ada@northgate.example.edu"},
        {"email": "words*"},
    ),
    Form("ada", "account_email", "-", {"email": "ada@home.example", "action_add": ""}, {"email": "words*"}),
    Form("ada", "resources:kept", "-", {"name": "For nights"}, {"name": "words*"}),
    Form("ada", "resources:list-edit", "list", {"name": "For nights"}, {"name": "words*"}),
    Form("ada", "resources:keep", "own", {"in_list": ""}, {"in_list": "choice"}),
    Form(
        "ada",
        "resources:workshop-answer",
        "workshop-past",
        {"worth": "4", "words": "More pauses."},
        {"worth": "choice*", "words": "words"},
    ),
    Form("ada", "groups:ask", "door", ASK, {"words": "words*", "is_fresh": "tick", "seen": "tick"}),
    Form(
        "ada",
        "groups:ask",
        "door-hand",
        {"title": "Notes", "words": "Of Monday", "needed_until": DAY, "seen": "risk hints"},
        {"title": "words*", "words": "words", "needed_until": "day"},
    ),
    Form("ben", "groups:thread", "thread", ASK, {"words": "words*"}),
    Form(
        "ada",
        "groups:words-change",
        "post",
        {"title": "Which form?", **ASK},
        {"title": "words*", "words": "words"},
    ),
    Form(
        "ada",
        "groups:close",
        "thread",
        {"closing": "yes", "words": "Thanks"},
        {"closing": "choice*", "words": "words"},
    ),
    Form("mo", "groups:words-hide", "post", {"because": "Let us look first"}, {"because": "words*"}),
    Form(
        "ada",
        "groups:words-report",
        "answer",
        {"reason": "unkind", "note": "Look"},
        {"reason": "choice*", "note": "words"},
    ),
    Form("ada", "groups:willing", "group", {"most_a_week": "2"}, {"most_a_week": "choice*"}),
    Form(
        "ada",
        "groups:thanks-new",
        "group",
        {"to": BENS_KEY, "words": "Your notes"},
        {"words": "words*", "to": "choice*"},
    ),
    Form(
        "zed",
        "resources:proposal-new",
        "-",
        {"title": "A bench by the river", "words": "To sit on.", "secret": "z" * 32},
        {"title": "words*", "words": "words*", "is_anonymous": "tick"},
    ),
    Form("ada", "resources:proposal", "proposal", {"words": "One more thing"}, {"words": "words*"}),
    Form(
        "anonymous", "resources:proposal-secret", "secret", {"words": "One more thing"}, {"words": "words*"}
    ),
    Form(
        "zed",
        "resources:wrong",
        "own",
        {"what": "closed", "words": "Since May"},
        {"what": "choice*", "words": "words"},
    ),
    Form(
        "zed",
        "resources:missing",
        "-",
        {"title": "The night kitchen", "words": "Soup", "url": ""},
        {"title": "words*", "words": "words*"},
    ),
    Form("ada", "mfa_activate_totp", "-", {"code": "000000"}, {"code": "words*"}),
]
