"""One of everything, all of it Ada's, so that each page has something to show to her and to hide from the others."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import AccessRecord, Grading, Letter, Pause, School, User
from accounts.outbox import Occasion, post_letters
from checkins.concerns import close_concern, open_concern
from checkins.models import CheckIn, ChosenPerson, Concern, Plan, RequestDraft, Share
from checkins.models.checkins import Audience
from groups.concerns import close_concern as close_group_concern
from groups.concerns import raise_concern
from groups.kinds import Entry, Role
from groups.meetings.answers import answer_date
from groups.models import (
    Agreement,
    BusyTime,
    Draft,
    EarlierWords,
    Feed,
    Group,
    GroupConcern,
    Meeting,
    Mentor,
    Reveal,
    Rotation,
    WeeklyTimes,
)
from groups.models import Occasion as MeetingDate
from groups.revealing import agree, ask_who_it_is
from resources.forms.proposals import new_secret
from resources.models import Proposal
from resources.proposals import make_proposal, write_note
from tests.access.library_world import LibraryWorld, build_library
from tests.access.rooms import Rooms, rooms_of
from tests.access.talk import Talk, talk_of
from tests.access.workshops import Workshops, workshops_of
from tests.factories import (
    CheckInFactory,
    ChosenPersonFactory,
    GradingFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PlanFactory,
    StaffFactory,
)

# Planted words: no page may show one to anybody but those named in the walk.
NOTE = "zebra-marmalade-note"
SHARED_NOTE = "walnut-lantern-note"
WORDS = "copper-heron-words"
HANDED_WORDS = "amber-quail-handed"
REPORTED_WORDS = "silver-vole-reported"
NICKNAME = "my-friend-from-anatomy"
GROUP_NAME = "saffron-harbour-group"
GROUP_ALIAS = "Planted Puffin 771"
ASIDE = "indigo-thistle-aside"
REVEAL_REASON = "russet-plover-reason"
PROPOSAL_SECRET = "planted-secret-of-ada-0123456789"
MEETING_TITLE = "violet-badger-title"
ROTATION_LABEL = "indigo-otter-label"
FEED_TOKEN = "planted-feed-token-000000000000000000000000"
SCHOOL_ALIAS = "Quiet Otter 417"  # by which a group of aliases does not know her
REAL_NAME = "Adelaide Planted"
ADDRESS = "ada@northgate.example.edu"
DRAFT = "ochre-lapwing-draft"
TYPED = "teal-magpie-typed"
REACH_BY = "07700 900771"
REACH_WHEN = "after-the-planted-bell"
OUTCOME = "ivory-curlew-outcome"
GROUP_OUTCOME = "crimson-wren-outcome"
GROUP_REACH_BY = "07700 900772"
PARTING_WORDS = "bronze-plover-parting"
AWAY_NOTE = "lilac-heron-away"
BUSY_TITLE = "umber-kestrel-busy"
PAUSE_NAME = "scarlet-finch-block"
COURSE = "maroon-siskin-course"
EARLIER_WORDS = "olive-merlin-earlier"


@dataclass
class World:
    people: dict[str, User | None]
    open_one: CheckIn
    private: CheckIn
    shared: CheckIn
    asked: CheckIn
    plan: Plan
    concern: Concern
    chosen: ChosenPerson
    invitation: ChosenPerson
    pause: Pause
    letter: Letter
    school: School
    group: Group
    listed: Group
    rooms: Rooms
    grading: Grading
    mentor: Mentor
    agreement: Agreement
    handed: GroupConcern
    reported: GroupConcern
    opened: Reveal
    wish: Reveal
    library: LibraryWorld
    talk: Talk
    proposal: Proposal
    workshops: Workshops
    meeting: Meeting
    date: MeetingDate
    past_date: MeetingDate
    feed: Feed
    rotation: Rotation
    factors: dict[str, int] = field(default_factory=dict)


def build(ada, ben, mo, wil, zed, nia, op) -> World:
    now = timezone.now()
    User.objects.filter(pk=ada.pk).update(name=REAL_NAME)
    ada.refresh_from_db()
    plan = PlanFactory(user=ada)
    answered = {"answered": True, "due_at": now - timedelta(days=3)}
    private = CheckInFactory(user=ada, note=NOTE, tags=["exams"], **answered)
    shared = CheckInFactory(user=ada, note=SHARED_NOTE, audience=Audience.CHOSEN, **answered)
    chosen = ChosenPerson.objects.get(owner=ada)
    ChosenPerson.objects.update(nickname=NICKNAME)
    Share.objects.create(checkin=shared, chosen=chosen, shared_at=now)
    asked = CheckInFactory(user=ada, audience=Audience.CONTACT, **answered)
    concern = open_concern(
        by=ada,
        words=WORDS,
        reach_by=REACH_BY,
        reach_when=REACH_WHEN,
        urgency="today",
        now=now,
        checkin=asked,
    )
    over = open_concern(by=ada, words="Done", reach_by=REACH_BY, reach_when="", urgency="today", now=now)
    close_concern(concern=over, by=wil, outcome=OUTCOME, now=now)
    open_one = CheckInFactory(user=ada, draft=json.dumps({"note": DRAFT}))
    RequestDraft.objects.create(student=ada, typed=json.dumps({"words": DRAFT}), kept_at=now)
    post_letters("moment", [Occasion(ada.pk, open_one.pk, now, f"{open_one.pk}.1")])
    # Of these staff see what could not be delivered.
    Letter.objects.filter(kind="moment").update(dead_at=now, dead_reason="no such mailbox")
    AccessRecord.objects.create(
        subject=ada, reader=wil, reader_role="Wellness staff", what="request", about=concern.pk, read_at=now
    )
    group = group_of(ada, ben, mo, zed)
    listed = listed_group_of(ada)
    handed, talk = handed_on(group, ada, by=mo), talk_of(group, ada, ben)
    left_behind(group, ada, zed, wil, talk.post)
    kim = StaffFactory(school=ada.school)
    people = {
        "anonymous": None,
        "ada": ada,
        "ben": ben,
        "mo": mo,
        "wil": wil,
        "zed": zed,
        "nia": nia,
        "op": op,
    }
    return World(
        people=people,
        open_one=open_one,
        private=private,
        shared=shared,
        asked=asked,
        plan=plan,
        concern=concern,
        chosen=chosen,
        invitation=ChosenPersonFactory(owner=ada, person=None, accepted_at=None, nickname="Somebody new"),
        pause=Pause.objects.create(
            user=ada, name=PAUSE_NAME, starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=12)
        ),
        letter=Letter.objects.get(kind="moment"),
        school=ada.school,
        group=group,
        listed=listed,
        rooms=rooms_of(ada, ben, mo, wil, zed, listed),
        mentor=Mentor.objects.create(user=mo),
        agreement=Agreement.objects.create(
            school=wil.school, version=2, words="Be kind\nTo each other.", written_at=timezone.now()
        ),
        grading=GradingFactory(grader=ada, stage=User.Stage.YEAR_1, course=COURSE, declared_by=ada),
        handed=handed,
        reported=reported_by(ada, group, ben),
        opened=opened_by(kim, handed, second=wil),
        wish=wish_of(kim, talk.report.concern),
        library=build_library(ada, wil),
        talk=talk,
        proposal=proposal_of(ada),
        workshops=workshops_of(ada, ben),
        meeting=(meeting := meeting_of(ada, group)),
        date=meeting.occasions.coming(now).first(),
        past_date=meeting.occasions.past(now).first(),
        feed=Feed.objects.create(user=ada, token=FEED_TOKEN, made_at=now),
        rotation=rotation_of(ada),
        factors={
            name: factor.pk
            for name, person in people.items()
            if person and (factor := Authenticator.objects.filter(user=person).first())
        },
    )


def group_of(ada, ben, mo, zed) -> Group:
    """Goes by aliases, nobody else can find it: Ada and Ben are in it, Mo is its mentor, Zed has left."""
    then = timezone.now() - timedelta(days=40)
    group = GroupFactory(
        school=ada.school,
        name=GROUP_NAME,
        is_listed=False,
        entry=Entry.INVITATION,
        founded_at=then,
        last_active_at=then,
    )
    MembershipFactory(group=group, user=mo, role=Role.MENTOR, joined_at=then)
    MembershipFactory(group=group, user=ada, alias=GROUP_ALIAS, joined_at=then)
    MembershipFactory(group=group, user=ben, joined_at=then)
    MembershipFactory(group=group, user=zed, joined_at=then, left_at=then + timedelta(days=9))
    return group


def left_behind(group: Group, ada, zed, wil, post) -> None:
    """What Ada types and typed before, that she is away, what Zed was told, and what came of asking for help."""
    now = timezone.now()
    mine = group.memberships.filter(user=ada)
    mine.update(away_until=now.date() + timedelta(days=9), away_note=AWAY_NOTE)
    group.memberships.filter(user=zed).update(was_removed=True, parting_words=PARTING_WORDS)
    Draft.objects.create(
        membership=mine.get(), place="listen", typed=json.dumps({"words": TYPED}), kept_at=now
    )
    EarlierWords.objects.create(post=post, words=EARLIER_WORDS, replaced_at=now)
    asked = raise_concern(
        group=group,
        raised_by=ada,
        source="help-for-myself",
        severity="today",
        words="Me",
        reach_by=GROUP_REACH_BY,
        now=now,
    )
    close_group_concern(concern=asked, by=wil, outcome=GROUP_OUTCOME, now=now)


def listed_group_of(ada) -> Group:
    """Everybody of the school can find it and walk in; Ada is its host."""
    group = GroupFactory(school=ada.school, name="Reading evenings")
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    return group


def handed_on(group: Group, student, *, by) -> GroupConcern:
    """The mentor was worried about the student, who has been told."""
    return raise_concern(
        group=group,
        about=group.memberships.get(user=student),
        raised_by=by,
        source="mentor",
        severity="today",
        words=HANDED_WORDS,
        tells_student=True,
        now=timezone.now(),
    )


def reported_by(who, group: Group, person) -> GroupConcern:
    return raise_concern(
        group=group,
        about=group.memberships.get(user=person),
        raised_by=who,
        source="report",
        severity="this-week",
        words=REPORTED_WORDS,
        now=timezone.now(),
    )


def wish_of(staff, concern: GroupConcern) -> Reveal:
    """A second member of the wellness staff asks who it is."""
    return ask_who_it_is(concern=concern, by=staff, ground="danger", reason=REVEAL_REASON, now=timezone.now())


def opened_by(staff, concern: GroupConcern, *, second) -> Reveal:
    wish = wish_of(staff, concern)
    agree(reveal=wish, by=second, now=timezone.now())
    return wish


def proposal_of(ada) -> Proposal:
    """Under her alias, with a word between her and the staff; and one without a name, at its secret address."""
    said = {
        "by": ada,
        "school": ada.school,
        "words": "The desk closes before my shift ends.",
        "now": timezone.now(),
    }
    make_proposal(title="A quiet room", secret=PROPOSAL_SECRET, is_anonymous=True, **said)
    proposal = make_proposal(title="Evening hours", secret=new_secret(), is_anonymous=False, **said)
    write_note(proposal=proposal, words=ASIDE, by_staff=None, now=timezone.now())
    return proposal


def meeting_of(ada, group: Group) -> Meeting:
    """Every week, planned by Ada; she comes to the next one, and it has been once."""
    now = timezone.now()
    member = group.memberships.get(user=ada)
    meeting = MeetingFactory(
        group=group,
        planned_by=member,
        title=MEETING_TITLE,
        rule="FREQ=WEEKLY",
        capacity=2,
        place="Library, room 2",
        link="https://zoom.us/j/123",
    )
    answer_date(occasion=meeting.occasions.coming(now).first(), by=member, answer="yes", now=now)
    before = now - timedelta(days=7)
    MeetingDate.objects.create(
        meeting=meeting,
        originally_on=before.date(),
        starts_at=before,
        ends_at=before + meeting.duration,
        changed_at=before,
    )
    return meeting


def rotation_of(ada) -> Rotation:
    """Ada's own: busy tomorrow, exams in a month; and when she can meet."""
    now = timezone.now()
    rotation = Rotation.objects.create(user=ada, label=ROTATION_LABEL, brought_at=now)
    for kind, days in (("busy", 1), ("exam", 30)):
        starts_at = now + timedelta(days=days)
        BusyTime.objects.create(
            rotation=rotation,
            kind=kind,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=8),
            title=BUSY_TITLE,
        )
    WeeklyTimes.objects.create(user=ada, hours=[17, 18], changed_at=now)
    return rotation
