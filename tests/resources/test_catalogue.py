"""A library that is kept in memory is the one in the database, at every moment and for everybody."""

from dataclasses import astuple
from datetime import UTC, datetime, time, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from resources import catalogue
from resources.browsing import Listed, entries_for, listed
from resources.catalogue import catalogue_for
from resources.models import (
    Collection,
    Resource,
    Schedule,
    ScheduleException,
    SchoolView,
    ShelfVersion,
)
from tests.factories import (
    CollectionFactory,
    ResourceFactory,
    ScheduleExceptionFactory,
    ScheduleFactory,
    SchoolViewFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def shelf(school):
    """A library with something of everything in it."""
    for title, owner in (("Lantern", None), ("Kettle", school), ("Harbour", None)):
        entry = ResourceFactory(title=title, school=owner, slug=title.lower())
        ScheduleFactory(resource=entry)
        ScheduleExceptionFactory(resource=entry)
    ResourceFactory(title="Away line", kind="helpline", country="US", slug="away")
    SchoolViewFactory(school=school, resource=ResourceFactory(title="Hidden", slug="hidden"))
    CollectionFactory(title="Exam week")


def facts(entry: Listed) -> tuple:
    """All that it says; hours in any order."""
    return tuple(sorted(map(str, value)) if isinstance(value, list) else value for value in astuple(entry))


def as_it_is(user) -> tuple:
    """Asked of the database."""
    entries = listed(entries_for(user, TODAY()))
    return [facts(entry) for entry in entries], [shelf.title for shelf in Collection.objects.visible_to(user)]


def as_kept(user) -> tuple:
    kept = catalogue_for(user, TODAY())
    return [facts(entry) for entry in kept.entries], [shelf.title for shelf in kept.collections]


def entry(slug: str) -> Resource:
    return Resource.objects.get(slug=slug)


CHANGES = {
    "a word": lambda school: Resource.objects.filter(slug="lantern").update(title="A lantern"),
    "what is saved": lambda school: entry("kettle").save(),
    "a new one": lambda school: ResourceFactory(title="New", school=school),
    "a new global one": lambda school: ResourceFactory(title="New"),
    "withdrawn": lambda school: Resource.objects.filter(slug="lantern").update(withdrawn_on=TODAY()),
    "not offered": lambda school: Resource.objects.filter(slug="kettle").update(status="inactive"),
    "deleted": lambda school: entry("kettle").delete(),
    "given to all": lambda school: Resource.objects.filter(slug="kettle").update(school=None),
    "checked long ago": lambda school: Resource.objects.filter(slug="lantern").update(
        review_by=TODAY() - timedelta(days=90)
    ),
    "hours": lambda school: ScheduleFactory(resource=entry("lantern"), weekday=3),
    "hours that change": lambda school: Schedule.objects.update(closes_at=time(20)),
    "no hours": lambda school: Schedule.objects.filter(resource__slug="kettle").delete(),
    "hours of another": lambda school: Schedule.objects.filter(resource__slug="lantern").update(
        resource=entry("kettle")
    ),
    "a holiday": lambda school: ScheduleExceptionFactory(resource=entry("kettle"), note="Break"),
    "a holiday that moves": lambda school: ScheduleException.objects.update(
        ends_on=TODAY() + timedelta(days=9)
    ),
    "no holiday": lambda school: ScheduleException.objects.all().delete(),
    "hidden": lambda school: SchoolViewFactory(school=school, resource=entry("lantern")),
    "shown again": lambda school: SchoolView.objects.update(is_hidden=False, note="See us"),
    "no longer hidden": lambda school: SchoolView.objects.all().delete(),
    "a collection": lambda school: CollectionFactory(title="Nights"),
    "a collection of theirs": lambda school: CollectionFactory(title="Nights", school=school),
    "a collection's name": lambda school: Collection.objects.update(title="Exams"),
    "no collection": lambda school: Collection.objects.all().delete(),
    "their country": lambda school: type(school).objects.filter(pk=school.pk).update(country="US"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_seen_at_once(ada, school, shelf, change):
    before = as_kept(ada)
    assert before == as_it_is(ada)
    change(school)
    after = as_kept(ada)
    assert after == as_it_is(ada)
    if change is not CHANGES["what is saved"]:
        assert after != before


def test_nothing_is_read_again_while_nothing_changes(ada, ben, shelf, django_assert_num_queries):
    kept = catalogue_for(ada, TODAY())
    with django_assert_num_queries(1):
        assert catalogue_for(ben, TODAY()) is kept


@pytest.mark.django_db(transaction=True)
def test_what_another_school_changes_is_nothing_to_this_one(ada, school, other_school):
    ResourceFactory(school=school)
    kept = catalogue_for(ada, TODAY())
    ResourceFactory(title="Theirs", school=other_school)
    assert catalogue_for(ada, TODAY()) is kept


def test_everybody_has_their_own_library(ada, nia, op, school, other_school, shelf):
    ResourceFactory(title="Theirs", school=other_school)
    ResourceFactory(title="For members", is_public=False)
    for _ in range(2):
        for user in (ada, nia, op):
            assert as_kept(user) == as_it_is(user)
    names = {user: [entry.title for entry in catalogue_for(user, TODAY()).entries] for user in (ada, nia, op)}
    assert "Theirs" not in names[ada] + names[op]
    assert "Kettle" not in names[nia] + names[op]
    assert "Hidden" not in names[ada]
    assert "Hidden" in names[nia]


def test_who_is_not_signed_in_sees_the_public_part(client, ada, shelf):
    ResourceFactory(title="For members", is_public=False)
    public = ResourceFactory(title="For everybody", is_public=True)
    catalogue_for(ada, TODAY())
    page = client.get(reverse("resources:index"))
    assert [hit.entry.pk for hit in page.context["found"].hits] == [public.pk]


def test_a_day_later_it_is_reckoned_anew(ada, shelf):
    Resource.objects.filter(slug="kettle").update(review_by=TODAY() - timedelta(days=30))
    assert not next(e for e in catalogue_for(ada, TODAY()).entries if e.slug == "kettle").has_sunk
    tomorrow = TODAY() + timedelta(days=1)
    assert next(e for e in catalogue_for(ada, tomorrow).entries if e.slug == "kettle").has_sunk


def test_what_was_undone_was_never_there(ada, school, shelf):
    before = as_kept(ada)
    with transaction.atomic():
        ResourceFactory(title="Undone", school=school)
        assert as_kept(ada) == as_it_is(ada) != before
        transaction.set_rollback(True)
    assert as_kept(ada) == before
    ResourceFactory(title="Done", school=school)
    assert as_kept(ada) == as_it_is(ada)


def elsewhere(work) -> None:
    """In another connection, to its end."""

    def run():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '20s'")  # instead of for ever, should it have to wait
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_somebody_elses_change_is_seen_when_it_is_done_and_nobody_waits(ada, school):
    kettle = ResourceFactory(title="Kettle", school=school)
    lantern = ResourceFactory(title="Lantern", school=school)
    seen = []

    def look():
        seen.append([entry.title for entry in catalogue_for(ada, TODAY()).entries])

    elsewhere(look)
    with transaction.atomic():
        Resource.objects.filter(pk=kettle.pk).update(title="Blue kettle")
        elsewhere(look)  # not before it is done
        elsewhere(lambda: Resource.objects.filter(pk=lantern.pk).update(title="Old lantern"))  # does not wait
        elsewhere(look)
        look()
    elsewhere(look)
    assert seen == [
        ["Kettle", "Lantern"],
        ["Kettle", "Lantern"],
        ["Kettle", "Old lantern"],
        ["Blue kettle", "Old lantern"],
        ["Blue kettle", "Old lantern"],
    ]


@pytest.mark.django_db(transaction=True)
def test_an_emptied_library_is_empty(ada, school):
    ResourceFactory(school=school)
    assert catalogue_for(ada, TODAY()).entries
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE resources_resource CASCADE")
    assert not catalogue_for(ada, TODAY()).entries


def test_versions_do_not_pile_up(ada, school, shelf):
    for number in range(3):
        Resource.objects.update(title=f"Name {number}")
    assert ShelfVersion.objects.filter(shelf=school.pk).count() == 1


def test_only_so_many_libraries_are_kept(ada, shelf, monkeypatch):
    monkeypatch.setattr(catalogue, "MOST_KEPT", 3)
    for number in range(6):
        catalogue_for(ada, TODAY() + timedelta(days=number))
    assert len(catalogue._kept) == 3


def test_open_now_is_so_to_the_second(ada, school):
    place = ResourceFactory(title="Desk", kind="service", school=school, time_zone="Europe/London")
    ScheduleFactory(resource=place, weekday=0, opens_at=time(9), closes_at=time(17))
    before = datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC)
    desk = catalogue_for(ada, before.date()).entries[0]
    seconds = timedelta(seconds=1)
    for now, is_open in [
        (before, False),
        (before + seconds, True),
        (before + timedelta(hours=8), True),
        (before + timedelta(hours=8) + seconds, False),
        (before, False),  # a clock that was put back
    ]:
        assert desk.is_open_at(now) is is_open, now
