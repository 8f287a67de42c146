"""What needs a hand today: the first thing that staff and operators see in admin."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from accounts.letter_kinds import registry
from accounts.models import Letter, School, User
from accounts.roles import Role, role_of
from checkins.models import Concern
from groups.models import Group, GroupConcern, Reveal
from groups.models.concerns import Severity
from groups.models.groups import QUIET_AFTER
from resources.helplines import past_review
from resources.models import Proposal, Resource, SignUp, StaffTask, Tip
from resources.models.proposals import Stand


@dataclass(frozen=True)
class Need:
    """One line. `url` leads to where it is seen to, or is empty when that is outside admin."""

    words: str
    url: str = ""
    is_urgent: bool = False


def needs_a_hand(user: User) -> list[Need]:
    """In order of urgency. Nothing of anybody's own words, and nothing from behind another school's wall."""
    return [
        *_requests(user),
        *_group_concerns(user),
        *_second_person(user),
        *_duty_lists(user),
        *_hours(user),
        *_groups(user),
        *_letters(user),
        *_library(user),
        *_voices(user),
        *_workshops(user),
        *_help_lines(),
    ]


def _requests(user):
    waiting = Concern.objects.for_staff(user).unacknowledged().count()
    if waiting:
        words = (
            "1 student waits to be contacted" if waiting == 1 else f"{waiting} students wait to be contacted"
        )
        yield Need(words, reverse("admin:checkins_concern_changelist") + "?state=waiting", is_urgent=True)


def _group_concerns(user):
    """One line for each severity, most urgent first."""
    waiting = Counter(
        GroupConcern.objects.for_staff(user).unacknowledged().values_list("severity", flat=True)
    )
    for severity in Severity:
        if count := waiting[severity]:
            what = "1 concern of a group waits" if count == 1 else f"{count} concerns of groups wait"
            url = reverse("admin:groups_groupconcern_changelist")
            yield Need(
                f"{what}: {severity.label[:1].lower()}{severity.label[1:]}",
                f"{url}?state=waiting&severity__exact={severity}",
                is_urgent=severity != Severity.THIS_WEEK,
            )


def _second_person(user):
    """A colleague asks who somebody is, and this reader could be the second one of two."""
    waiting = Reveal.objects.answerable_by(user, timezone.now()).count()
    if waiting:
        words = "1 wish to see who it is waits" if waiting == 1 else f"{waiting} wishes to see who it is wait"
        url = reverse("admin:groups_reveal_changelist") + "?state=mine-to-answer"
        yield Need(f"{words} for a second person", url, is_urgent=True)


def _schools(user):
    return (
        School.objects.all() if role_of(user) is Role.OPERATOR else School.objects.filter(pk=user.school_id)
    )


def _duty_lists(user):
    on_duty = User.objects.filter(is_active=True, is_staff=True, is_on_duty_list=True).values("school")
    for school in _schools(user).exclude(pk__in=on_duty):
        yield Need(
            f"{school}: nobody is on the duty list, so students are not offered to be contacted",
            reverse("admin:accounts_user_changelist") + "?is_staff__exact=1",
            is_urgent=True,
        )


def _groups(user):
    """Groups that nobody keeps, and quiet ones: of the reader's own school, for its wellness staff."""
    if role_of(user) is not Role.STAFF:
        return
    running = Group.objects.running().filter(school=user.school_id)
    quiet_since = timezone.now() - QUIET_AFTER
    for state, rows, one, many in (
        ("unkept", running.filter(unkept_since__isnull=False), "group has nobody", "groups have nobody"),
        ("quiet", running.filter(last_active_at__lt=quiet_since), "group is quiet", "groups are quiet"),
    ):
        if count := rows.count():
            words = f"1 {one}" if count == 1 else f"{count} {many}"
            more = " who looks after it" if state == "unkept" else ""
            yield Need(f"{words}{more}", reverse("admin:groups_group_changelist") + f"?state={state}")


def _hours(user):
    for school in _schools(user).annotate(shifts=Count("staffed_hours")).filter(shifts=0):
        yield Need(
            f"{school}: no staffed hours are given, so students cannot know when somebody is there",
            reverse("admin:accounts_school_change", args=[school.pk]),
        )


def _letters(user):
    dead = Letter.objects.dead()
    if role_of(user) is not Role.OPERATOR:
        dead = dead.filter(recipient__school=user.school_id, kind__in=registry.seen_by_staff())
    count = dead.count()
    if count:
        words = "1 letter could not be delivered" if count == 1 else f"{count} letters could not be delivered"
        yield Need(words, reverse("admin:accounts_letter_changelist") + "?state=dead")


def _library(user):
    """Entries that somebody should have looked at again, and newer texts that wait beside an edited one."""
    mine = Resource.objects.filter(school=None if role_of(user) is Role.OPERATOR else user.school_id)
    url = reverse("admin:resources_resource_changelist")
    whose = "" if role_of(user) is Role.OPERATOR else "&whose=own"
    late = mine.listed().past_review(timezone.localdate()).count()
    if late:
        words = "1 entry of the library is" if late == 1 else f"{late} entries of the library are"
        yield Need(f"{words} past the review date", f"{url}?review=late{whose}")
    nobodys = mine.listed().looked_after_by_nobody().count()
    if nobodys:
        words = "1 entry of the library has" if nobodys == 1 else f"{nobodys} entries of the library have"
        them = "it" if nobodys == 1 else "them"
        yield Need(f"{words} nobody who looks after {them}", f"{url}?review=nobodys{whose}")
    newer = mine.exclude(newer_hash="").count()
    if newer:
        words = (
            "1 entry that was edited here has"
            if newer == 1
            else f"{newer} entries that were edited here have"
        )
        yield Need(f"{words} a newer text", f"{url}?review=newer")


def _voices(user):
    """What readers told, what students miss, and addresses that lead nowhere; each with how long the oldest waits."""
    today = timezone.localdate()
    unread = Proposal.objects.for_staff(user).filter(stand=Stand.NEW, hidden_at=None)
    for rows, made, one, many, page in (
        (
            Tip.objects.for_staff(user).open(),
            "made_at__date",
            "word from a reader",
            "words from readers",
            "tip",
        ),
        (unread, "made_on", "proposal without an answer", "proposals without an answer", "proposal"),
        (
            StaffTask.objects.for_staff(user).open(),
            "opened_at__date",
            "address to look at",
            "addresses to look at",
            "stafftask",
        ),
    ):
        found = rows.aggregate(count=Count("pk"), oldest=Min(made))
        if found["count"]:
            days = (today - found["oldest"]).days
            what = f"{found['count']} {one if found['count'] == 1 else many}"
            since = "since today" if days < 1 else "for a day" if days == 1 else f"for {days} days"
            yield Need(f"Library: {what}, the oldest {since}", reverse(f"admin:resources_{page}_changelist"))


def _workshops(user):
    """People wait for a seat: a bigger room, or a second date."""
    if role_of(user) is not Role.STAFF:
        return
    waiting = SignUp.objects.in_line().filter(
        workshop__school=user.school_id, workshop__starts_at__gt=timezone.now(), workshop__cancelled_at=None
    )
    full = waiting.order_by().aggregate(count=Count("workshop", distinct=True))["count"]
    if full:
        words = "1 workshop to come is full" if full == 1 else f"{full} workshops to come are full"
        url = reverse("admin:resources_workshop_changelist") + "?when=coming"
        yield Need(f"{words}, and people wait for a seat", url)


def _help_lines():
    for country, line in past_review(timezone.localdate()):
        yield Need(
            f"Help line {line.name}, {country.name}: should have been looked at again by "
            f"{line.review_by.day} {line.review_by:%B %Y}"
        )
