"""docs/privacy.md says what is kept and for how long: held to the tables and to the periods in the code."""

import re

import pytest
from django.apps import apps
from django.conf import settings

from accounts.encryption import EncryptedTextField
from accounts.models import User
from accounts.retention import KEEP_EXPECTED, KEEP_LETTERS, KEEP_UNCONFIRMED
from checkins.retention import KEEP_LAPSED_DRAFTS
from groups.inviting import OPEN_FOR
from groups.meetings.retention import KEEP_ANSWERS, KEEP_ATTENDANCE, KEEP_BUSY_TIMES
from groups.models import Membership
from groups.old_requests import KEEP_BARE_STAYS, KEEP_ENDED
from groups.reporting import KEEP_AFTER_CLOSING
from groups.retention import KEEP_BROUGHT, KEEP_DRAFTS, KEEP_EARLIER_WORDS
from groups.revealing import KEEP_WISHES
from resources.models.workshops import SAY_SO_FOR

PAGE = (settings.BASE_DIR / "docs" / "privacy.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.count(" | ") == 3]
# Django's own, beside the roles of this house: they hold nothing, and no page fills them. The last is no table at all.
EMPTY = {"accounts_user_groups", "accounts_user_user_permissions", "pghistory_events"}


def test_every_table_that_names_a_person_or_keeps_their_words_is_told():
    told = {name for row in ROWS for name in re.findall(r"`([a-z]+_[a-z_]+)[`.]", row[3])}
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    assert told <= set(tables)
    personal = {table for table, model in tables.items() if model._meta.managed and is_about_people(model)}
    assert personal - EMPTY - told == set()


def is_about_people(model) -> bool:
    return any(
        field.related_model in (User, Membership) or isinstance(field, EncryptedTextField)
        for field in model._meta.local_fields
    )


WORDS = {"two days": 2, "two weeks": 14, "four weeks": 28, "a year": 365}


@pytest.mark.parametrize(
    ("table", "period", "words"),
    [
        ("accounts_letter", KEEP_LETTERS, "60 days after they were due"),
        ("accounts_user", KEEP_UNCONFIRMED, "7 days if the code was never typed"),
        ("accounts_expectedstudent", KEEP_EXPECTED, "180 days at most"),
        ("checkins_checkin.draft", KEEP_LAPSED_DRAFTS, "two days after an occasion closed"),
        ("groups_membership", KEEP_ENDED, "the words 60 days"),
        ("groups_membership", KEEP_BARE_STAYS, "A year after that"),
        ("groups_joinrequest", KEEP_ENDED, "60 days after it ended"),
        ("groups_invitation", KEEP_ENDED, "60 days after they ran out"),
        ("groups_invitation", OPEN_FOR, "they run two weeks"),
        ("groups_handover", KEEP_ENDED, "60 days after it was answered"),
        ("groups_answer", KEEP_ANSWERS, "30 days after the date"),
        ("groups_attendance", KEEP_ATTENDANCE, "a year after the date"),
        ("groups_rotation", KEEP_BUSY_TIMES, "two weeks after each entry"),
        ("resources_signup", SAY_SO_FOR, "four weeks after the workshop"),
        ("groups_earlierwords", KEEP_EARLIER_WORDS, "90 days"),
        ("groups_draft", KEEP_DRAFTS, "30 days"),
        ("groups_willing", KEEP_BROUGHT, "60 days"),
        ("groups_report", KEEP_AFTER_CLOSING, "90 days after staff closed it"),
        ("groups_reveal", KEEP_WISHES, "a year after it was asked"),
    ],
)
def test_a_period_is_the_one_in_the_code(table, period, words):
    assert any(f"`{table}`" in row[3] and words in row[2] for row in ROWS)
    days = next((days for name, days in WORDS.items() if name in words.lower()), None)
    if days is None:
        days = int(re.search(r"\d+", words).group())
    assert period.days - days in (0, 1)  # a year has 366 days at most
