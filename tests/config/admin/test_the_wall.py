"""Who gets into the admin, and what nobody sees there."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, UniqueConstraint
from django.urls import reverse

from accounts.models import AccessRecord
from checkins.models import Concern
from resources.models import Resource
from tests.factories import ResourceFactory, StaffFactory

PLANTED = ["the-private-note", "the-private-draft", "Nothing left", "the-asking-words", "the-number-to-call"]


def registered():
    return [
        (model, f"admin:{model._meta.app_label}_{model._meta.model_name}") for model in admin.site._registry
    ]


def pages(concerns: bool = False):
    """Every page of admin that needs no form: lists with each search and filter, each row with its history."""
    yield reverse("admin:index")
    for label in ("accounts", "checkins"):
        yield reverse("admin:app_list", args=[label])
    for model, name in registered():
        listing = reverse(f"{name}_changelist")
        yield listing
        yield f"{listing}?q=a"
        yield f"{listing}?all="
        for row in model._default_manager.all():
            if model is Concern and not concerns:
                continue
            yield reverse(f"{name}_change", args=[row.pk])
            yield reverse(f"{name}_history", args=[row.pk])


def test_only_our_own_models_are_there():
    """What others bring knows nothing of a school's wall."""
    apps = {model._meta.app_label for model in admin.site._registry}
    assert apps == {"accounts", "resources", "checkins", "groups"}


def test_to_a_student_and_a_mentor_there_is_no_admin(client, ada, mo):
    for person in (ada, mo):
        client.force_login(person)
        for url in (
            reverse("admin:index"),
            reverse("admin:login"),
            reverse("admin:accounts_user_changelist"),
        ):
            assert client.get(url).status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_one_way_in(client, db):
    for name in ("admin:index", "admin:login", "admin:checkins_concern_changelist"):
        answer = client.get(reverse(name), follow=True)
        where, _ = answer.redirect_chain[-1]
        assert where.startswith(reverse("account_login"))
        assert where.endswith(reverse("admin:index" if name == "admin:login" else name))


def test_the_admin_login_leads_to_no_other_site(client, wil):
    client.force_login(wil)
    login = reverse("admin:login")
    assert client.get(login, {"next": "https://elsewhere.example/"})["Location"] == reverse("admin:index")
    plans = reverse("admin:checkins_plan_changelist")
    assert client.get(login, {"next": plans})["Location"] == plans


def test_staff_without_a_second_factor_see_nothing(client, school):
    client.force_login(StaffFactory(school=school))
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 302
    assert "2fa" in answer["Location"]


@pytest.mark.parametrize("reader", ["wil", "op"])
def test_no_page_shows_an_answer_or_a_word_that_somebody_wrote(client, lived_in, request, reader):
    client.force_login(request.getfixturevalue(reader))
    seen = 0
    for url in pages():
        answer = client.get(url)
        if answer.status_code == 200:
            seen += 1
            body = answer.content.decode()
            for planted in [*PLANTED, "the-shown-note"]:
                assert planted not in body, f"{planted} on {url}"
    assert seen > 20


def test_to_an_operator_requests_do_not_exist(client, lived_in, op):
    client.force_login(op)
    assert client.get(reverse("admin:checkins_concern_changelist")).status_code in (403, 404)
    for concern in Concern.objects.all():
        for page in ("change", "history"):
            assert client.get(reverse(f"admin:checkins_concern_{page}", args=[concern.pk])).status_code in (
                403,
                404,
            )
    assert not AccessRecord.objects.exists()
    assert "request" not in client.get(reverse("admin:index")).content.decode().lower()


def test_nothing_crosses_the_wall(client, lived_in, wil, nia, sue):
    client.force_login(wil)
    theirs = [nia.alias, sue.alias, nia.school.name, nia.email, nia.school.join_codes.get().code]
    for url in pages(concerns=True):
        body = client.get(url).content.decode()
        for word in theirs:
            assert word not in body, f"{word} on {url}"


def test_a_row_of_another_school_is_a_404_on_every_page_of_it(client, lived_in, wil, nia):
    client.force_login(wil)
    rows = [nia, nia.school, nia.plans.get(), nia.concerns.get(), *nia.letters.all()]
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        for page in ("change", "history"):
            url = reverse(f"{name}_{page}", args=[row.pk])
            assert client.get(url).status_code == 404, url
        assert client.post(reverse(f"{name}_change", args=[row.pk]), {"_save": "1"}).status_code in (403, 404)
        assert client.get(reverse(f"{name}_delete", args=[row.pk])).status_code in (403, 404)


def test_no_short_way_from_a_number_to_somebodys_page(client, wil, other_school):
    """Django's own would lead staff to the address of any row, and an address holds its name."""
    theirs = ResourceFactory(school=other_school, slug="theirs-alone")
    number = ContentType.objects.get_for_model(Resource).pk
    client.force_login(wil)
    answer = client.get(f"/staff/r/{number}/{theirs.pk}/")
    assert answer.status_code == 404
    assert "theirs-alone" not in answer.headers.get("Location", "")


def test_the_history_says_who_by_alias(client, ada, wil, op):
    LogEntry.objects.log_actions(op.pk, [ada], CHANGE, "Changed Mentor.", single_object=True)
    client.force_login(wil)
    page = client.get(reverse("admin:accounts_user_history", args=[ada.pk])).text
    assert "Changed Mentor." in page
    assert op.alias in page
    assert op.email not in page


def test_rows_are_chosen_by_their_number_alone(client, wil):
    """A list that is asked for another column would answer whether a row with such a value exists."""
    client.force_login(wil)
    for model, name in registered():
        for field in model._meta.concrete_fields:
            asked = {"_popup": "1", "_to_field": field.name}
            answer = client.get(reverse(f"{name}_changelist"), asked)
            assert answer.status_code == (200 if field.primary_key else 400), f"{name} by {field.name}"


def unique_together(model):
    """The fields of each of its unique constraints."""
    yield from ([field] for field in model._meta.local_fields if field.unique and not field.primary_key)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            names = constraint.fields or [name for one in constraint.expressions for name in names_in(one)]
            yield [model._meta.get_field(name) for name in names]


def names_in(expression):
    if isinstance(expression, F):
        yield expression.name
    else:
        for source in expression.get_source_expressions():
            yield from names_in(source)


def test_no_unique_value_speaks_across_schools():
    """Who is told that a value is taken learns that somebody has it. So what is unique in the whole house either hangs
    on a row of one's own, or nobody types it, or an operator does, who sees every school.
    """
    drawn = {"key", "token", "secret_hash", "code"}
    others = {
        ("accounts.User", "email"): "signing up answers every address alike",
        ("accounts.School", "slug"): "the operator's",
        ("accounts.SchoolDomain", "domain"): "the operator's",
        ("resources.NextStep", "slug"): "comes with the house",
        ("resources.Resource", "loaded_from"): "comes with the house",
        ("resources.LinkHost", "name"): "written by the checker of links",
    }
    found = set()
    for model in apps.get_models():
        if model._meta.app_label in {"accounts", "resources", "checkins", "groups"}:
            for fields in unique_together(model):
                if not any(field.is_relation for field in fields):
                    found |= {(model._meta.label, field.name) for field in fields if field.name not in drawn}
    assert found == set(others)


def test_a_search_by_address_finds_nobody_for_staff(client, ada, wil):
    client.force_login(wil)
    people = reverse("admin:accounts_user_changelist")
    assert ada.alias in client.get(f"{people}?q=Otter").content.decode()
    assert ada.alias not in client.get(f"{people}?q=ada@northgate").content.decode()
    for lookup in (
        "email__startswith=ada",
        "school__users__email=ada@northgate.example.edu",
        "concerns__isnull=0",
    ):
        answer = client.get(f"{people}?{lookup}")
        assert answer.status_code in (302, 400)


def test_an_operator_finds_somebody_by_address(client, ada, nia, op):
    client.force_login(op)
    body = client.get(reverse("admin:accounts_user_changelist") + "?q=ada@northgate").content.decode()
    assert ada.alias in body
    assert nia.alias not in body


def test_the_autocomplete_offers_aliases_from_within_the_wall_only(client, lived_in, wil, ada, nia):
    client.force_login(wil)

    def offered(term):
        asked = {"app_label": "checkins", "model_name": "plan", "field_name": "user", "term": term}
        answer = client.get(reverse("admin:autocomplete"), asked)
        return [row["text"] for row in answer.json()["results"]] if answer.status_code == 200 else []

    assert ada.alias in offered("e")
    assert nia.alias not in offered("e")
    assert offered("ada@northgate") == []


def test_nothing_is_deleted_here(client, lived_in, wil, ada):
    client.force_login(wil)
    for row in (ada, ada.plans.get(), ada.concerns.get(), ada.letters.first(), ada.school):
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}_delete"
        assert client.post(reverse(name, args=[row.pk]), {"post": "yes"}).status_code == 403
        assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", admin.site._registry)
def test_an_address_asks_only_what_the_pages_own_filters_ask(model, rf, wil):
    """Otherwise any column could be guessed at, shown or not: `?secret_hash__startswith=a`."""
    page, request = admin.site._registry[model], rf.get("/")
    request.user = wil
    asked = {getattr(name, "parameter_name", name) for name in page.list_filter}
    for field in model._meta.get_fields():
        for end in ("", "__exact", "__id", "__gte", "__startswith", "__isnull", "__email", "__user"):
            allowed = page.lookup_allowed(f"{field.name}{end}", "1", request)
            assert not allowed or (field.name in asked and end in ("", "__exact", "__isnull")), (
                f"{field.name}{end}"
            )


def test_filters_of_the_lists_work(client, wil, op):
    """Each choice of each filter, as its own link asks for it."""
    for person in (wil, op):
        client.force_login(person)
        for _, name in registered():
            listing = reverse(f"{name}_changelist")
            answer = client.get(listing)
            if answer.status_code != 200:
                continue
            page = answer.context["cl"]
            for spec in page.filter_specs:
                for choice in spec.choices(page):
                    query = choice["query_string"]
                    assert client.get(f"{listing}{query}").status_code == 200, (name, query)
