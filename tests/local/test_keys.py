from cryptography.fernet import Fernet

from config.local.keys import NAMES, keep_keys, write_private


def test_keys_are_made_once_and_kept(tmp_path):
    first = keep_keys(tmp_path / "keys.env")
    assert set(first) == set(NAMES)
    assert keep_keys(tmp_path / "keys.env") == first
    assert keep_keys(tmp_path / "others.env")["SECRET_KEY"] != first["SECRET_KEY"]


def test_nobody_else_can_read_them(tmp_path):
    keep_keys(tmp_path / "keys.env")
    assert (tmp_path / "keys.env").stat().st_mode & 0o777 == 0o600
    write_private(tmp_path / "keys.env", "changed")
    assert (tmp_path / "keys.env").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keys.env"]


def test_the_field_key_encrypts(tmp_path):
    fernet = Fernet(keep_keys(tmp_path / "keys.env")["FIELD_KEYS"])
    assert fernet.decrypt(fernet.encrypt(b"words")) == b"words"


def test_a_new_kind_of_key_joins_the_kept_ones(tmp_path):
    (tmp_path / "keys.env").write_text("# ours\nSECRET_KEY=a=b\n")
    keys = keep_keys(tmp_path / "keys.env")
    assert keys["SECRET_KEY"] == "a=b"
    assert all(keys[name] for name in NAMES)
    assert keep_keys(tmp_path / "keys.env") == keys
