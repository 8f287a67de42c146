"""What staff and operators see, and what nobody sees there."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessRecord, JoinCode, Letter, School, StaffedHours, User
from checkins.models import Concern, ConcernEvent
from tests.factories import (
    CheckInFactory,
    ConcernFactory,
    JoinCodeFactory,
    PlanFactory,
    StaffFactory,
    UserFactory,
    give_second_factor,
)

PLANTED = ["the-private-note", "the-private-draft", "Nothing left", "the-asking-words", "the-number-to-call"]


@pytest.fixture
def sue(other_school):
    """Wellness staff of the other school."""
    staff = StaffFactory(school=other_school, alias="Sue at the desk", email="sue@southbank.example.edu")
    give_second_factor(staff)
    return staff


def letter_to(person, name="one", **fields) -> Letter:
    now = timezone.now()
    return Letter.objects.create(
        key=f"moment:{name}:{person.pk}:email",
        kind="moment",
        recipient=person,
        channel="email",
        about=1,
        due_at=now,
        stale_at=now + timedelta(hours=6),
        **fields,
    )


def dead_letter_to(person, name="dead") -> Letter:
    reason = f"550 5.1.1 <{person.email}>: no such mailbox"
    return letter_to(person, name, dead_at=timezone.now(), dead_reason=reason, attempts=6)


@pytest.fixture
def lived_in(ada, nia, mo):
    """Answers, notes, a plan, letters and a request that shows its check-in, at both schools."""
    for person in (ada, nia):
        PlanFactory(user=person)
        CheckInFactory(
            user=person, answered=True, level=1, note="the-private-note", draft="the-private-draft"
        )
        shown = CheckInFactory(
            user=person, answered=True, level=1, note="the-shown-note", audience="contact", tags=["sleep"]
        )
        ConcernFactory(
            student=person,
            checkin=shown,
            words="the-asking-words",
            reach_by="the-number-to-call",
            urgency="today",
        )
        letter_to(person)
        dead_letter_to(person)
        JoinCodeFactory(school=person.school)


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


# Requests for contact


@pytest.fixture
def concern(ada, wil):
    checkin = CheckInFactory(
        user=ada, answered=True, level=1, note="the-shown-note", audience="contact", tags=["sleep", "exams"]
    )
    return ConcernFactory(
        student=ada, checkin=checkin, words="the-asking-words", reach_by="the-number-to-call", urgency="today"
    )


def page_of(concern) -> str:
    return reverse("admin:checkins_concern_change", args=[concern.pk])


def test_opening_a_request_shows_its_words_and_is_written_down(client, concern, wil, ada):
    client.force_login(wil)
    body = client.get(page_of(concern)).content.decode()
    for word in ("the-asking-words", "the-number-to-call", "the-shown-note", "Nothing left", "Sleep, Exams"):
        assert word in body
    record = AccessRecord.objects.get()
    assert (record.reader, record.subject, record.about) == (wil, ada, concern.pk)
    assert record.what == "your request for contact"


@pytest.mark.parametrize("change", ["hidden", "taken back", "no longer shared"])
def test_the_check_in_is_shown_only_as_long_as_the_student_lets_them(client, concern, wil, change):
    if change == "hidden":
        Concern.objects.filter(pk=concern.pk).update(shows_checkin=False)
    elif change == "no longer shared":
        type(concern.checkin).objects.filter(pk=concern.checkin_id).update(audience="only-me")
    else:
        Concern.objects.filter(pk=concern.pk).update(withdrawn_at=timezone.now())
    client.force_login(wil)
    answer = client.get(page_of(concern))
    assert answer.status_code == (404 if change == "taken back" else 200)
    body = answer.content.decode()
    assert "the-shown-note" not in body
    assert "Nothing left" not in body


def test_taking_it_tells_the_student_and_stops_the_paging(client, concern, wil):
    client.force_login(wil)
    assert client.post(page_of(concern), {"outcome": "", "_acknowledge": "I take this"}).status_code == 302
    concern.refresh_from_db()
    assert concern.acknowledged_by == wil
    assert concern.page_again_at is None
    assert ConcernEvent.objects.filter(concern=concern, what="acknowledged").exists()
    assert Letter.objects.filter(kind="request-moved", recipient=concern.student).count() == 1


def test_closing_needs_words_and_keeps_what_was_typed(client, concern, wil):
    client.force_login(wil)
    answer = client.post(page_of(concern), {"outcome": "   ", "_close": "Close"})
    assert answer.status_code == 200
    assert "Say in a sentence what was agreed" in answer.content.decode()
    concern.refresh_from_db()
    assert concern.is_open


def test_closing_keeps_the_words_out_of_the_history(client, concern, wil):
    client.force_login(wil)
    client.post(page_of(concern), {"outcome": "We will meet on Tuesday.", "_close": "Close"})
    concern.refresh_from_db()
    assert concern.outcome == "We will meet on Tuesday."
    assert concern.closed_by == wil
    entry = LogEntry.objects.get()
    assert entry.change_message == "Closed."
    assert entry.object_repr == f"Concern {concern.pk}"
    assert (
        "Tuesday"
        not in client.get(reverse("admin:checkins_concern_history", args=[concern.pk])).content.decode()
    )
    assert client.post(page_of(concern), {"outcome": "Other words", "_close": "Close"}).status_code == 403


def test_the_list_is_in_order_of_urgency_then_of_waiting(client, ada, zed, wil):
    now = timezone.now()
    wanted = [
        ConcernFactory(student=ada, urgency="today", opened_at=now - timedelta(hours=2)),
        ConcernFactory(student=zed, urgency="today", opened_at=now - timedelta(hours=1)),
        ConcernFactory(student=ada, urgency="this-week", opened_at=now - timedelta(days=2)),
        ConcernFactory(student=zed, urgency="whenever", opened_at=now - timedelta(days=9)),
        ConcernFactory(student=zed, urgency="today", opened_at=now - timedelta(days=9), closed_at=now),
    ]
    client.force_login(wil)
    shown = client.get(reverse("admin:checkins_concern_changelist")).context["cl"].result_list
    assert [concern.pk for concern in shown] == [concern.pk for concern in wanted]


def test_the_list_action_takes_only_what_its_reader_sees(client, concern, nia, wil):
    other = ConcernFactory(student=nia)
    client.force_login(wil)
    client.post(
        reverse("admin:checkins_concern_changelist"),
        {"action": "acknowledge", "_selected_action": [concern.pk, other.pk]},
    )
    concern.refresh_from_db()
    other.refresh_from_db()
    assert concern.acknowledged_by == wil
    assert other.acknowledged_at is None


# People


def post_person(client, person, **fields):
    return client.post(reverse("admin:accounts_user_change", args=[person.pk]), {"_save": "Save", **fields})


def test_staff_name_a_mentor_and_cannot_make_staff_or_operators(client, ada, wil):
    client.force_login(wil)
    post_person(
        client,
        ada,
        is_active="on",
        is_mentor="on",
        is_staff="on",
        is_superuser="on",
        email="x@y.example",
        alias="X",
    )
    ada.refresh_from_db()
    assert ada.is_mentor
    assert not ada.is_staff
    assert not ada.is_superuser
    assert (ada.email, ada.alias) == ("ada@northgate.example.edu", "Quiet Otter 417")


def test_staff_change_the_duty_list_but_not_their_own_place_or_a_colleagues_account(client, school, wil):
    colleague = StaffFactory(school=school, is_on_duty_list=False)
    client.force_login(wil)
    post_person(client, colleague, is_on_duty_list="on")
    post_person(client, wil)
    colleague.refresh_from_db()
    wil.refresh_from_db()
    assert colleague.is_on_duty_list
    assert colleague.is_active
    assert wil.is_on_duty_list


def test_an_operator_makes_staff_and_takes_it_back_with_the_duty(client, ada, op):
    client.force_login(op)
    post_person(client, ada, is_active="on", is_staff="on")
    ada.refresh_from_db()
    assert ada.is_staff
    post_person(client, ada, is_active="on", is_staff="on", is_on_duty_list="on")
    ada.refresh_from_db()
    assert ada.is_on_duty_list
    assert post_person(client, ada, is_active="on", is_on_duty_list="on").status_code == 302
    ada.refresh_from_db()
    assert (ada.is_staff, ada.is_on_duty_list) == (False, False)


def test_nobody_is_added_and_no_password_is_set_here(client, op, wil, ada):
    for reader in (op, wil):
        client.force_login(reader)
        assert client.get(reverse("admin:accounts_user_add")).status_code == 403
        assert client.get(f"/staff/accounts/user/{ada.pk}/password/").status_code in (302, 404)
        assert client.get(reverse("admin:password_change")).status_code == 302


# Schools


def inline(prefix, rows=(), **extra):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": extra.get("initial", 0)}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def school_form(school, **changes) -> dict:
    names = ["name", "slug", "country", "time_zone", "urgent_contact_name", "urgent_contact_phone"]
    names += ["urgent_contact_note", "answer_within_minutes", "default_rhythm"]
    return {name: getattr(school, name) for name in names} | changes


def test_staff_keep_their_schools_contact_and_hours_and_nothing_else(client, school, wil):
    StaffedHours.objects.all().delete()
    client.force_login(wil)
    data = school_form(school, name="Another name", slug="other", urgent_contact_phone="+44 20 7946 0001")
    data |= inline("staffed_hours", [{"weekday": 0, "opens_at": "10:00", "closes_at": "12:00"}])
    data |= inline("join_codes", [{"code": "WELCOME2", "uses_left": 5, "note": "visitors"}])
    data |= inline("domains", [{"domain": "gmail.example"}])
    answer = client.post(reverse("admin:accounts_school_change", args=[school.pk]), data)
    assert answer.status_code == 302
    school.refresh_from_db()
    assert school.urgent_contact_phone == "+44 20 7946 0001"
    assert (school.name, school.slug) == ("Northgate Medical School", "northgate")
    assert StaffedHours.objects.get().opens_at.hour == 10
    assert JoinCode.objects.get().school == school
    assert [domain.domain for domain in school.domains.all()] == ["northgate.example.edu"]
    assert client.get(reverse("admin:accounts_school_add")).status_code == 403


def test_hours_that_close_before_they_open_are_told_beside_the_field(client, school, wil):
    client.force_login(wil)
    data = school_form(school) | inline("join_codes") | inline("domains")
    data |= inline("staffed_hours", [{"weekday": 0, "opens_at": "12:00", "closes_at": "10:00"}])
    answer = client.post(reverse("admin:accounts_school_change", args=[school.pk]), data)
    assert answer.status_code == 200
    assert answer.context["errors"]


def test_an_operator_opens_a_school(client, op):
    client.force_login(op)
    data = {"name": "Eastfield", "slug": "eastfield", "country": "IE", "time_zone": "Europe/Dublin"}
    data |= {"answer_within_minutes": 60, "default_rhythm": "weekdays"}
    data |= (
        inline("staffed_hours")
        | inline("join_codes")
        | inline("domains", [{"domain": "eastfield.example.ie"}])
    )
    answer = client.post(reverse("admin:accounts_school_add"), data)
    assert answer.status_code == 302
    opened = School.objects.get(slug="eastfield")
    assert opened.default_rhythm == "weekdays"
    assert opened.domains.get().domain == "eastfield.example.ie"


# Letters


def test_dead_letters_get_another_life_within_the_wall_only(client, ada, nia, wil):
    mine, theirs = dead_letter_to(ada), dead_letter_to(nia)
    client.force_login(wil)
    listing = reverse("admin:accounts_letter_changelist")
    body = client.get(f"{listing}?state=dead").content.decode()
    assert "no such mailbox" in body
    assert ada.email not in body
    client.post(listing, {"action": "requeue", "_selected_action": [mine.pk, theirs.pk]})
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, mine.attempts) == ("waiting", 0)
    assert theirs.state == "dead"


def test_letters_and_plans_cannot_be_changed(client, ada, wil, op):
    plan, letter = PlanFactory(user=ada), letter_to(ada)
    for reader in (wil, op):
        client.force_login(reader)
        for row in (plan, letter):
            name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
            assert (
                client.post(reverse(f"{name}_change", args=[row.pk]), {"rhythm": "daily"}).status_code == 403
            )
            assert client.get(reverse(f"{name}_add")).status_code == 403


# The start page


def test_the_start_page_says_what_needs_a_hand(client, ada, nia, wil, sue):
    ConcernFactory(student=ada)
    ConcernFactory(student=nia)
    dead_letter_to(ada)
    client.force_login(wil)
    body = client.get(reverse("admin:index")).content.decode()
    assert "1 student waits to be contacted" in body
    assert "1 letter could not be delivered" in body
    assert "duty list" not in body
    User.objects.filter(pk=wil.pk).update(is_on_duty_list=False)
    wil.school.staffed_hours.all().delete()
    body = client.get(reverse("admin:index")).content.decode()
    assert "nobody is on the duty list" in body
    assert "no staffed hours are given" in body


def test_a_calm_start_page(client, wil):
    client.force_login(wil)
    assert "Nothing at the moment." in client.get(reverse("admin:index")).content.decode()


def test_help_lines_past_their_review_date_are_somebodys_task(client, wil, time_machine):
    time_machine.move_to("2027-03-01 12:00Z")
    client.force_login(wil)
    body = client.get(reverse("admin:index")).content.decode()
    assert body.count("should have been looked at again by 20 February 2027") == 8


@pytest.mark.parametrize("name", ["accounts_user", "accounts_letter", "checkins_plan", "checkins_concern"])
def test_a_longer_list_takes_no_more_queries(client, school, wil, name):
    def lives(count):
        for _ in range(count):
            person = UserFactory(school=school)
            PlanFactory(user=person)
            letter_to(person)
            ConcernFactory(student=person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
        return len(asked)

    client.force_login(wil)
    lives(2)
    queries()  # the first visit also fills caches
    few = queries()
    lives(12)
    assert queries() == few
