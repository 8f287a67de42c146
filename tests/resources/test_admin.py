"""Staff keep their library true in admin; what is everybody's they hide or annotate."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from resources.models import Collection, Resource, SchoolView
from tests.factories import (
    CollectionFactory,
    PhoneFactory,
    ResourceFactory,
    SchoolViewFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db
LIST = "admin:resources_resource_changelist"


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    """Staff's day is London's and these tests' is UTC: before midnight in summer they are two."""
    time_machine.move_to("2026-11-25 12:00Z")


def page(name: str, entry: Resource) -> str:
    return reverse(f"admin:resources_resource_{name}", args=[entry.pk])


def inlines(entry: Resource | None = None, *, phones=(), views=()) -> dict:
    """The hidden fields that every set of rows of the page needs."""
    data = {}
    for prefix, rows in (
        ("phones", phones), ("schedules", ()), ("schedule_exceptions", ()), ("contacts", ()), ("school_views", views),
    ):  # fmt: skip
        kept = sum("id" in row for row in rows)
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": kept}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
            if entry:
                data[f"{prefix}-{number}-resource"] = entry.pk
    return data


NEW = {
    "title": "The quiet desk",
    "kind": "service",
    "summary": "Somebody to talk to.",
    "body": "# Hello\n\n<script>alert(1)</script>",
    "status": "active",
    "reaches_file": "no",
    "evaluators": "no",
    "cost": "free",
    "support": ["emotional"],
    "topics": ["people"],
    "languages": ["en", "cy"],
    "keywords": "shrink, therapist",
    "sources": "A page | somewhere | https://a.example/ | The number",
    "is_checked": "on",
}


def test_staff_add_an_entry_of_their_school(client, wil):
    client.force_login(wil)
    phone = {"type": "voice", "number": "01632 960 111", "position": "0"}
    answer = client.post(reverse("admin:resources_resource_add"), {**NEW, **inlines(phones=[phone])})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    entry = Resource.objects.get()
    assert (entry.school, entry.slug, entry.changed_by) == (wil.school, "the-quiet-desk", wil)
    assert (entry.assured_on, entry.assured_by) == (
        timezone.localdate(),
        "wellness staff of Northgate Medical School",
    )
    assert entry.sources == [
        {"title": "A page", "where": "somewhere", "url": "https://a.example/", "used_for": "The number"}
    ]
    assert entry.keywords == ["shrink", "therapist"]
    assert entry.phones.get().number == "01632 960 111"
    assert "<script" not in entry.body_html
    client.post(reverse("admin:resources_resource_add"), {**NEW, **inlines()})
    assert set(Resource.objects.values_list("slug", flat=True)) == {"the-quiet-desk", "the-quiet-desk-2"}


def test_a_collection_is_called_as_ones_own_school_likes(client, wil, school, other_school):
    """What another school or everybody calls theirs is no obstacle; the own library has each name once."""
    CollectionFactory(school=other_school, slug="nights")
    CollectionFactory(slug="nights")
    client.force_login(wil)
    add = reverse("admin:resources_collection_add")
    said = {"title": "Our nights", "slug": "nights", "summary": "", "order": "5"}
    assert client.post(add, said).status_code == 302
    own = Collection.objects.get(school=school)
    assert own.slug == "nights"
    again = client.post(add, said)
    assert again.context["adminform"].form.errors == {
        "slug": ["There is a collection of this name in your library."]
    }
    change = reverse("admin:resources_collection_change", args=[own.pk])
    assert client.post(change, said | {"title": "The nights"}).status_code == 302
    assert Collection.objects.get(school=school).title == "The nights"


def test_the_operator_adds_what_is_everybodys(client, op):
    client.force_login(op)
    answer = client.post(reverse("admin:resources_resource_add"), {**NEW, "is_public": "on", **inlines()})
    assert answer.status_code == 302
    assert (Resource.objects.get().school, Resource.objects.get().is_public) == (None, True)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "x" * 121, "at most 120"),
        ("body", "x" * 40_001, "at most 40000"),
        ("summary", "", "required"),
        ("kind", "spell", "This cannot be chosen here"),
        ("topics", ["astrology"], "This cannot be chosen here"),
        ("languages", ["klingon"], "This cannot be chosen here"),
        ("url", "javascript:alert(1)", "This is not the address of a web page"),
        ("email", "nobody", "not an e-mail address"),
        ("sources", "a | b | c | d | e", "More than four parts"),
        ("sources", "a | b | ftp://c", "begins with https"),
        ("keywords", "x" * 61, "at most 60"),
        ("title", "a\0b", "a letter in this that cannot be shown"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(client, wil, field, value, words):
    client.force_login(wil)
    answer = client.post(reverse("admin:resources_resource_add"), {**NEW, field: value, **inlines()})
    assert answer.status_code == 200
    assert words in answer.text
    assert not Resource.objects.exists()


def test_hours_that_make_no_sense_are_told(client, wil):
    client.force_login(wil)
    hours = {
        "schedule_exceptions-TOTAL_FORMS": 2,
        "schedule_exceptions-0-starts_on": "2026-12-24",
        "schedule_exceptions-0-ends_on": "2026-12-20",
        "schedule_exceptions-0-is_closed": "on",
        "schedule_exceptions-1-starts_on": "2026-12-24",
        "schedule_exceptions-1-ends_on": "2026-12-24",
    }
    answer = client.post(reverse("admin:resources_resource_add"), {**NEW, **inlines(), **hours})
    assert "It ends before it begins." in answer.text
    assert "Give both times, or say that it is closed." in answer.text
    terms = {
        "schedules-TOTAL_FORMS": 1,
        "schedules-0-weekday": 0,
        "schedules-0-opens_at": "09:00",
        "schedules-0-closes_at": "17:00",
        "schedules-0-valid_from": "2026-12-24",
        "schedules-0-valid_to": "2026-12-20",
    }
    answer = client.post(reverse("admin:resources_resource_add"), {**NEW, **inlines(), **terms})
    assert "It ends before it begins." in answer.text
    assert "is violated" not in answer.text


def test_nothing_crosses_the_wall(client, wil, sue, school, other_school):
    own = ResourceFactory(title="velvet-own", school=school)
    theirs = ResourceFactory(title="copper-theirs", school=other_school)
    SchoolViewFactory(
        school=other_school, resource=ResourceFactory(title="global"), is_hidden=False, note="sue-note"
    )
    client.force_login(wil)
    listed = client.get(reverse(LIST)).text
    assert "velvet-own" in listed
    assert "copper-theirs" not in listed
    for name in ("change", "history", "preview", "newer"):
        assert client.get(page(name, theirs)).status_code == 404
    assert client.post(page("change", theirs), NEW).status_code in (403, 404)
    assert "sue-note" not in client.get(page("change", Resource.objects.get(title="global"))).text
    assert client.get(page("change", own)).status_code == 200
    action = {"action": "verify", "_selected_action": [theirs.pk]}
    client.post(reverse(LIST), action)
    theirs.refresh_from_db()
    assert theirs.changed_by is None


def test_an_operator_keeps_global_entries_and_sees_no_schools(client, op, school):
    ResourceFactory(title="velvet-own", school=school)
    entry = ResourceFactory(title="global")
    client.force_login(op)
    listed = client.get(reverse(LIST)).text
    assert "global" in listed
    assert "velvet-own" not in listed
    answer = client.post(page("change", entry), {**NEW, **inlines(entry)})
    assert answer.status_code == 302
    entry.refresh_from_db()
    assert entry.title == "The quiet desk"


def test_staff_hide_or_annotate_a_global_entry_and_cannot_edit_it(client, wil, ada, nia):
    entry = ResourceFactory(title="global")
    phone = PhoneFactory(resource=entry, number="01632 960 500")
    client.force_login(wil)
    assert 'name="title"' not in client.get(page("change", entry)).text
    view = {"is_hidden": "", "note": "Ask for Kim."}
    forged = {"id": phone.pk, "type": "voice", "number": "01632 960 666", "position": "0"}
    data = {**NEW, **inlines(entry, phones=[forged], views=[view])}
    assert client.post(page("change", entry), data).status_code == 302
    entry.refresh_from_db()
    phone.refresh_from_db()
    assert (entry.title, phone.number) == ("global", "01632 960 500")
    mine = SchoolView.objects.get()
    assert (mine.school, mine.note) == (wil.school, "Ask for Kim.")
    hide = {"id": mine.pk, "is_hidden": "on", "note": "Ask for Kim."}
    client.post(page("change", entry), inlines(entry, views=[hide]))
    assert not Resource.objects.visible_to(ada).exists()
    assert Resource.objects.visible_to(nia).exists()


def test_several_are_stamped_as_checked_today(client, wil, school):
    day = timezone.localdate()
    own = ResourceFactory(
        school=school, assured_on=day - timedelta(days=400), review_by=day - timedelta(days=3)
    )
    everybodys = ResourceFactory(assured_on=None)
    client.force_login(wil)
    answer = client.post(
        reverse(LIST), {"action": "verify", "_selected_action": [own.pk, everybodys.pk]}, follow=True
    )
    assert "1 entry is stamped as checked today. 1 global ones were left" in answer.text
    own.refresh_from_db()
    everybodys.refresh_from_db()
    assert (own.assured_on, own.review_by, own.is_past_review) == (day, None, False)
    assert own.owner == wil  # nobody looked after it before
    assert (everybodys.assured_on, everybodys.owner) == (None, None)
    assert own.events.last().assured_on == day


def test_several_are_stamped_as_checked_on_the_day_that_is_given(client, wil, school):
    today = timezone.localdate()
    earlier, later = today - timedelta(days=5), today - timedelta(days=2)
    old, newer = (
        ResourceFactory(school=school, assured_on=None),
        ResourceFactory(school=school, assured_on=later),
    )
    client.force_login(wil)
    action = {"action": "verify", "_selected_action": [old.pk, newer.pk], "checked_on": earlier.isoformat()}
    answer = client.post(reverse(LIST), action, follow=True)
    assert f"1 entry is stamped as checked on {date_format(earlier)}." in answer.text
    assert "1 had been checked after that day" in answer.text
    old.refresh_from_db()
    newer.refresh_from_db()
    assert (old.assured_on, newer.assured_on) == (earlier, later)


@pytest.mark.parametrize("day", ["9999-12-31", "2001-01-01", "2026-02-31", "yesterday", "=1+1"])
def test_a_day_that_cannot_be_is_answered_in_words(client, wil, school, day):
    entry = ResourceFactory(school=school, assured_on=None)
    client.force_login(wil)
    action = {"action": "verify", "_selected_action": [entry.pk], "checked_on": day}
    assert "Nothing was stamped: give a day from" in client.post(reverse(LIST), action, follow=True).text
    entry.refresh_from_db()
    assert entry.assured_on is None


def test_what_somebody_looks_after_stays_theirs_whoever_checks_it(client, wil, school):
    colleague = StaffFactory(school=school)
    theirs = ResourceFactory(school=school, owner=colleague)
    client.force_login(wil)
    client.post(reverse(LIST), {"action": "verify", "_selected_action": [theirs.pk]})
    theirs.refresh_from_db()
    assert theirs.owner == colleague
    client.post(reverse("admin:resources_resource_add"), {**NEW, **inlines()})
    assert Resource.objects.get(title=NEW["title"]).owner == wil


def test_several_are_hidden_and_shown_again(client, wil, ada):
    entries = [ResourceFactory() for _ in range(3)]
    SchoolViewFactory(school=wil.school, resource=entries[0], is_hidden=False, note="Ours.")
    client.force_login(wil)
    chosen = {"_selected_action": [entry.pk for entry in entries]}
    client.post(reverse(LIST), {"action": "hide", **chosen})
    assert not Resource.objects.visible_to(ada).exists()
    client.post(reverse(LIST), {"action": "show", **chosen})
    assert Resource.objects.visible_to(ada).count() == 3
    assert SchoolView.objects.get().note == "Ours."


def test_the_history_says_what_changed_and_leads_back(client, wil, school):
    entry = ResourceFactory(school=school, title="First", body="one\n\ntwo")
    phone = PhoneFactory(resource=entry, number="01632 960 700")
    entry.title, entry.body, entry.changed_by = "Second", "one\n\nthree", wil
    entry.save()
    phone.delete()
    client.force_login(wil)
    shown = client.get(page("history", entry)).text
    number = "Number went: 01632 960 700"
    for words in ("<del>First</del> → <ins>Second</ins>", "two</del>", "three</ins>", number, wil.alias):
        assert words in shown
    event = entry.events.order_by("pgh_id").first()
    back = reverse("admin:resources_resource_back_to", args=[entry.pk, event.pgh_id])
    assert client.get(back).status_code == 405
    client.post(back)
    entry.refresh_from_db()
    assert (entry.title, entry.body, entry.changed_by) == ("First", "one\n\ntwo", wil)
    assert "<p>one</p>" in entry.body_html
    assert entry.events.count() == 3


def test_another_entrys_past_is_not_a_state_of_this_one(client, wil, school):
    one, other = ResourceFactory(school=school), ResourceFactory(school=school)
    client.force_login(wil)
    event = other.events.first().pgh_id
    assert client.post(reverse("admin:resources_resource_back_to", args=[one.pk, event])).status_code == 404


def test_staff_cannot_put_back_what_is_everybodys(client, wil):
    entry = ResourceFactory()
    client.force_login(wil)
    back = reverse("admin:resources_resource_back_to", args=[entry.pk, entry.events.first().pgh_id])
    assert client.post(back).status_code == 403
    assert client.get(page("history", entry)).status_code == 200


def test_a_look_as_a_student_sees_it_also_before_anybody_may(client, wil, school):
    entry = ResourceFactory(school=school, status="inactive", title="Not yet")
    client.force_login(wil)
    shown = client.get(page("preview", entry)).text
    assert "A look as a student sees it" in shown
    assert "Not yet" in shown
    assert "This helped me" not in shown


def test_the_start_page_says_what_is_past_its_review(client, wil, op, school):
    late = timezone.localdate() - timedelta(days=1)
    ResourceFactory(school=school, review_by=late)
    ResourceFactory(school=school, review_by=late, withdrawn_on=late)
    ResourceFactory(review_by=late)
    ResourceFactory(review_by=late, newer_hash="x")
    client.force_login(wil)
    shown = client.get(reverse("admin:index")).text
    assert "1 entry of the library is past the review date" in shown
    assert "newer text" not in shown
    client.force_login(op)
    shown = client.get(reverse("admin:index")).text
    assert "2 entries of the library are past the review date" in shown
    assert "1 entry that was edited here has a newer text" in shown
    assert len(client.get(reverse(LIST) + "?review=late").context["cl"].result_list) == 2
