"""One of everything in the library: a public text, Northgate's own service, one that it hides, and what Ada keeps."""

from dataclasses import dataclass
from datetime import date, time

from django.utils import timezone

from resources.models import Collection, Contact, Link, PrivateList, Resource, StaffTask, Tip
from tests.factories import (
    BookmarkFactory,
    CollectionFactory,
    ContactFactory,
    HelpedFactory,
    PhoneFactory,
    PrivateListFactory,
    ResourceFactory,
    ScheduleExceptionFactory,
    ScheduleFactory,
    SchoolViewFactory,
)

# Planted words: no page may show one to anybody but those named in the walk.
OWN_SERVICE = "velvet-anchor-service"
LIST_NAME = "amber-kettle-list"
TIP_WORDS = "cobalt-otter-tip"


@dataclass
class LibraryWorld:
    public: Resource
    own: Resource
    hidden: Resource
    shelf: Collection
    mine: PrivateList
    tip: Tip
    task: StaffTask
    contact: Contact


def build_library(ada, wil) -> LibraryWorld:
    shelf = CollectionFactory(slug="one-shelf", title="One shelf", summary="What stands together.")
    public = ResourceFactory(
        slug="two-chairs",
        title="Two chairs",
        kind="article",
        is_public=True,
        body="## Sit down\n\nA *text* with [a link](/help-now/), and a list:\n\n- one\n- two",
        topics=["people", "sleep"],
        support=["emotional"],
        written_on=date(2026, 11, 1),
        minutes=3,
        sources=[
            {"title": "Somebody", "where": "somewhere", "url": "https://a.example/", "used_for": "One thing"}
        ],
    )
    own = ResourceFactory(
        school=ada.school,
        slug="counselling",
        title=OWN_SERVICE,
        owner=wil,
        body="What a first meeting is like.",
        topics=["people"],
        support=["emotional"],
        organisation="Northgate Medical School",
        reaches_file="no",
        who_is_told="Nobody, unless a life is in danger.",
        evaluators="no",
        cost="free",
        languages=["en", "cy"],
        eligibility="Every student.",
        accessibility="A lift.",
        waiting_time="About two weeks",
        waiting_reported_on=date(2026, 11, 3),
        licensing_note="Ask the registrar.",
        alert="Moved to the second floor.",
        address="Second floor",
        email="desk@northgate.example.edu",
        url="https://northgate.example.edu/desk",
        review_by=date(2026, 1, 1),
    )
    PhoneFactory(resource=own)
    PhoneFactory(resource=own, type="sms", number="07700 900456", description="Texts")
    contact = ContactFactory(resource=own, name="Kim Invented", title="Counsellor")
    ScheduleFactory(resource=own)
    ScheduleFactory(resource=own, weekday=4, opens_at=time(18), closes_at=time(2))
    ScheduleExceptionFactory(
        resource=own, starts_on=date(2030, 12, 21), ends_on=date(2031, 1, 2), note="Break"
    )
    hidden = ResourceFactory(slug="not-for-us", title="Not for us", is_public=True)
    SchoolViewFactory(school=ada.school, resource=hidden)
    SchoolViewFactory(school=ada.school, resource=public, is_hidden=False, note="Copies at the desk.")
    for entry in (public, own, hidden):
        entry.collections.add(shelf)
    mine = PrivateListFactory(user=ada, name=LIST_NAME)
    BookmarkFactory(user=ada, resource=own, in_list=mine)
    HelpedFactory(user=ada, resource=own)
    now = timezone.now()
    link = Link.objects.create(resource=own, url=own.url, outcome="gone", looked_at=now)
    return LibraryWorld(
        public=public,
        own=own,
        hidden=hidden,
        shelf=shelf,
        mine=mine,
        tip=Tip.objects.create(
            school=ada.school, by=ada, resource=own, what="wrong", words=TIP_WORDS, made_at=now
        ),
        task=StaffTask.objects.create(resource=own, link=link, words="It is gone.", opened_at=now),
        contact=contact,
    )
