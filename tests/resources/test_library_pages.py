"""The library as people meet it: what a list says, what a page answers first, what one keeps."""

import re
from datetime import date, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

import resources.urls
from resources.content_files import load_library
from resources.keeping import MOST_LISTS
from resources.models import Bookmark, Helped, PrivateList, Resource
from resources.naming import TAKEN_SLUGS, free_slug
from tests.factories import (
    BookmarkFactory,
    CollectionFactory,
    HelpedFactory,
    PhoneFactory,
    PrivateListFactory,
    ResourceFactory,
    ScheduleExceptionFactory,
    ScheduleFactory,
    SchoolViewFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
INDEX = "/library/"


@pytest.fixture
def many(school):
    """More than a page of services with hours and a text, on a shelf."""
    shelf = CollectionFactory()
    for number in range(25):
        entry = ResourceFactory(
            title=f"Service {number:02}", school=school if number % 2 else None, topics=["sleep"]
        )
        ScheduleFactory(resource=entry)
        ScheduleExceptionFactory(resource=entry)
        entry.collections.add(shelf)
    ResourceFactory(title="A text", kind="article", topics=["money"])
    return shelf


def sign_in(client, person):
    """Signed in, and the visit noted that is noted every five minutes."""
    client.force_login(person)
    client.get(reverse("today"))


def test_the_first_page_costs_three_queries_however_much_there_is_and_six_after_a_change(
    client, ada, many, django_assert_max_num_queries
):
    sign_in(client, ada)
    with django_assert_max_num_queries(6):
        page = client.get(INDEX)
    assert "Service 01" in page.text
    with django_assert_max_num_queries(3):
        client.get(INDEX)
    Resource.objects.filter(title__gte="Service 03").delete()
    with django_assert_max_num_queries(6):
        client.get(INDEX)


def test_a_shelf_and_a_page_cost_the_same_however_much_there_is(
    client, ada, many, django_assert_max_num_queries
):
    sign_in(client, ada)
    with django_assert_max_num_queries(6):
        client.get(reverse("resources:collection", args=[many.slug]))
    entry = Resource.objects.filter(school=None).first()
    with django_assert_max_num_queries(18):
        client.get(entry.get_absolute_url())


def entries(page) -> list[Resource]:
    return [hit.entry for hit in page.context["found"].hits]


def test_more_of_the_list_is_shown_on_demand(client, ada, many):
    client.force_login(ada)
    first, more = client.get(INDEX), client.get(f"{INDEX}?show=40")
    assert (len(entries(first)), first.context["found"].next_shown) == (20, 40)
    assert len(entries(more)) == len({entry.pk for entry in entries(more)}) == 26
    assert 'value="40">Show more' in first.text
    assert "Show more" not in more.text
    titles = [entry.title for entry in entries(more)]
    own = [title for title in titles if title.startswith("Service") and int(title[-2:]) % 2]
    assert titles[: len(own)] == sorted(own)


def test_the_list_can_be_narrowed(client, ada, many):
    client.force_login(ada)
    titles = lambda query: {entry.title for entry in entries(client.get(INDEX + query))}  # noqa: E731
    assert titles("?kind=article") == {"A text"}
    assert titles("?topic=money") == {"A text"}
    assert titles("?kind=service&topic=money") == set()
    assert len(titles("?kind=nonsense&topic=%00")) == 20


@pytest.mark.parametrize("show", ["", "-1", "0", "9" * 400, "٣", "1e3", "a", "%00", "20.5"])
def test_a_number_that_is_none_shows_the_first_page(client, ada, many, show):
    client.force_login(ada)
    assert len(entries(client.get(f"{INDEX}?show={show}"))) == 20


def test_what_nobody_checked_for_long_comes_last_and_says_so(client, ada):
    ResourceFactory(title="A: old", review_by=timezone.localdate() - timedelta(days=60))
    ResourceFactory(title="B: fresh")
    client.force_login(ada)
    page = client.get(INDEX)
    assert [entry.title for entry in entries(page)] == ["B: fresh", "A: old"]
    assert page.text.count("Not checked for long") == 1


def test_help_lines_of_the_own_country_come_before_others(client, ada):
    ResourceFactory(title="Australian line", country="AU")
    ResourceFactory(title="British line", country="GB")
    client.force_login(ada)
    titles = [entry.title for entry in entries(client.get(INDEX))]
    assert titles == ["British line", "Australian line"]


def test_an_empty_library_says_where_to_go(client, ada):
    client.force_login(ada)
    assert "Nothing is here yet" in client.get(INDEX).text


def test_a_service_answers_what_students_ask_first(client, ada):
    entry = ResourceFactory(
        reaches_file="no",
        who_is_told="Nobody, unless a life is in danger.",
        evaluators="no",
        cost="free",
        waiting_time="Two weeks",
        waiting_reported_on=date(2026, 11, 3),
        time_zone="Europe/London",
    )
    PhoneFactory(resource=entry, number="01632 960 900", extension="12")
    ScheduleFactory(resource=entry, weekday=0, opens_at=time(9), closes_at=time(17))
    client.force_login(ada)
    with time_machine.travel("2026-11-23T10:00:00+00:00", tick=False):
        page = client.get(entry.get_absolute_url()).text
    for words in (
        "Nobody, unless a life is in danger.",
        "No, nobody who grades you works there.",
        "Open now, until 17:00",
        "Free.",
        "Two weeks, as reported on 3 November 2026",
        'href="tel:01632960900;ext=12"',
    ):
        assert words in page


def test_what_nobody_knows_is_said_to_be_unknown(client, ada):
    client.force_login(ada)
    page = client.get(ResourceFactory(assured_on=None).get_absolute_url()).text
    assert page.count("We do not know") == 3
    assert "Nobody has told us its hours." in page
    assert "Nobody has checked this yet." in page


def test_hours_elsewhere_are_told_with_their_place(client, ada):
    entry = ResourceFactory(time_zone="America/New_York")
    ScheduleFactory(resource=entry, weekday=0)
    client.force_login(ada)
    with time_machine.travel("2026-11-23T10:00:00+00:00", tick=False):
        assert (
            "Closed now, opens at 09:00</strong> (New York time)" in client.get(entry.get_absolute_url()).text
        )


def test_past_its_review_date_a_page_says_so_calmly(client, ada):
    client.force_login(ada)
    late = ResourceFactory(review_by=timezone.localdate() - timedelta(days=1))
    assert "should have looked at this again" in client.get(late.get_absolute_url()).text
    assert "should have looked at this again" not in client.get(ResourceFactory().get_absolute_url()).text


def test_the_words_of_the_school_stand_on_its_pages_only(client, ada, nia, school):
    entry = ResourceFactory()
    SchoolViewFactory(school=school, resource=entry, is_hidden=False, note="Ask for Kim.")
    client.force_login(ada)
    assert "Ask for Kim." in client.get(entry.get_absolute_url()).text
    client.force_login(nia)
    assert "Ask for Kim." not in client.get(entry.get_absolute_url()).text


def test_a_withdrawn_entry_can_still_be_opened_and_says_what_it_is(client, ada):
    client.force_login(ada)
    entry = ResourceFactory(withdrawn_on=timezone.localdate())
    assert "has been withdrawn" in client.get(entry.get_absolute_url()).text


def test_public_pages_may_be_found_and_others_may_not(client, ada, school):
    public = ResourceFactory(is_public=True)
    page = client.get(public.get_absolute_url()).text
    assert f'<link rel="canonical" href="http://testserver{public.get_absolute_url()}">' in page
    assert "noindex" not in page
    client.force_login(ada)
    for entry in (ResourceFactory(), ResourceFactory(school=school)):
        page = client.get(entry.get_absolute_url()).text
        assert "noindex" in page
        assert "canonical" not in page


def test_a_shared_link_says_nothing_about_who_shares(client, ada):
    entry = ResourceFactory(title="Sleep & work", is_public=True)
    address = reverse("resources:share", args=[entry.key])
    signed_out = client.get(address).context["links"]
    client.force_login(ada)
    assert client.get(address).context["links"] == signed_out
    assert urlsplit(signed_out.address).query == ""
    words = parse_qs(urlsplit(signed_out.whatsapp).query)["text"]
    assert words == [f"Sleep & work: {signed_out.address}"]
    assert "Sleep" not in parse_qs(urlsplit(signed_out.email).query)["subject"][0]


# Related


def test_what_goes_with_an_entry_is_there_with_the_reason(client, ada):
    shelf = CollectionFactory(title="Exam week")
    entry = ResourceFactory(topics=["sleep", "exams"], related=["named"])
    entry.collections.add(shelf)
    ResourceFactory(slug="named", title="Named")
    ResourceFactory(title="Mate").collections.add(shelf)
    ResourceFactory(title="Half", topics=["sleep"])
    ResourceFactory(title="Whole", topics=["exams", "sleep"])
    ResourceFactory(title="Other", topics=["money"])
    client.force_login(ada)
    related = client.get(entry.get_absolute_url()).context["related"]
    assert [(one.entry.title, one.because) for one in related] == [
        ("Named", "Goes with this one"),
        ("Mate", "Also in “Exam week”"),
        ("Whole", "Also about sleep and exams"),
        ("Half", "Also about sleep"),
    ]


def test_what_the_reader_may_not_see_goes_with_nothing(client, ada, nia, school, other_school):
    entry = ResourceFactory(topics=["sleep"], related=["hidden"])
    SchoolViewFactory(school=school, resource=ResourceFactory(slug="hidden", topics=["sleep"]))
    ResourceFactory(school=other_school, topics=["sleep"])
    ResourceFactory(topics=["sleep"], withdrawn_on=timezone.localdate())
    client.force_login(ada)
    assert client.get(entry.get_absolute_url()).context["related"] == []


# Keeping


def test_keeping_sorting_and_letting_go(client, ada):
    entry, mine = ResourceFactory(), PrivateListFactory(user=ada, name="For nights")
    client.force_login(ada)
    keep = reverse("resources:keep", args=[entry.key])
    assert "Kept." in client.post(keep, follow=True).text
    assert "For nights" in client.post(keep, {"in_list": mine.pk}, follow=True).text
    assert Bookmark.objects.get(user=ada).in_list == mine
    page = client.get(reverse("resources:kept")).text
    assert "For nights" in page
    assert entry.title in page
    client.post(reverse("resources:let-go", args=[entry.key]))
    assert not Bookmark.objects.exists()


def test_somebody_elses_list_is_no_choice(client, ada, ben):
    entry, theirs = ResourceFactory(), PrivateListFactory(user=ben)
    client.force_login(ada)
    answer = client.post(reverse("resources:keep", args=[entry.key]), {"in_list": theirs.pk})
    assert answer.status_code == 200
    assert not Bookmark.objects.exists()


def test_a_deleted_list_leaves_what_was_in_it(client, ada):
    mine = PrivateListFactory(user=ada)
    kept = BookmarkFactory(user=ada, in_list=mine)
    client.force_login(ada)
    client.post(reverse("resources:list-delete", args=[mine.pk]))
    kept.refresh_from_db()
    assert kept.in_list is None


def test_lists_have_a_bound(client, ada):
    for number in range(MOST_LISTS):
        PrivateListFactory(user=ada, name=f"List {number}")
    client.force_login(ada)
    page = client.post(reverse("resources:kept"), {"name": "One more"})
    assert "as many lists as there is room for" in page.text
    assert PrivateList.objects.count() == MOST_LISTS


def test_what_a_school_hides_is_not_shown_among_what_one_keeps(client, ada, school):
    kept = BookmarkFactory(user=ada)
    SchoolViewFactory(school=school, resource=kept.resource)
    client.force_login(ada)
    assert kept.resource.title not in client.get(reverse("resources:kept")).text


def test_how_many_it_helped_is_told_above_five(client, ada, school):
    entry = ResourceFactory()
    for _ in range(4):
        HelpedFactory(resource=entry, user=UserFactory(school=school))
    client.force_login(ada)
    helped = reverse("resources:helped", args=[entry.key])
    page = client.post(helped, {"helped": "yes"}, follow=True).text
    assert "people said that this helped" not in page
    client.post(helped, {"helped": "yes"})
    assert Helped.objects.count() == 5
    HelpedFactory(resource=entry)
    assert "6 people said that this helped" in client.get(entry.get_absolute_url()).text
    client.post(helped, {"helped": "no"})
    assert not Helped.objects.filter(user=ada).exists()


def test_the_files_that_ship_can_all_be_opened(client, ada):
    call_command("load_library", verbosity=0)
    client.force_login(ada)
    for entry in Resource.objects.all():
        page = client.get(entry.get_absolute_url())
        assert page.status_code == 200
        assert page.text.count("<h1") == 1


def test_what_one_keeps_can_be_taken_away_and_is_ones_own_alone(client, ada, ben):
    mine = PrivateListFactory(user=ada, name="For nights")
    kept = BookmarkFactory(user=ada, in_list=mine)
    BookmarkFactory(user=ben, in_list=PrivateListFactory(user=ben, name="Ben's"))
    HelpedFactory(user=ada, resource=kept.resource)
    client.force_login(ada)
    taken = client.get(reverse("resources:export"))
    assert "attachment" in taken["Content-Disposition"]
    assert [one["name"] for one in taken.json()["lists"]] == ["For nights"]
    assert [(one["title"], one["list"]) for one in taken.json()["kept"]] == [
        (kept.resource.title, "For nights")
    ]
    assert [one["title"] for one in taken.json()["helped"]] == [kept.resource.title]


def test_the_site_map_names_the_public_part_and_nothing_else(client, school, other_school):
    public = ResourceFactory(is_public=True)
    for hidden in (
        ResourceFactory(),
        ResourceFactory(school=school),
        ResourceFactory(is_public=True, status="defunct"),
    ):
        assert f"{hidden.get_absolute_url()}<" not in client.get("/sitemap.xml").text
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"].startswith("application/xml")
    assert f"<loc>http://testserver{public.get_absolute_url()}</loc>" in answer.text
    assert "<loc>http://testserver/library/</loc>" in answer.text
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text


def test_what_the_site_map_names_can_be_found_and_looks_right_where_it_is_sent(client):
    load_library(today=timezone.localdate())
    named = re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").text)
    assert len(named) > 50
    for path in named[::9]:
        page = client.get(path).text
        assert f'<link rel="canonical" href="http://testserver{path}">' in page, path
        assert "noindex" not in page, path
    public = Resource.objects.get(slug="burnout")
    page = client.get(public.get_absolute_url()).text
    for name, value in (
        ("og:title", public.title),
        ("og:description", public.summary),
        ("og:url", f"http://testserver{public.get_absolute_url()}"),
        ("og:type", "article"),
    ):
        assert f'<meta property="{name}" content="{value}">' in page
    for beside in ("print", "share"):
        assert "noindex" in client.get(reverse(f"resources:{beside}", args=["burnout"])).text


def test_what_is_meant_for_a_moment_comes_before_what_helps_at_many(client):
    shelf, other = CollectionFactory(), CollectionFactory()
    for title, shelves in (("Always", [shelf, other]), ("Nights", [shelf]), ("Elsewhere", [other])):
        ResourceFactory(title=title, is_public=True).collections.set(shelves)
    page = client.get(reverse("resources:collection", args=[shelf.slug])).text
    assert page.index("Nights") < page.index("Always")
    assert "Elsewhere" not in page


def test_a_schools_own_collection_has_an_address_of_its_own(client, ada, nia, school):
    own = CollectionFactory(school=school, slug="nights", title="Our own nights")
    ours, theirs = reverse("resources:collection", args=[own.key]), "/library/collections/nights/"
    client.force_login(ada)
    assert "Our own nights" in client.get(ours).text
    assert f'href="{ours}"' in client.get(reverse("resources:index")).text
    assert client.get(theirs).headers["Location"] == ours  # as it was once called
    CollectionFactory(slug="nights", title="Nights of everybody")
    assert "Nights of everybody" in client.get(theirs).text
    client.force_login(nia)
    assert client.get(ours).status_code == 404
    assert "Nights of everybody" in client.get(theirs).text


def test_no_entry_is_called_like_a_page_of_the_library():
    """`/library/told/` is a page, and an entry by that name could not be opened."""
    pages = {re.match(r"library/(\w+)/", str(one.pattern)) for one in resources.urls.urlpatterns} - {None}
    names = {page[1] for page in pages}
    assert {"kept", "told", "missing"} <= names <= TAKEN_SLUGS
    assert free_slug(Resource(title="Told", kind="article")) == "told-2"


def test_on_paper_nothing_is_open_now(client):
    entry = ResourceFactory(is_public=True)
    ScheduleFactory(resource=entry)
    assert "Is it open now?" in client.get(entry.get_absolute_url()).text
    page = client.get(reverse("resources:print", args=[entry.key])).text
    assert "open now" not in page.lower()
    assert "Monday 09:00 to 17:00" in page
