"""A file of the library on its page in admin: tried first, each row's problem said, all of it kept or nothing."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from resources.exchange.library import Library
from resources.models import Collection, Resource, SchoolView
from tests.clients import HouseClient
from tests.factories import CollectionFactory, PhoneFactory, ResourceFactory, SchoolViewFactory
from tests.resources.exchange.bringing import HEAD, NEW, SERVICE, as_json, bring, problems, read, said
from tests.resources.exchange.standard import wrong_with

pytestmark = pytest.mark.django_db


# What is tried, and what is kept


def test_a_file_is_tried_before_it_is_kept(staff, wil, school):
    old = ResourceFactory(school=school, slug="old", title="Old", fees="Ten pounds", summary="Same.")
    text = (
        (
            "key;title;kind;fees;hours;support\r\n"
            "~old;Old;service;Nothing;;\r\n"
            ";The quiet desk;Service;'=0;Monday | 9:00 | 17:00 | | | Drop-in;emotional\r\n"
        )
        .replace("kind;", "kind;summary;")
        .replace("service;", "service;Same.;")
        .replace("Service;", "Service;Same.;")
    )
    tried = bring(staff, text, keeps=False)
    assert problems(tried) == ""
    assert "<strong>Old</strong> is changed: fees." in tried.text
    assert "<strong>The quiet desk</strong> comes in." in tried.text
    assert Resource.objects.get().fees == "Ten pounds"
    assert old.events.count() == 1

    assert "1 new, 1 changed" in staff.get(bring(staff, text).url).text
    old.refresh_from_db()
    new = Resource.objects.get(slug="the-quiet-desk")
    assert (old.fees, old.changed_by, old.events.count()) == ("Nothing", wil, 2)
    assert (new.fees, new.school, new.support, new.changed_by) == ("=0", school, ["emotional"], wil)
    assert (new.schedules.get().opens_at.hour, new.time_zone) == (9, school.time_zone)
    assert LogEntry.objects.filter(change_message="Brought in from a file.", user=wil).count() == 2


def test_a_file_that_changes_nothing_says_so(staff, school):
    entry = ResourceFactory(school=school, body="one\n\ntwo")
    PhoneFactory(resource=entry, number="+44 1632 960 100", extension="012")
    for form in ("csv", "json"):
        file = staff.get(reverse("admin:resources_resource_as_a_file", args=[form]))
        assert file["Content-Disposition"].startswith("attachment")
        tried = bring(staff, file=SimpleUploadedFile("a", file.content), keeps=False)
        assert "Nothing in it differs from your library." in tried.text
        # A browser ends the lines of a field in its own way.
        assert problems(bring(staff, file.text.replace("\n", "\r\n"), keeps=False)) == ""


def test_all_of_it_is_kept_or_nothing(staff, school):
    rows = HEAD.format("minutes") + NEW.format("3") + ",Another,service,Words.,three\n"
    for keeps in (False, True):
        answer = bring(staff, rows, keeps=keeps)
        assert problems(answer) == "2 minutes: A whole number from 0 to 9999."
        assert "Row 2, minutes" in answer.text
        assert "The quiet desk" in answer.text  # what was sent stays on the page
    assert not Resource.objects.exists()


def test_what_belongs_to_an_entry_changes_no_more_than_it_must(staff, school):
    entry = ResourceFactory(school=school, slug="desk")
    kept, gone = (
        PhoneFactory(resource=entry, number=number) for number in ("01632 960 100", "01632 960 200")
    )
    assert bring(staff, "key,phones\n~desk,01632 960 100 | voice\n").status_code == 302
    assert list(entry.phones.all()) == [kept]
    assert [event.pgh_label for event in gone.events.model.objects.order_by("pk")] == [
        "insert",
        "insert",
        "delete",
    ]


# The wall


def test_no_file_reaches_another_schools_library(staff, wil, other_school, nia):
    theirs = ResourceFactory(school=other_school, slug="copper", title="Copper", fees="secret-fees")
    for text in ("key,title,kind,summary\n~copper,Mine now,service,Words.\n", as_json(name="Copper")):
        assert "comes in" in bring(staff, text, keeps=False).text
    assert "secret-fees" not in bring(staff, "key,fees\n~copper,\n").text
    # It cannot be told from one that nobody has.
    theirs_said, nobodys_said = (said(read(wil, f"key,fees\n{key},x\n")) for key in ("~copper", "~nobodys"))
    assert theirs_said == nobodys_said
    assert "1 title: This is still missing." in theirs_said
    CollectionFactory(slug="theirs", school=other_school)
    assert "1 collections: There is no collection “theirs”" in said(read(wil, "key,collections\n~a,theirs\n"))
    assert "1 owner: No colleague of yours" in said(read(wil, f"key,owner\n~a,{nia.alias}\n"))
    theirs.refresh_from_db()
    assert (theirs.title, theirs.fees, theirs.events.count()) == ("Copper", "secret-fees", 1)
    for form in ("csv", "json"):
        file = staff.get(reverse("admin:resources_resource_as_a_file", args=[form]))
        assert "opper" not in file.text


def test_what_is_everybodys_is_only_hidden_or_annotated(staff, school, other_school):
    entry = ResourceFactory(slug="two-chairs", title="Two chairs", fees="None")
    SchoolViewFactory(school=other_school, resource=entry, is_hidden=False, note="sue-note")
    assert "1 fees: This entry is everybody" in problems(bring(staff, "key,fees\ntwo-chairs,Ten\n"))
    assert "no entry of this name" in problems(bring(staff, "key,fees\nnobodys,Ten\n"))
    note = "key,title,hidden,school_note\ntwo-chairs,Another title,,Ask for Kim.\n"
    assert "is shown otherwise at your school: school_note" in bring(staff, note, keeps=False).text
    assert bring(staff, note).status_code == 302
    mine = SchoolView.objects.get(school=school)
    assert (mine.note, mine.is_hidden, Resource.objects.get().title) == ("Ask for Kim.", False, "Two chairs")
    assert "sue-note" not in staff.get(reverse("admin:resources_resource_as_a_file", args=["csv"])).text
    assert bring(staff, "key,hidden,school_note\ntwo-chairs,,\n").status_code == 302
    assert not SchoolView.objects.filter(school=school).exists()
    public = HEAD.format("is_public") + NEW.format("yes")
    assert "1 is_public: Only an entry that is everybody" in problems(bring(staff, public))


def test_an_operator_brings_in_what_is_everybodys(client, op, school):
    ResourceFactory(school=school, slug="velvet")
    client.force_login(op)
    assert "a school's own" in problems(bring(client, "key,fees\n~velvet,x\n"))
    assert bring(client, HEAD.format("is_public") + NEW.format("yes")).status_code == 302
    entry = Resource.objects.get(school=None)
    assert (entry.slug, entry.is_public) == ("the-quiet-desk", True)
    assert "velvet" not in client.get(reverse("admin:resources_resource_as_a_file", args=["json"])).text


def test_what_only_the_database_refuses_is_said_beside_its_row(op):
    line = ",{},article,Words.,article/one | abc\n"
    rows = "key,title,kind,summary,loaded_from\n" + line.format("One") + line.format("Two")
    assert "2 loaded_from: Another entry came from this file already." in said(read(op, rows))


def test_a_directory_of_somebody_else_is_read(staff, school):
    """As services of other publishers look: no attributes of ours, several days in one rule, more than we can keep."""
    text = json.dumps(
        {
            "contents": [
                SERVICE
                | {
                    "id": "ac148810-d857-441c-9679-408f346de14b",
                    "description": "Counselling. " * 40,
                    "accreditations": "BACP",
                    "organization": {
                        "id": "o",
                        "name": "Example Org",
                        "description": "x",
                        "website": "https://a.example",
                    },
                    "phones": [{"id": "p", "number": "+44 1234 234567", "extension": 100, "type": "voice"}],
                    "schedules": [
                        {
                            "id": "s",
                            "freq": "WEEKLY",
                            "byday": "MO,TU",
                            "opens_at": "09:00",
                            "closes_at": "12:00",
                        }
                    ],
                    "languages": [{"id": "l", "name": "Welsh", "code": "cy"}],
                    "cost_options": [{"id": "c", "amount": 0}],
                    "service_at_locations": [
                        {
                            "id": "a",
                            "location": {
                                "id": "b",
                                "location_type": "physical",
                                "name": "Civic Center",
                                "addresses": [
                                    {"address_1": "1 Main Street", "city": "MyCity", "country": "US"}
                                ],
                                "accessibility": [{"description": "Induction loops."}],
                            },
                        }
                    ],
                    "attributes": [{"taxonomy_term": {"code": "stress", "taxonomy": "Fictional"}}],
                }
            ]
        }
    )
    tried = bring(staff, text, keeps=False)
    assert problems(tried) == ""
    for name in ("accreditations", "organization: website", "service: attributes of other taxonomies"):
        assert name in tried.context["page"].rows.left_out
        assert name in tried.text
    assert bring(staff, text).status_code == 302
    entry = Resource.objects.get()
    assert (entry.key, entry.organisation, entry.cost) == ("~the-quiet-desk", "Example Org", "free")
    assert (entry.languages, entry.address) == (["cy"], "Civic Center, 1 Main Street, MyCity")
    assert entry.summary.endswith("…")
    assert entry.body.startswith("Counselling.")
    assert [str(hours) for hours in entry.schedules.all()] == [
        "Monday 09:00 to 12:00",
        "Tuesday 09:00 to 12:00",
    ]
    assert entry.phones.get().link == "tel:+441234234567;ext=100"

    Resource.objects.update(reaches_file="no")
    assert bring(staff, as_json(alert="Closed on Friday")).status_code == 302
    entry.refresh_from_db()
    assert (entry.alert, entry.reaches_file) == ("Closed on Friday", "no")  # what it does not speak of stays


def test_services_are_written_as_the_standard_names_them(staff, school, wil):
    entry = ResourceFactory(
        school=school, slug="desk", title="The desk", address="Room 3", cost="free", languages=["cy"],
        topics=["sleep"], reaches_file="no", organisation="The school",
    )  # fmt: skip
    PhoneFactory(resource=entry, number="01632 960 100", type="sms", extension="12")
    page = staff.get(reverse("admin:resources_resource_as_a_file", args=["json"])).json()
    service = page["contents"][0]
    assert (page["total_items"], page["last_page"], service["name"]) == (1, True, "The desk")
    assert service["organization"]["name"] == "The school"
    assert service["phones"][0] | {"id": ""} == {
        "id": "", "number": "01632 960 100", "type": "text", "extension": 12,
    }  # fmt: skip
    assert service["service_at_locations"][0]["location"]["addresses"][0]["address_1"] == "Room 3"
    terms = {
        (one["taxonomy_term"]["taxonomy"], one["taxonomy_term"]["code"]): one for one in service["attributes"]
    }
    assert terms["Tandem", "reaches_file"]["value"] == "no"
    assert terms["Tandem: topics", "sleep"]["taxonomy_term"]["name"] == "Sleep"
    again = staff.get(reverse("admin:resources_resource_as_a_file", args=["json"])).json()
    assert again == page  # identifiers stay the same
    assert wil.email not in json.dumps(page)
    assert list(wrong_with(page)) == []


def test_an_address_that_is_no_uri_is_written_as_one_and_comes_back_as_it_was(staff, school):
    entry = ResourceFactory(school=school, url="https://a.example/räume|1")
    file = staff.get(reverse("admin:resources_resource_as_a_file", args=["json"]))
    assert file.json()["contents"][0]["url"] == "https://a.example/r%C3%A4ume%7C1"
    assert "Nothing in it differs" in bring(staff, file.text, keeps=False).text
    Resource.objects.all().delete()
    assert bring(staff, file.text).status_code == 302
    assert Resource.objects.get().url == entry.url


# Collections


def test_a_collection_comes_along_with_what_stands_in_it(staff, wil, school, other_school):
    """What another school calls its own is neither told nor an obstacle."""
    theirs = CollectionFactory(school=other_school, slug="quiet", title="Quiet at theirs")
    line = "~quiet | Quiet places | For an hour alone | 7"
    text = HEAD.format("collections") + NEW.format(line) + f",Another,service,Words.,{line}\n"
    tried = bring(staff, text, keeps=False)
    assert problems(tried) == ""
    assert "New collections: Quiet places." in tried.text
    assert set(Collection.objects.all()) == {theirs}
    for _ in range(2):
        bring(staff, text)
        made = Collection.objects.get(school=school)
        assert (made.slug, made.title, made.summary, made.order) == (
            "quiet", "Quiet places", "For an hour alone", 7,
        )  # fmt: skip
    assert made.resources.count() == 2
    assert not theirs.resources.exists()


def test_names_of_collections_alone_are_enough_where_they_are_there(staff, school):
    week, nights = CollectionFactory(slug="exam-week", school=school), CollectionFactory(slug="nights")
    entry = ResourceFactory(school=school, slug="desk")
    assert bring(staff, 'key,collections\n~desk,"nights, exam-week"\n').status_code == 302
    assert set(entry.collections.all()) == {week, nights}
    again = bring(staff, 'key,collections\n~desk,"~exam-week | Another title\nnights"\n', keeps=False)
    assert "Nothing in it differs" in again.text


def test_a_schools_own_collection_may_be_called_as_one_of_everybodys(staff, school):
    """With the tilde it is the own one, whatever stands beside it; without it, the one that is everybody's."""
    everybodys = CollectionFactory(slug="nights", title="Night shifts")
    entry = ResourceFactory(school=school, slug="desk")
    assert bring(staff, 'key,collections\n~desk,"~nights | Our nights\nnights"\n').status_code == 302
    own = Collection.objects.get(school=school)
    assert (own.key, own.title) == ("~nights", "Our nights")
    assert set(entry.collections.all()) == {own, everybodys}
    assert bring(staff, "key,collections\n~desk,nights\n").status_code == 302
    assert set(entry.collections.all()) == {everybodys}


def test_a_forged_form_is_refused_though_files_come_first(wil):
    visitor = HouseClient(enforce_csrf_checks=True)
    visitor.force_login(wil)
    assert bring(visitor, "key\n~a\n").status_code == 403


def test_part_of_a_library_is_taken_along(staff, school):
    entries = [ResourceFactory(school=school, slug=slug) for slug in ("first", "second")]
    annotated = SchoolViewFactory(school=school, resource=ResourceFactory(slug="two-chairs")).resource
    for action in ("as_table", "as_services"):
        chosen = {"action": action, "_selected_action": [entries[0].pk, annotated.pk]}
        file = staff.post(reverse("admin:resources_resource_changelist"), chosen).text
        assert "~first" in file
        assert "two-chairs" in file
        assert "second" not in file


def test_a_larger_library_takes_no_more_queries(wil, school):
    library = Library(wil)

    def look() -> int:
        with CaptureQueriesContext(connection) as asked:
            library.rows()
        return len(asked)

    PhoneFactory(resource=ResourceFactory(school=school))
    one = look()
    for _ in range(5):
        PhoneFactory(resource=ResourceFactory(school=school))
    assert look() == one
