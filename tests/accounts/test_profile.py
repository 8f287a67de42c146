import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.alias_rules import check_alias, tidy_alias
from accounts.models import User
from tests.factories import UserFactory

PROFILE = "/you/profile/"


def said(person, **changes):
    return {
        "alias": person.alias,
        "name": person.name,
        "stage": person.stage,
        "time_zone": person.time_zone,
        "quiet_from": "22:00",
        "quiet_until": "07:00",
        "gives": person.gives,
        "wants": person.wants,
    } | changes


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


@pytest.mark.django_db
def test_everything_about_oneself_can_be_said(signed_in, ada):
    response = signed_in.post(
        PROFILE,
        said(
            ada,
            alias="Tall Reed",
            name="Ada Byron",
            stage="leave",
            quiet_from="21:30",
            gives=["emotional"],
            wants=["appraisal", "informational"],
        ),
    )
    assert response.url == PROFILE
    ada.refresh_from_db()
    assert (ada.alias, ada.name, ada.stage) == ("Tall Reed", "Ada Byron", "leave")
    assert (ada.gives, ada.wants) == (["emotional"], ["appraisal", "informational"])
    assert f"{ada.quiet_from:%H:%M}" == "21:30"
    assert 'value="Tall Reed"' in signed_in.get(PROFILE).text


@pytest.mark.django_db
def test_a_new_zone_says_what_becomes_of_plans(signed_in, ada):
    page = signed_in.post(PROFILE, said(ada, time_zone="Asia/Tokyo"), follow=True).text
    assert "Your plans keep the time zone they were made in." in page


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["STEADY HERON 205", " steady  heron 205 ", "Ｓteady Heron 205"])
def test_an_alias_is_somebodys_alone_in_the_school(signed_in, ada, ben, alias):
    response = signed_in.post(PROFILE, said(ada, alias=alias))
    assert "Somebody in your school has this alias already" in response.text
    ada.refresh_from_db()
    assert ada.alias == "Quiet Otter 417"


@pytest.mark.django_db
def test_another_school_may_have_the_same(signed_in, ada, nia):
    assert signed_in.post(PROFILE, said(ada, alias=nia.alias)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_people_who_want_one_alias_at_the_same_moment(school, run_in_threads):
    people = [UserFactory(school=school) for _ in range(4)]
    clients = [Client() for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    pairs = iter(zip(clients, people, strict=True))

    def work():
        client, person = next(pairs)
        try:
            return client.post(PROFILE, said(person, alias="Only One")).status_code
        finally:
            connection.close()

    assert sorted(run_in_threads(work, times=4)) == [200, 200, 200, 302]
    assert User.objects.filter(alias="Only One").count() == 1


@pytest.mark.parametrize(
    "alias",
    [
        "",
        "x",
        "x" * 41,
        "ada@northgate.example.edu",
        "a\u202eda",  # text that runs backwards
        "a\u200bda",  # a space that cannot be seen
        "a\x07da",
        "Wil аt the desk",  # a Cyrillic letter among Latin ones
        "z\u0335\u0336\u0337algo",
        "<script>alert(1)</script>",
        "Otter 😀",
        "Ada Byron",
        "BYRON-ADA",
        "ada.byron",
        "Adá Byron",
        "Tandem Team",
        "The Wellness Staff",
    ],
)
def test_what_an_alias_cannot_be(alias):
    with pytest.raises(ValidationError):
        check_alias(
            tidy_alias(alias), email="ada.byron@northgate.example.edu", name="Ada Byron", is_staff=False
        )


@pytest.mark.parametrize(
    "alias",
    [
        "Quiet Otter 417",
        "O'Hare",
        "Jean-Luc",
        "Zoë",
        "静かなカワウソ",
        "Тихая выдра",
        "هادئ",
        "St. Elm",
        "Ada 2",
    ],
)
def test_what_an_alias_can_be(alias):
    check_alias(tidy_alias(alias), email="ada.byron@northgate.example.edu", name="Ada Byron", is_staff=False)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_an_alias_or_an_error(text):
    try:
        check_alias(alias := tidy_alias(text), email="a@b.example", name="", is_staff=False)
    except ValidationError:
        return
    assert alias.isprintable()
    assert tidy_alias(alias) == alias


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("alias", "x" * 1_000_000),
        ("alias", "\x00"),
        ("name", "x" * 1_000_000),
        ("name", "Ada\x00"),
        ("name", "\u202eAda"),
        ("time_zone", "Mars/Base"),
        ("time_zone", ""),
        ("quiet_from", "25:99"),
        ("quiet_from", ""),
        ("stage", "year-99"),
        ("gives", ["money"]),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_the_rest_is_kept(signed_in, ada, field, text):
    response = signed_in.post(PROFILE, said(ada, **({"name": "Typed before"} | {field: text})))
    assert response.status_code == 200
    assert "Almost there" in response.text
    assert "invalid-feedback" in response.text
    if field != "name":
        assert 'value="Typed before"' in response.text
    ada.refresh_from_db()
    assert ada.name == ""


@pytest.mark.django_db
def test_what_is_typed_is_shown_as_text(signed_in, ada):
    page = signed_in.post(PROFILE, said(ada, name="<script>alert(1)</script>"), follow=True).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["you", "profile", "letters", "pause", "record", "data", "export", "leave"])
def test_a_stranger_is_asked_to_sign_in(client, name):
    response = client.get(reverse(f"accounts:{name}"))
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.django_db
def test_the_rooms_of_one_person_cost_few_queries(signed_in, ada, django_assert_max_num_queries):
    signed_in.get("/you/")
    with django_assert_max_num_queries(10):
        assert signed_in.get("/you/").status_code == 200
