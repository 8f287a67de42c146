"""Links are signed as Django signs, only sooner."""

import pytest
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.signatures import LinkSigner
from checkins.moments import checkin_id_from, moment_token, moment_url


@pytest.mark.parametrize("value", ["1", "12.moment", "", "ünï", "x" * 300])
def test_a_signature_is_the_one_that_django_makes(value):
    ours, djangos = LinkSigner(salt="somewhere", sep="."), Signer(salt="somewhere", sep=".")
    assert ours.sign(value) == djangos.sign(value)
    assert djangos.unsign(ours.sign(value)) == ours.unsign(djangos.sign(value)) == value


def test_keys_and_salts_are_kept_apart():
    signed = LinkSigner(key="one", salt="here").sign("1")
    for stranger in (LinkSigner(key="two", salt="here"), LinkSigner(key="one", salt="there")):
        with pytest.raises(BadSignature):
            stranger.unsign(signed)
    assert LinkSigner(key="two", salt="here", fallback_keys=["one"]).unsign(signed) == "1"


def test_the_address_in_a_letter_is_the_page_itself(settings):
    settings.SITE_URL = "https://somewhere.example"
    assert moment_url(7) == "https://somewhere.example" + reverse("checkins:moment", args=[moment_token(7)])
    assert checkin_id_from(moment_token(7)) == 7
