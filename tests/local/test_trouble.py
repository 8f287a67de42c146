"""A full disk shows itself in many odd ways, so it is named beside whatever went wrong."""

from types import SimpleNamespace

from config.local import trouble


def test_a_disk_that_is_nearly_full_is_named_and_one_with_room_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(trouble.shutil, "disk_usage", lambda _: SimpleNamespace(free=7_000_000))
    assert f"{tmp_path} has 7 MB left" in trouble.hardly_any_room(tmp_path)
    monkeypatch.setattr(trouble.shutil, "disk_usage", lambda _: SimpleNamespace(free=7_000_000_000))
    assert trouble.hardly_any_room(tmp_path) == ""
