import pytest
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve(client, school):
    """Somebody who has just joined, signed in."""
    eve = UserFactory(school=school, alias="Calm Vale 200", stage="", onboarded_at=None)
    client.force_login(eve)
    return eve


def step(name):
    return reverse("accounts:onboarding", args=[name])


def test_hello_from_the_first_step_to_the_first_plan(client, eve):
    assert 'value="Calm Vale 200"' in client.get(step("alias")).text
    assert client.post(step("alias"), {"alias": "Tall  Reed 7"}).url == step("stage")
    assert client.post(step("stage"), {"stage": "rotation"}).url == step("zone")
    assert client.post(step("zone"), {"time_zone": "America/New_York"}).url == step("rhythm")
    assert client.post(step("rhythm"), {"plan": "1"}).url == reverse("checkins:plan-new") + "?hello=1"
    eve.refresh_from_db()
    assert (eve.alias, eve.stage, eve.time_zone) == ("Tall Reed 7", "rotation", "America/New_York")
    assert eve.onboarded_at


def test_every_step_can_be_left_out(client, eve):
    for here, there in (("alias", "stage"), ("stage", "zone"), ("zone", "rhythm")):
        assert client.post(step(here), {"skip": "1", "alias": "", "time_zone": ""}).url == step(there)
    assert client.post(step("rhythm")).url == reverse("today")
    eve.refresh_from_db()
    assert (eve.alias, eve.stage, eve.time_zone) == ("Calm Vale 200", "", "Europe/London")
    assert eve.onboarded_at


def test_another_suggestion_keeps_nothing_yet(client, eve):
    page = client.post(step("alias"), {"alias": "Calm Vale 200", "another": "1"}).text
    assert 'value="Calm Vale 200"' not in page
    eve.refresh_from_db()
    assert eve.alias == "Calm Vale 200"


def test_asking_for_another_alias_elsewhere_is_a_mistake_and_no_fault(client, eve):
    for name in ("stage", "zone"):
        assert client.post(step(name), {"another": "1"}).status_code == 200


def test_the_way_there_is_shown(client, eve):
    for number, name in enumerate(("alias", "stage", "zone", "rhythm"), start=1):
        page = client.get(step(name)).text
        assert f"Step {number} of 4" in page
        assert "Who sees" in page


def test_hello_is_said_once(client, eve):
    client.post(step("rhythm"))
    eve.refresh_from_db()
    first = eve.onboarded_at
    client.post(step("rhythm"))
    eve.refresh_from_db()
    assert eve.onboarded_at == first


def test_looking_changes_nothing(client, eve):
    for name in ("alias", "stage", "zone", "rhythm"):
        client.get(step(name))
        client.head(step(name))
    eve.refresh_from_db()
    assert eve.onboarded_at is None


def test_there_is_no_fifth_step(client, eve):
    assert client.get("/hello/weight/").status_code == 404


@pytest.mark.parametrize(
    "text", ["", "Mars/Base", "x" * 1_000_000, "\x00", "\u202eEurope/London", "<script>", "😀"]
)
def test_a_zone_that_is_none_is_said_beside_the_field(client, eve, text):
    response = client.post(step("zone"), {"time_zone": text})
    assert response.status_code == 200
    assert "invalid-feedback" in response.text
    eve.refresh_from_db()
    assert eve.time_zone == "Europe/London"


def test_a_stage_that_is_none_is_said_beside_the_field(client, eve):
    response = client.post(step("stage"), {"stage": "year-99"})
    assert "invalid-feedback" in response.text
