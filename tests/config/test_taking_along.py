"""What somebody takes with them is everything: no table names a person without one of the files saying so."""

import json

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from resources.models import Tip
from tests.factories import CheckInFactory, ConcernFactory, PlanFactory

pytestmark = pytest.mark.django_db

FILES = {
    "account": "accounts:export",
    "check-ins": "checkins:export-json",
    "library": "resources:export",
    "groups": "groups:export",
}
# Where a table's rows about somebody stand: in which file, under which name.
TOLD = {
    "account_emailaddress.user_id": ("account", "addresses"),
    "accounts_accessrecord.subject_id": ("account", "who_read_what_is_yours"),
    "accounts_grading.grader_id": ("account", "students_you_grade"),
    "accounts_grading.student_id": ("account", "grading_of_you_alone"),
    "accounts_letter.recipient_id": ("account", "letters"),
    "accounts_letterpreference.user_id": ("account", "letter_preferences"),
    "accounts_pause.user_id": ("account", "pauses"),
    "mfa_authenticator.user_id": ("account", "second_factors"),
    "socialaccount_socialaccount.user_id": ("account", "school_accounts"),
    "usersessions_usersession.user_id": ("account", "devices"),
    "checkins_checkin.user_id": ("check-ins", "check_ins"),
    "checkins_chosenperson.owner_id": ("check-ins", "people_you_chose"),
    "checkins_chosenperson.person_id": ("check-ins", "chose_you"),
    "checkins_concern.student_id": ("check-ins", "requests_for_contact"),
    "checkins_plan.user_id": ("check-ins", "plans"),
    "checkins_requestdraft.student_id": ("check-ins", "request_you_are_writing"),
    "resources_bookmark.user_id": ("library", "kept"),
    "resources_cosign.user_id": ("library", "stood_behind"),
    "resources_helped.user_id": ("library", "helped"),
    "resources_privatelist.user_id": ("library", "lists"),
    "resources_proposal.author_id": ("library", "proposed"),
    "resources_signup.user_id": ("library", "workshops"),
    "resources_tip.by_id": ("library", "told_the_library"),
    "groups_block.by_id": ("groups", "out_of_sight"),
    "groups_groupconcern.raised_by_id": ("groups", "handed_on"),
    "groups_mentor.user_id": ("groups", "mentoring"),
    "groups_mergeanswer.user_id": ("groups", "answers_to_mergers"),
    "groups_feed.user_id": ("groups", "calendar_addresses"),
    "groups_invitation.made_by_id": ("groups", "invitations"),
    "groups_joinrequest.user_id": ("groups", "requests_to_join"),
    "groups_membership.user_id": ("groups", "memberships"),
    "groups_reveal.student_id": ("groups", "who_asked_who_you_are"),
    "groups_rotation.user_id": ("groups", "rotations"),
    "groups_weeklytimes.user_id": ("groups", "weekly_times"),
}
OF_OFFICE = (
    "what somebody did as staff or mentor is about the student, the group or the entry, not about them"
)
NOT_TOLD = {
    **dict.fromkeys(
        (
            "accounts_accessrecord.reader_id",
            "accounts_grading.declared_by_id",
            "checkins_concern.acknowledged_by_id",
            "checkins_concern.closed_by_id",
            "django_admin_log.user_id",
            "groups_groupconcern.acknowledged_by_id",
            "groups_groupconcern.closed_by_id",
            "groups_joinrequest.answered_by_id",
            "groups_membership.removed_by_id",
            "groups_merge.agreed_by_id",
            "groups_merge.proposed_by_id",
            "groups_reveal.answered_by_id",
            "groups_reveal.asked_by_id",
            "resources_resource.changed_by_id",
            "resources_resource.owner_id",
            "resources_resourceevent.changed_by_id",
            "resources_stafftask.done_by_id",
            "resources_tip.answered_by_id",
        ),
        OF_OFFICE,
    ),
    "accounts_user_groups.user_id": "Django's; nothing here uses it",
    "accounts_user_user_permissions.user_id": "Django's; nothing here uses it",
    "groups_block.whom_id": "those who were put out of sight find nothing of it",
    "groups_invitation.recipient_id": "the choice of whoever invited; it is shown in the groups while it stands",
}


def columns_that_name_a_person():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.confrelid = 'accounts_user'::regclass"""
        )
        return {name for (name,) in cursor.fetchall()}


def test_every_column_that_names_a_person_is_in_a_file_or_has_a_reason_not_to_be():
    assert columns_that_name_a_person() == TOLD.keys() | NOT_TOLD.keys()


def test_each_file_holds_what_is_said_of_it_and_the_page_leads_to_all(client, ada):
    client.force_login(ada)
    page = client.get(reverse("accounts:data")).text
    for file, name in FILES.items():
        assert reverse(name) in page
        held = json.loads(client.get(reverse(name)).content)
        told = {key for where, key in TOLD.values() if where == file}
        assert told <= held.keys() | held.get("words", {}).keys(), file


def test_plans_requests_and_what_was_told_to_the_library_go_along_word_for_word(client, ada, ben, wil):
    PlanFactory(user=ada)
    CheckInFactory(user=ada, draft='{"note": "half a thought"}')
    ConcernFactory(student=ada, words="Could somebody call me", reach_by="07700 900123")
    Tip.objects.create(
        school=ada.school,
        by=ada,
        what="new",
        title="The quiet room",
        words="By the lake",
        made_at=timezone.now(),
    )
    client.force_login(ada)
    checkins = client.get(reverse("checkins:export-json")).text
    for words in ("Could somebody call me", "07700 900123", "half a thought", "local_time", "Ben"):
        assert words in checkins
    assert {ben.alias, ben.email, str(wil)}.isdisjoint(checkins.split('"'))
    library = client.get(reverse("resources:export")).text
    assert "The quiet room" in library
    assert "By the lake" in library
