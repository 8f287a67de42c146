"""The invented community: it moves in once, never beside a real school, and lives as the engine would have let it."""

import re
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from accounts.models import AccessRecord, Letter, School, User
from checkins.models import CheckIn, Concern, Plan
from checkins.models.concerns import ConcernEvent
from config.demo.people import DOORS
from config.demo.workshops import SAID
from groups.boards import boards_of
from groups.kinds import Kind
from groups.models import Group, PulseWeek, QuietSpell
from resources.models import Phone, Proposal, Resource, SignUp, Tip, Workshop
from resources.models.proposals import Stand
from resources.workshops.answers import heard_of
from tests.factories import SchoolFactory


@pytest.fixture
def demo(db):
    told = StringIO()
    call_command("load_demo", stdout=told)
    return told.getvalue()


def every_row() -> dict[str, list]:
    rooms = ("accounts", "resources", "checkins", "groups")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}


def test_it_prints_whom_one_can_sign_in_as_and_a_second_run_changes_nothing(demo):
    for email in (
        "ada@northgate",
        "ben@northgate",
        "mo@northgate",
        "wil@northgate",
        "nia@southbank",
        "op@house",
    ):
        assert email in demo
    assert "/mailbox/" in demo
    before = every_row()
    told = StringIO()
    call_command("load_demo", stdout=told)
    assert told.getvalue() == demo
    assert every_row() == before


def test_asking_for_the_people_loads_nothing(db):
    call_command("load_demo", "--print-people", stdout=StringIO())
    assert not User.objects.exists()


def test_it_never_moves_in_beside_a_real_school(db):
    SchoolFactory()
    with pytest.raises(CommandError, match="not part of the demo"):
        call_command("load_demo", stdout=StringIO())
    assert School.objects.count() == 1


def test_it_never_moves_into_a_real_house(db, settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", stdout=StringIO())
    assert not School.objects.exists()


def test_two_schools_and_some_forty_people_whose_staff_have_a_second_factor(demo):
    assert Counter(School.objects.values_list("slug", flat=True)) == {"northgate": 1, "southbank": 1}
    assert 38 <= User.objects.count() <= 45
    assert not User.objects.filter(is_superuser=False, school=None).exists()
    for school in School.objects.all():
        assert school.offers_contact()
        assert school.staffed_hours.exists()
    needs = {person.pk for person in User.objects.all() if person.needs_second_factor}
    assert needs == set(Authenticator.objects.filter(type="totp").values_list("user", flat=True))
    for totp in Authenticator.objects.filter(type="totp"):
        assert totp.data["secret"].startswith("gAAAA"), "The secret must lie encrypted."
    assert all(door.email in User.objects.values_list("email", flat=True) for door in DOORS)


def test_reminders_leave_one_by_one_and_on_loading_only_the_people_on_duty_are_written_to(demo):
    times = Counter(Plan.objects.running().values_list("next_due_at", flat=True))
    assert max(times.values()) <= 2
    soon = timezone.now() + timedelta(days=1)
    ahead = sorted(at for at in times if at <= soon)
    assert len(ahead) >= 12
    for start in ahead:
        assert sum(start <= at < start + timedelta(minutes=10) for at in ahead) <= 3
    assert not Plan.objects.filter(next_due_at__lte=timezone.now()).exists()
    waiting = Letter.objects.waiting()
    assert sorted((letter.kind, letter.recipient.email) for letter in waiting) == [
        ("duty", "wil@northgate.example.edu"),
        ("group-duty", "wil@northgate.example.edu"),
    ]


def test_a_mentor_finds_three_groups_with_something_to_see(demo):
    mo = User.objects.get(email="mo@northgate.example.edu")
    mine = mo.memberships.active().mentors().select_related("group")
    boards = boards_of(list(mine), now=timezone.now())
    assert len(boards) >= 3
    assert len({board.verdict.headline for board in boards}) >= 2
    assert any(board.coming for board in boards)
    assert PulseWeek.objects.exclude(mood="").exists()
    assert QuietSpell.objects.open().exists()


def test_ada_has_a_past_and_something_to_answer_and_so_have_the_others(demo):
    now = timezone.now()
    ada = User.objects.get(email="ada@northgate.example.edu")
    answers = CheckIn.objects.answered().own(ada)
    assert 35 <= answers.count() <= 90
    assert len(set(answers.values_list("level", flat=True))) >= 4
    assert any(answer.note for answer in answers)
    assert CheckIn.objects.own(ada).open(now).count() == 1
    block = ada.pauses.get(is_exam_block=True)
    assert not CheckIn.objects.own(ada).filter(due_at__range=(block.starts_at, block.ends_at)).exists()
    assert CheckIn.objects.shared_with(User.objects.get(email="ben@northgate.example.edu")).count() == 2
    for checkin in CheckIn.objects.all():
        assert checkin.due_at <= now
        if checkin.answered_at:
            assert checkin.due_at <= checkin.answered_at <= now
    twice = CheckIn.objects.values("plan", "occasion_on").annotate(times=Count("pk")).filter(times__gt=1)
    assert not twice.exists()
    # one request was answered, and one waits
    closed, waiting = Concern.objects.order_by("opened_at")
    assert closed.student.email == "ada@northgate.example.edu"
    assert closed.outcome
    assert [event.what for event in closed.events.all()] == ["opened", "paged", "acknowledged", "closed"]
    assert AccessRecord.objects.get().subject == closed.student
    assert waiting in Concern.objects.unacknowledged()
    assert ConcernEvent.objects.filter(concern=waiting).count() == 2


def test_twelve_groups_one_asleep_one_full_one_new_and_a_mentor_of_three(demo):
    now = timezone.now()
    groups = Group.objects.filter(school__slug="northgate").with_seats()
    assert groups.count() == 12
    assert {group.kind for group in groups} == set(Kind.values)
    assert groups.filter(last_active_at__lt=now - timedelta(days=21)).count() == 1
    assert groups.filter(last_active_at__gt=now - timedelta(days=7)).count() >= 8
    full = groups.get(waiting__gt=0)
    assert (full.seats_taken, full.places_left) == (full.capacity, -2)
    assert groups.get(seats_taken=1).founded_at > now - timedelta(days=2)
    mo, ada = User.objects.get(email__startswith="mo@"), User.objects.get(email__startswith="ada@")
    assert mo.memberships.active().mentors().count() == 3
    assert ada.memberships.active().count() >= 4
    assert not Group.objects.filter(unkept_since__isnull=False).exists()
    assert (
        Group.objects.filter(school__slug="southbank").of(User.objects.get(email__startswith="nia@")).exists()
    )


def test_the_school_has_a_library_of_its_own(demo):
    northgate = Resource.objects.filter(school__slug="northgate")
    assert northgate.count() == 12
    assert [entry.slug for entry in northgate if entry.is_past_review] == ["family-support"]
    for entry in northgate.prefetch_related("schedules", "schedule_exceptions"):
        entry.full_clean(exclude=["owner", "changed_by"])
        assert entry.hours_at(timezone.now()) is not None
    for phone in Phone.objects.filter(resource__school__slug="northgate"):
        assert re.fullmatch(r"(01632 960|07700 900) \d{3}", phone.number), "a number that may ring somewhere"


def test_students_have_spoken_and_the_school_has_answered(demo):
    ada = User.objects.get(email="ada@northgate.example.edu")
    shown = Proposal.objects.visible_to(ada)
    assert {proposal.stand for proposal in shown} == set(Stand.values)
    assert any(proposal.is_anonymous for proposal in shown)
    assert Tip.objects.visible_to(ada).get().answer


def test_four_workshops_one_full_with_a_line_and_one_that_is_over_with_what_people_said(demo):
    now = timezone.now()
    rows = Workshop.objects.with_numbers()
    assert (rows.coming(now).count(), rows.past(now).count()) == (3, 1)
    [full] = [row for row in rows.coming(now) if row.waiting]
    assert full.free == 0
    over = rows.past(now).get()
    assert heard_of(over).count == len(SAID)
    assert SignUp.objects.get(workshop=over, user__email="ada@northgate.example.edu").seated_at


def test_the_readme_names_everybody_whom_make_run_names_and_nobody_else():
    table = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| (\S+@\S+) \|", table, re.MULTILINE)) == {door.email for door in DOORS}
