"""Signing out: the device forgets what help now remembers there, if the person says so."""

import pytest
from django.urls import reverse

SIGN_OUT = reverse("account_logout")


@pytest.mark.parametrize("path", ["/account/logout/", "/you/"])
def test_the_choice_is_offered_and_not_made(client, ada, path):
    client.force_login(ada)
    body = client.get(path).content.decode()
    assert 'name="forget"' in body
    assert 'name="forget" value="yes" id="forget-device">' in body  # not ticked


def test_the_device_forgets_only_when_asked(client, ada):
    client.force_login(ada)
    answer = client.post(SIGN_OUT)
    assert "Clear-Site-Data" not in answer
    client.force_login(ada)
    answer = client.post(SIGN_OUT, {"forget": "yes"})
    assert answer["Clear-Site-Data"] == '"storage"'
    assert answer.status_code == 302
    assert client.get("/you/").status_code == 302


def test_reading_the_page_forgets_nothing_and_signs_nobody_out(client, ada):
    client.force_login(ada)
    answer = client.get(SIGN_OUT + "?forget=yes")
    assert "Clear-Site-Data" not in answer
    assert client.get("/you/").status_code == 200
