"""People: what staff and operators may change of them."""

from django.urls import reverse

from tests.factories import (
    StaffFactory,
)


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
