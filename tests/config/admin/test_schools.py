"""Schools: their contact, hours and doors."""

from django.urls import reverse

from accounts.models import JoinCode, School, StaffedHours
from tests.factories import JoinCodeFactory


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
    data |= inline("join_codes", [{"uses_left": 5, "note": "visitors"}])
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


def test_no_code_is_typed_so_that_nobody_hears_of_another_schools(client, school, other_school, wil):
    theirs = JoinCodeFactory(school=other_school, code="SOUTHSEA")
    client.force_login(wil)
    page = reverse("admin:accounts_school_change", args=[school.pk])
    rows = [{"code": theirs.code, "uses_left": 100}, {"code": theirs.code, "uses_left": 100}]
    data = school_form(school) | inline("staffed_hours") | inline("join_codes", rows) | inline("domains")
    assert client.post(page, data).status_code == 302
    drawn = list(school.join_codes.values_list("code", flat=True))
    assert len({*drawn, theirs.code}) == 3
    shown = client.get(page).text
    assert all(code in shown for code in drawn)
    assert theirs.code not in shown
    assert 'name="join_codes-0-code"' not in shown


def test_hours_that_close_before_they_open_are_told_beside_the_field(client, school, wil):
    client.force_login(wil)
    data = school_form(school) | inline("join_codes") | inline("domains")
    data |= inline("staffed_hours", [{"weekday": 0, "opens_at": "12:00", "closes_at": "10:00"}])
    answer = client.post(reverse("admin:accounts_school_change", args=[school.pk]), data)
    assert answer.status_code == 200
    assert "It closes before it opens." in answer.text
    assert "is violated" not in answer.text


def test_what_the_database_would_refuse_of_a_school_is_said_in_words(client, school, other_school, op):
    client.force_login(op)
    page = reverse("admin:accounts_school_change", args=[school.pk])
    taken = {"domain": other_school.domains.get().domain}
    rest = inline("staffed_hours") | inline("join_codes") | inline("domains", [taken])
    for minutes in (4, 10081):
        answer = client.post(page, school_form(school, answer_within_minutes=minutes) | rest)
        assert "From 5 minutes to a week" in answer.text
        assert "This domain opens a school already." in answer.text
        assert "is violated" not in answer.text
    rest = inline("staffed_hours") | inline("join_codes") | inline("domains")
    assert client.post(page, school_form(school, answer_within_minutes=10080) | rest).status_code == 302


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
