"""From the library's addresses to a task for staff, with nobody asked too often."""

from collections import defaultdict
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from resources.links.gather import SPREAD, gather_links, named_by
from resources.links.sweep import LEASE, claim_links, note_finding, sweep_links
from resources.links.visit import Finding, Outcome
from resources.models import Link, LinkHost, Resource, StaffTask
from tests.factories import ResourceFactory, StaffFactory
from tests.resources.links.sites import Played, playing

NOW = timezone.now()
AT_ONCE = timedelta(0)


@pytest.fixture
def site():
    with playing() as server:
        yield server


def entry(**more) -> Resource:
    return ResourceFactory(url="https://one.example.org/", **more)


def gathered(**more) -> Link:
    made = entry(**more)
    gather_links(now=NOW)
    Link.objects.update(next_look_at=NOW)
    return made.links.get()


def look_again(link: Link, finding: Finding, *, after=AT_ONCE) -> Link:
    note_finding(
        link=Link.objects.select_related("resource").get(pk=link.pk), finding=finding, now=NOW + after
    )
    link.refresh_from_db()
    return link


@pytest.mark.django_db
def test_an_entry_names_its_own_address_its_sources_and_those_in_its_text():
    made = ResourceFactory(
        url="https://one.example.org/",
        sources=[{"title": "A work", "url": "https://two.example.org/x"}, {"title": "Another", "url": ""}],
        body="See [three](https://three.example.org/), [help now](/help-now/) and <mailto:a@example.org>.",
    )
    assert named_by(made) == {
        f"https://{n}.example.org/{end}"
        for n, end in zip(("one", "two", "three"), ("", "x", ""), strict=True)
    }


@pytest.mark.django_db
def test_gathering_again_changes_nothing_and_follows_what_staff_change():
    made = entry()
    assert gather_links(now=NOW) == 1
    first = Link.objects.get()
    assert NOW <= first.next_look_at < NOW + SPREAD
    assert gather_links(now=NOW + timedelta(hours=9)) == 0
    assert Link.objects.get() == first
    Resource.objects.filter(pk=made.pk).update(url="https://new.example.org/")
    assert gather_links(now=NOW) == 1
    assert [link.url for link in Link.objects.all()] == ["https://new.example.org/"]
    Resource.objects.filter(pk=made.pk).update(withdrawn_on=NOW.date())
    gather_links(now=NOW)
    assert not Link.objects.exists()


@pytest.mark.django_db
def test_gathering_takes_as_many_queries_for_many_entries_as_for_few(django_assert_max_num_queries):
    ResourceFactory.create_batch(60)
    for number, made in enumerate(Resource.objects.all()):
        Resource.objects.filter(pk=made.pk).update(url=f"https://host-{number}.example.org/")
    with django_assert_max_num_queries(14):
        assert gather_links(now=NOW) == 60


@pytest.mark.django_db
def test_a_page_that_is_gone_is_told_after_the_second_look_and_forgotten_when_it_is_back():
    link = gathered()
    gone = Finding(Outcome.GONE, "The page is not there any more.", 404)
    assert look_again(link, gone).next_look_at < NOW + timedelta(days=1)
    assert not StaffTask.objects.exists()
    look_again(link, gone)
    look_again(link, gone)
    task = StaffTask.objects.get()
    assert "https://one.example.org/" in task.words
    look_again(link, Finding(Outcome.FINE))
    task.refresh_from_db()
    assert task.done_at
    assert link.bad_looks == 0


@pytest.mark.django_db
def test_silence_is_told_only_when_it_lasts():
    link = gathered()
    for _ in range(2):
        look_again(link, Finding(Outcome.UNREACHABLE, "Nobody answers there."))
    assert not StaffTask.objects.exists()
    look_again(link, Finding(Outcome.UNREACHABLE, "Nobody answers there."))
    assert StaffTask.objects.count() == 1


@pytest.mark.django_db
def test_a_page_of_another_owner_is_told_at_once():
    link = gathered(title="Unmasked", organisation="Unmasked Project")
    look_again(link, Finding(Outcome.FINE, title="Unmasked: frequent questions"))
    assert not StaffTask.objects.exists()
    look_again(link, Finding(Outcome.FINE, title="Best bonus codes"))
    assert Link.objects.get().outcome == Outcome.TAKEN_OVER
    assert "Best bonus codes" in StaffTask.objects.get().words


@pytest.mark.django_db
def test_a_page_that_was_always_about_gambling_is_no_alarm():
    link = gathered(title="Help with betting")
    look_again(link, Finding(Outcome.TAKEN_OVER, "Sold?", title="Worried about betting"))
    assert not StaffTask.objects.exists()


@pytest.mark.django_db
def test_a_new_title_that_speaks_of_the_same_is_no_alarm():
    link = gathered(title="Student counselling")
    look_again(link, Finding(Outcome.FINE, title="Welcome"))
    look_again(link, Finding(Outcome.FINE, title="Counselling at Northgate"))
    assert not StaffTask.objects.exists()


@pytest.mark.django_db
def test_an_address_that_may_not_be_asked_is_told_and_not_asked(site):
    ResourceFactory(url="http://169.254.169.254/")
    gather_links(now=NOW)
    Link.objects.update(next_look_at=NOW)
    network = Played({80: site.server_port})
    assert sweep_links(network=network, for_seconds=5, clock=lambda: NOW) == 1
    assert network.connected == []
    assert StaffTask.objects.get().link.outcome == Outcome.UNSAFE


@pytest.mark.django_db
def test_what_is_claimed_is_free_again_after_the_lease():
    gathered()
    assert len(claim_links(now=NOW)) == 1
    assert claim_links(now=NOW) == []
    assert len(claim_links(now=NOW + LEASE + timedelta(seconds=1))) == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_never_ask_the_same_host(run_in_threads):
    for number in range(40):
        ResourceFactory(url=f"https://host-{number % 10}.example.org/{number}")
    gather_links(now=NOW)
    Link.objects.update(next_look_at=NOW)
    taken = [link.pk for links in run_in_threads(lambda: claim_links(now=NOW), times=6) for link in links]
    assert len(taken) == len(set(taken))
    hosts = list(Link.objects.filter(pk__in=taken).values_list("host", flat=True))
    assert len(hosts) == len(set(hosts)) == 10


@pytest.mark.django_db
def test_a_host_is_asked_at_its_pace_whatever_is_due(site):
    for number in range(12):
        ResourceFactory(url=f"http://host-{number % 3}.example.org/titled/page-{number}")
    gather_links(now=NOW)
    Link.objects.update(next_look_at=NOW)
    network, looks = Played({80: site.server_port}), defaultdict(list)
    for turn in range(6):
        before, now = len(site.asked), NOW + timedelta(seconds=21) * turn
        sweep_links(network=network, for_seconds=30, pace=timedelta(seconds=20), clock=partial(_always, now))
        for _, host, path, _ in site.asked[before:]:
            looks[host].append((now, path))
    for host, asked in looks.items():
        moments = [moment for moment, _ in dict.fromkeys(asked)]
        assert len(moments) == len(set(moments)) == 4, host
    assert not Link.objects.filter(looked_at=None).exists()


def _always(now):
    return now


@pytest.mark.django_db
def test_a_task_is_for_the_staff_of_the_school_and_a_global_one_for_the_operator(wil, nia, op, school):
    stranger = StaffFactory(school=nia.school)
    own, shared = (
        StaffTask.objects.create(resource=link.resource, link=link, words="Gone.", opened_at=NOW)
        for link in (gathered(school=school), gathered())
    )
    assert list(StaffTask.objects.for_staff(wil)) == [own]
    assert list(StaffTask.objects.for_staff(op)) == [shared]
    assert not StaffTask.objects.for_staff(stranger).exists()
    assert not StaffTask.objects.for_staff(nia).exists()


@pytest.mark.django_db
def test_a_host_keeps_its_pace_when_a_look_fails(site):
    gathered()
    sweep_links(network=Played({443: 1}), for_seconds=5, clock=lambda: NOW)
    assert LinkHost.objects.get().next_at > NOW
    assert Link.objects.get().outcome == Outcome.UNREACHABLE
