"""Field keys can be changed without losing a word, and a lost key is an error, never the ciphertext."""

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from accounts.encryption import WrongFieldKey, decrypt
from checkins.models import CheckIn, Concern
from tests.factories import CheckInFactory, ConcernFactory, give_second_factor

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def written(ada, settings):
    """Words and a second-factor secret that lie under the old key."""
    settings.FIELD_KEYS = [OLD]
    CheckInFactory(user=ada, answered=True, note="Zoë said: sleep")
    ConcernFactory(student=ada, words="Please call")
    return give_second_factor(ada)


def test_after_a_rotation_the_new_key_alone_opens_everything(ada, written, settings, capsys):
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("rotate_field_keys")
    assert "values now lie under the first key" in capsys.readouterr().out
    settings.FIELD_KEYS = [NEW]
    assert CheckIn.objects.get().note == "Zoë said: sleep"
    assert Concern.objects.get().words == "Please call"
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == written
    assert len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()) == 10
    call_command("rotate_field_keys")


def test_a_lost_key_is_an_error_and_never_the_ciphertext(written, settings):
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(WrongFieldKey):
        CheckIn.objects.get()
    with pytest.raises(CommandError, match="No key"):
        call_command("rotate_field_keys")


def test_an_encrypted_column_cannot_be_searched(written):
    with pytest.raises(TypeError, match="encrypted"):
        CheckIn.objects.filter(note="Zoë said: sleep")
