"""More of everything that the world has one of: what the lists of its people, and those of staff, are long with."""

import json
from datetime import timedelta

from django.utils import timezone

from accounts.models import AccessRecord, ExpectedStudent, Letter, Pause
from accounts.outbox import Occasion, post_letters
from checkins.concerns import open_concern
from checkins.models import Share
from checkins.models.checkins import Audience
from groups.concerns import raise_concern
from groups.kinds import Entry, Role
from groups.models import (
    Agreement,
    Answer,
    Attendance,
    Block,
    Brought,
    BusyTime,
    Draft,
    EarlierWords,
    Feed,
    Handover,
    Invitation,
    Mentor,
    Merge,
    MergeAnswer,
    Mute,
    PulseWeek,
    QuietSpell,
    QuietWish,
    Rotation,
    Said,
    StandingAnswer,
    WeeklyTimes,
    Willing,
)
from groups.models import Occasion as MeetingDate
from groups.reporting import report_words
from groups.thanking import thank
from resources.forms.proposals import new_secret
from resources.models import CoSign, Link, LinkHost, NextStep, StaffTask, Tip
from resources.proposals import make_proposal, write_note
from tests.access.world import World, wish_of
from tests.factories import (
    BookmarkFactory,
    CheckInFactory,
    ChosenPersonFactory,
    CollectionFactory,
    ContactFactory,
    GradingFactory,
    GroupFactory,
    HelpedFactory,
    JoinCodeFactory,
    JoinRequestFactory,
    MeetingFactory,
    MembershipFactory,
    MentorFactory,
    PhoneFactory,
    PlanFactory,
    PostFactory,
    PrivateListFactory,
    ReplyFactory,
    ResourceFactory,
    ScheduleExceptionFactory,
    ScheduleFactory,
    SchoolFactory,
    SchoolViewFactory,
    SignUpFactory,
    StaffFactory,
    UserFactory,
    WorkshopAnswerFactory,
    WorkshopFactory,
)


def grow(world: World, number: int) -> None:
    """One more of each thing, by or for other people than those before; `number` is another one each time."""
    _house(world, number)
    _check_ins(world, number)
    _rooms(world, number)
    _meetings(world, number)
    _library(world, number)
    _workshops(world)


def _house(world: World, number: int) -> None:
    now, ada, wil = timezone.now(), world.people["ada"], world.people["wil"]
    SchoolFactory()
    JoinCodeFactory(school=world.school)
    student = UserFactory(school=world.school)
    ExpectedStudent.objects.create(school=world.school, digest=f"{number:064}", added_at=now)
    GradingFactory(grader=ada, student=student, course=f"Course {number}", declared_by=ada)
    AccessRecord.objects.create(
        subject=ada,
        reader=StaffFactory(school=world.school),
        reader_role="Wellness staff",
        what="request",
        about=world.concern.pk,
        read_at=now,
    )
    Pause.objects.create(
        user=ada,
        name=f"Block {number}",
        starts_at=now + timedelta(days=20 * number + 20),
        ends_at=now + timedelta(days=20 * number + 25),
    )
    open_one = CheckInFactory(user=student)
    post_letters("moment", [Occasion(student.pk, open_one.pk, now, f"{open_one.pk}.1")])
    Letter.objects.filter(recipient=student).update(dead_at=now, dead_reason="no such mailbox")
    Agreement.objects.create(
        school=wil.school, version=number + 3, words="Be kind\nTo each other.", written_at=now
    )


def _check_ins(world: World, number: int) -> None:
    now, ada = timezone.now(), world.people["ada"]
    PlanFactory(user=ada, local_time=f"{8 + number}:00")
    PlanFactory(user__school=world.school)
    then = now - timedelta(days=4 + number)
    CheckInFactory(user=ada, answered=True, due_at=then, tags=["sleep"], note="A long one.")
    CheckInFactory(user=ada, due_at=now - timedelta(minutes=number))
    chosen = ChosenPersonFactory(owner=ada, person__school=world.school)
    theirs = ChosenPersonFactory(owner__school=world.school, person=ada)
    for by, whom in ((ada, chosen), (theirs.owner, theirs)):
        shared = CheckInFactory(user=by, answered=True, audience=Audience.CHOSEN, due_at=then)
        Share.objects.create(checkin=shared, chosen=whom, shared_at=now)
    said = {"words": "Please call.", "reach_by": "07700 900123", "reach_when": "", "urgency": "today"}
    for who in (ada, UserFactory(school=world.school)):
        asked = CheckInFactory(user=who, answered=True, audience=Audience.CONTACT, due_at=then)
        open_concern(by=who, now=now, checkin=asked, **said)


def _rooms(world: World, number: int) -> None:
    now, ada, ben, mo = timezone.now(), world.people["ada"], world.people["ben"], world.people["mo"]
    group, said = world.group, {"severity": "today", "words": "Worried.", "now": now}
    mine, bens = group.memberships.get(user=ada), group.memberships.get(user=ben)
    other = MembershipFactory(group=group)
    another = GroupFactory(school=world.school)
    MembershipFactory(group=another, user=ada, role=Role.HOST)
    guide = MembershipFactory(group=another, user=mo, role=Role.MENTOR)
    MembershipFactory(group=GroupFactory(school=world.school, entry=Entry.ON_REQUEST))
    MembershipFactory(group=world.listed)
    asked = world.rooms.on_request
    theirs = MembershipFactory(group=asked)
    JoinRequestFactory(group=asked)
    JoinRequestFactory(group=GroupFactory(school=world.school, entry=Entry.ON_REQUEST), user=ada)
    Invitation.objects.create(
        group=asked, made_by=ada, label=f"Link {number}", made_at=now, expires_at=now + timedelta(days=9)
    )
    Handover.objects.create(asked_by=asked.memberships.get(user=ada), member=theirs, asked_at=now)
    merge = Merge.objects.create(group=another, into=asked, proposed_by=ada, proposed_at=now)
    MergeAnswer.objects.create(merge=merge, user=mo, comes_along=True, answered_at=now)
    Mentor.objects.create(user=MentorFactory(school=world.school))
    for author in (mine, bens, other):
        post = PostFactory(author=author, kind="informational", title="A question")
        for by in (mine, bens, other):
            reply = ReplyFactory(post=post, author=by)
    Said.objects.create(reply=reply, by=mine, gesture="thanks", said_at=now)
    EarlierWords.objects.create(post=world.talk.post, words=f"Before {number}", replaced_at=now)
    practical = PostFactory(author=other, kind="instrumental", title="Notes")
    Brought.objects.create(post=practical, to=bens, brought_at=now)
    Mute.objects.create(membership=mine, post=practical, muted_at=now)
    Draft.objects.create(membership=mine, place=f"place {number}", typed=json.dumps({}), kept_at=now)
    Willing.objects.create(membership=other)
    thank(to=mine, by=other, words="Thank you.", now=now)
    report_words(words=practical, by=bens, reason="other", note="", now=now)
    worry = raise_concern(group=group, about=other, raised_by=mo, source="mentor", tells_student=True, **said)
    wish_of(StaffFactory(school=world.school), worry)
    raise_concern(group=another, about=guide, raised_by=ada, source="report", **said)
    Block.objects.create(by=ada, group=group, whom=MembershipFactory(group=group).user, blocked_at=now)
    PulseWeek.objects.create(
        group=group, week_on=now.date() - timedelta(days=7 * number + now.weekday()), frozen_at=now
    )
    spell = QuietSpell.objects.create(group=another, since=now - timedelta(days=40), nudged_at=now)
    QuietWish.objects.create(spell=spell, membership=guide, wish="go-on")


def _meetings(world: World, number: int) -> None:
    now, ada, group = timezone.now(), world.people["ada"], world.group
    mine = group.memberships.get(user=ada)
    other = MembershipFactory(group=GroupFactory(school=world.school))
    theirs = MembershipFactory(group=other.group, user=ada)
    WeeklyTimes.objects.create(user=other.user, hours=[17], changed_at=now)
    Feed.objects.create(user=ada, membership=theirs, made_at=now)
    rotation = Rotation.objects.create(user=ada, label=f"Rotation {number}", brought_at=now)
    for kind in ("busy", "exam"):
        begins = now + timedelta(days=40 + number)
        BusyTime.objects.create(
            rotation=rotation, kind=kind, starts_at=begins, ends_at=begins + timedelta(hours=8), title="x"
        )
    for member in (mine, theirs):
        meeting = MeetingFactory(group=member.group, planned_by=member, rule="FREQ=WEEKLY")
        StandingAnswer.objects.create(meeting=meeting, membership=member, answer="yes", answered_at=now)
        coming = meeting.occasions.coming(now).first()
        Answer.objects.create(occasion=coming, membership=member, answer="yes", answered_at=now)
        before = now - timedelta(days=7 + number)
        past = MeetingDate.objects.create(
            meeting=meeting,
            originally_on=before.date(),
            starts_at=before,
            ends_at=before + meeting.duration,
            changed_at=before,
        )
        Attendance.objects.create(occasion=past, membership=member, said_at=now)


def _library(world: World, number: int) -> None:
    now, ada, wil, library = timezone.now(), world.people["ada"], world.people["wil"], world.library
    CollectionFactory().resources.add(library.public)
    late = now.date() - timedelta(days=2)
    for school, is_public in ((world.school, False), (None, True)):
        entry = ResourceFactory(school=school, is_public=is_public, topics=["people"], review_by=late)
        entry.owner = wil if school else None
        entry.save()
        entry.collections.add(library.shelf)
        for more in (PhoneFactory, ContactFactory, ScheduleFactory, ScheduleExceptionFactory):
            more(resource=entry)
        BookmarkFactory(user=ada, resource=entry, in_list=library.mine)
        HelpedFactory(user=ada, resource=entry)
        host = LinkHost.objects.create(name=f"host-{entry.pk}.example")
        link = Link.objects.create(resource=entry, url=f"https://{host.name}/", host=host, looked_at=now)
        StaffTask.objects.create(resource=entry, link=link, words="It is gone.", opened_at=now)
        told = {"school": world.school, "resource": entry, "what": "wrong", "words": "No.", "made_at": now}
        Tip.objects.create(by=ada, **told)
        Tip.objects.create(by=UserFactory(school=world.school), **told)
        if is_public:
            SchoolViewFactory(
                school=world.school, resource=entry, is_hidden=False, note="Copies at the desk."
            )
    for more in (PhoneFactory, ContactFactory, ScheduleFactory, ScheduleExceptionFactory):
        more(resource=library.own)
    NextStep.objects.create(
        slug=f"a-walk-{number}",
        title="A walk",
        words="Out.",
        url="/library/",
        support="emotional",
        school=world.school,
    )
    PrivateListFactory(user=ada, name=f"List {number}")
    for by in (ada, UserFactory(school=world.school)):
        proposal = make_proposal(
            by=by,
            school=world.school,
            secret=new_secret(),
            title=f"A bench, number {number}",
            words="To sit on.",
            is_anonymous=False,
            now=now,
        )
        type(proposal).objects.filter(pk=proposal.pk).update(shown_at=now)
        CoSign.objects.create(proposal=proposal, user=world.people["zed"], signed_on=now.date())
        write_note(proposal=proposal, words="One word.", by_staff=None, now=now)
    write_note(proposal=world.proposal, words=f"Word {number}", by_staff=wil, now=now)
    CoSign.objects.create(
        proposal=world.proposal, user=UserFactory(school=world.school), signed_on=now.date()
    )


def _workshops(world: World) -> None:
    for past in (False, True):
        workshop = WorkshopFactory(school=world.school, past=past)
        SignUpFactory(workshop=workshop, user=world.people["ada"])
        SignUpFactory(workshop=workshop, seated_at=None)
        WorkshopAnswerFactory(workshop=workshop, words="More pauses.")
    SignUpFactory(workshop=world.workshops.coming, seated_at=None)
    SignUpFactory(workshop=world.workshops.past)
    WorkshopAnswerFactory(workshop=world.workshops.past, words="Fewer slides.")
