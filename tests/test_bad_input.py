"""Whatever is typed into any form: an error beside its field, what was typed kept, no row changed, never a 500."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import NamedTuple

import pytest
from django.db import connection
from django.forms import BaseForm
from django.urls import reverse
from django.utils import timezone

from checkins.models import CheckIn, ChosenPerson
from checkins.moments import moment_token
from tests.access.cases import arguments
from tests.access.talk import BENS_KEY
from tests.access.walk import Visitor, undone
from tests.access.world import build
from tests.test_every_page import ROWS

HUGE = "x" * 1_000_000
SCRIPT = "<script>alert('here')</script>"
RTL = "\u202elive\u202c"
DAY = f"{timezone.localdate() + timedelta(days=20)}"
LATER_DAY = f"{timezone.localdate() + timedelta(days=25)}"

# What is typed, and whether it must be refused; "either" may be kept, cleaned, or refused.
TYPED = {
    "words": {
        "must": [HUGE, "a\0b"],
        "either": ["a\x07\x1b\x7fb", RTL, "🙂🙃", SCRIPT, "   ", "-1", "9" * 300],
    },
    "choice": {"must": ["no-such", HUGE, "\0", SCRIPT, "-1", "9" * 400, RTL, "🙂"], "either": []},
    "day": {
        "must": [
            HUGE,
            "\0",
            SCRIPT,
            RTL,
            "🙂",
            "2001-01-01",
            "9999-12-31",
            "99999-01-01",
            "0000-00-00",
            "-1",
        ],
        "either": [],
    },
    "time": {
        "must": [HUGE, "\0", SCRIPT, RTL, "🙂", "25:00", "-1:00", "9" * 400, "12:00:00+99:99"],
        "either": [],
    },
    "tick": {"must": [], "either": [HUGE, "\0", SCRIPT, "-1", "🙂"]},
}
SHOWN_AGAIN = {"words", "day", "time"}


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

# Buttons: what they send is one of a few values, and anything else is no choice and changes nothing.
BUTTONS = [
    ("ada", "checkins:later", "open", "later"),
    ("anonymous", "checkins:moment", "moment", "level"),
    ("anonymous", "checkins:moment", "moment", "later"),
    ("anonymous", "accounts:stop-letters", "stop", "choice"),
    ("ben", "checkins:invitation", "invitation", "answer"),
    ("ada", "accounts:pause", "-", "for"),
    ("ada", "resources:helped", "own", "helped"),
    ("ada", "resources:workshop-attended", "workshop-past", "was-there"),
    ("ben", "groups:mute", "thread", "what"),
    ("ben", "groups:take", "practical", "what"),
    ("ben", "groups:words-said", "post", "say"),
    ("ben", "groups:words-said", "post", "unsay"),
    ("ada", "groups:words-helped", "answer", "what"),
    ("ada", "groups:out-of-sight", "group", "back"),
    ("zed", "groups:seat", "asked", "answer"),
    ("ada", "groups:questions", "group", "answer"),
    ("ada", "groups:request-answer", "asking", "answer"),
    ("ada", "groups:merge-answer", "merge", "answer"),
    ("ada", "groups:pulse", "group", "count"),
    ("ada", "groups:meeting-answer", "date", "answer"),
    ("ada", "groups:meeting-attended", "past", "was-there"),
    ("ada", "groups:meeting-cancel", "date", "scope"),
    ("ada", "groups:quiet", "group", "wish"),
]

# Forms without a field: the button says it all. Their effects and second presses are tested beside their pages.
NO_FIELDS = {
    "resources:let-go",
    "resources:list-delete",
    "resources:workshop-join",
    "resources:workshop-leave",
    "resources:proposal-sign",
    "resources:proposal-unsign",
    "resources:proposal-withdraw",
    "groups:feed-make",
    "groups:feed-renew",
    "groups:feed-end",
    "groups:meeting-restore",
    "groups:rotation-delete",
    "groups:rotation-delete-all",
    "account_logout",
    "accounts:pause-undo",
    "accounts:pause-end",
    "accounts:grading-end",
    "checkins:index",
    "checkins:skip",
    "checkins:leave-unsent",
    "checkins:ask-forget",
    "checkins:withdraw",
    "checkins:plan-end",
    "checkins:plan-resume",
    "checkins:plan-as-before",
    "checkins:person-end",
    "checkins:delete",
    "checkins:delete-all",
    "groups:agreement",
    "groups:archive",
    "groups:ask-forget",
    "groups:deleted",
    "groups:invitation-revoke",
    "groups:leave",
    "groups:member-put-away",
    "groups:reopen",
    "groups:step-back",
    "groups:take-on",
    "groups:thanks",
    "groups:unarchive",
    "groups:withdraw",
    "groups:words-delete",
    "groups:words-put-away",
    "groups:words-show",
    "mfa_generate_recovery_codes",
    "socialaccount_connections",
    "usersessions_list",
}
# Second steps, which need a first one: tested with it, in tests/accounts; and the draft, which is no page.
ELSEWHERE = {
    "groups:rotations",  # a file: tests/groups/calendars/test_rotations.py
    "groups:rotation-pause",
    "account_reauthenticate",
    "account_email_verification_sent",
    "account_change_password",
    "account_set_password",
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_download_recovery_codes",
    "socialaccount_signup",
    "openid_connect_login",
    "openid_connect_callback",
    "checkins:ask-about",
    "checkins:ask-draft",
    "checkins:draft",
    "groups:ask-draft",
    "groups:thread-draft",
    "groups:invited",
    "groups:merge",
    "groups:worry",
    "groups:words-propose",  # answers with the form it fills: tests/groups/test_composing.py
    "resources:missing-close",  # answers with what comes close: tests/resources/test_tips.py
    "resources:proposal-close",  # answers with what comes close: tests/resources/test_proposals.py
    "resources:search",  # answers with what it finds: tests/resources/test_finding.py
}


@pytest.fixture
def world(ada, ben, mo, wil, zed, nia, op):
    return build(ada, ben, mo, wil, zed, nia, op)


def test_every_form_is_tried():
    posted = {
        row.route
        for row in ROWS
        if row.method == "POST"
        and set(row.expected.values()) - {"405", "404", "in"}
        and not row.route.startswith("admin:")
    }
    tried = {form.route for form in FORMS} | {route for _, route, _, _ in BUTTONS}
    assert posted - tried - NO_FIELDS - ELSEWHERE == set()


def rows() -> str:
    """One checksum over every row of every table, but for who is signed in where."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - {
            "django_session",
            "usersessions_usersession",
        }
        each = " UNION ALL ".join(
            f"SELECT '{table}:' || coalesce(string_agg(md5(t::text), '' ORDER BY t::text), '') AS rows FROM {table} t"
            for table in sorted(tables)
        )
        cursor.execute(f"SELECT md5(string_agg(rows, '' ORDER BY rows)) FROM ({each}) AS tables")
        return cursor.fetchone()[0]


def bound_form(response, field: str) -> BaseForm:
    found = [
        value
        for layer in response.context
        for scope in getattr(layer, "dicts", [layer])
        for value in scope.values()
        if isinstance(value, BaseForm) and value.is_bound and field in value.fields
    ]
    assert found, f"no form with {field} came back"
    return found[0]


def bad_values(kind: str) -> Iterator[tuple[str, bool]]:
    typed = TYPED[kind.rstrip("*")]
    yield from ((value, True) for value in typed["must"])
    yield from ((value, False) for value in typed["either"])
    if kind.endswith("*"):
        yield "", True


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.route}-{'-'.join(form.kinds)}")
def test_bad_input(form, world, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    visitor = Visitor(world, form.who)
    address = reverse(form.route, args=arguments(world, form.route, form.case))
    before, faults = rows(), []
    for field, kind in form.kinds.items():
        for value, must in bad_values(kind):
            with undone():
                visitor.client.cookies = visitor.cookies.copy()
                response = visitor.client.post(address, {**form.good, field: value})
                for fault in _faults(form, field, kind, value, must, response, before):
                    faults.append(f"{field} = {value[:20]!r}: {fault}")
    assert not faults, "\n".join(faults)


def _faults(
    form: Form, field: str, kind: str, value: str, must: bool, response, before: str
) -> Iterator[str]:
    if response.status_code == 302 and not must:
        return
    if response.status_code != 200:
        yield f"answered {response.status_code}"
        return
    again = bound_form(response, field)
    if not again.errors.get(field):
        yield f"no error beside the field: {dict(again.errors)}"
        return
    where = f"{again[field].auto_id}_error"
    if f'id="{where}"' not in response.text or f"{where}" not in " ".join(_described(response.text)):
        yield "the error is not tied to its field"
    shown = unescape(response.text)
    kept = {**form.good, field: value}
    for name, kind_of_it in form.kinds.items():
        text = kept.get(name, "")
        if kind_of_it.rstrip("*") in SHOWN_AGAIN and "\0" not in text and text.strip() and text not in shown:
            yield f"what was typed into {name} is gone"
    if SCRIPT in response.text:
        yield "a script stands in the page"
    if rows() != before:
        yield "a row changed"


def _described(page: str) -> list[str]:
    return [part.split('"', 1)[0] for part in page.split('aria-describedby="')[1:]]


@pytest.mark.parametrize(("who", "route", "case", "name"), BUTTONS)
def test_a_button_that_does_not_exist_is_no_choice(who, route, case, name, world):
    visitor = Visitor(world, who)
    address = reverse(route, args=arguments(world, route, case))
    before = rows()
    for value in ["", "no-such", HUGE, "\0", SCRIPT, "-1", "6", "9" * 400, "🙂", RTL, "1.5", "٣"]:
        with undone():
            visitor.client.cookies = visitor.cookies.copy()
            response = visitor.client.post(address, {name: value})
            assert response.status_code in (200, 302), value[:20]
            assert rows() == before, value[:20]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.route}-{'-'.join(form.kinds)}")
def test_pressing_twice_is_pressing_once(form, world, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    visitor = Visitor(world, form.who)
    address = reverse(form.route, args=arguments(world, form.route, form.case))
    counts = []
    for _ in range(2):
        visitor.client.cookies = visitor.cookies.copy()
        assert visitor.client.post(address, form.good).status_code in (200, 302)
        counts.append(_counts())
    assert counts[0] == counts[1]


def _counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - {
            "django_session",
            "usersessions_usersession",
        }
        each = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in sorted(tables))
        cursor.execute(each)
        return dict(cursor.fetchall())


def test_links_die_with_what_they_opened(world, client):
    used, late = world.open_one, CheckIn.objects.get(pk=world.open_one.pk)
    address = reverse("checkins:moment", args=[moment_token(used.pk)])
    client.post(address, {"level": "4"})
    before = rows()
    other = type(client)()
    assert other.get(address).status_code == 410
    assert other.post(address, {"level": "1"}).status_code == 410
    late.pk, late.answered_at, late.level = None, None, None
    late.plan, late.closes_at = None, timezone.now() - timedelta(seconds=1)
    late.due_at = timezone.now() - timedelta(days=2)
    late.save()
    before = rows()
    assert (
        other.post(reverse("checkins:moment", args=[moment_token(late.pk)]), {"level": "1"}).status_code
        == 410
    )
    for forged in (
        f"{late.pk}.forged",
        moment_token(late.pk)[:-1],
        moment_token(late.pk).swapcase(),
        "🙂",
        "x" * 4000,
    ):
        assert other.post(reverse("checkins:moment", args=[forged]), {"level": "1"}).status_code == 404
    assert rows() == before


def test_an_invitation_opens_once_and_not_for_ever(world, client, ben, zed):
    address = reverse("checkins:invitation", args=[world.invitation.token])
    client.force_login(zed)
    assert client.post(address, {"answer": "yes"}).status_code == 302
    client.force_login(ben)
    before = rows()
    assert client.post(address, {"answer": "yes"}).status_code == 410
    assert rows() == before
    ChosenPerson.objects.filter(pk=world.invitation.pk).update(
        person=None, accepted_at=None, expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert client.post(address, {"answer": "yes"}).status_code == 410
