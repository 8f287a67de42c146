"""Beat keeps nothing on disk: whatever became of the one before, the next one starts, and rings everything."""

from config.celery import app
from config.settings import CELERY_BEAT_SCHEDULE


def scheduler():
    beat = app.Beat(quiet=True)
    return beat.Service(app=app, scheduler_cls=app.conf.beat_scheduler).get_scheduler(lazy=False)


def test_every_bell_is_due_when_beat_starts():
    schedule = scheduler().schedule
    assert set(CELERY_BEAT_SCHEDULE) <= set(schedule)
    assert all(entry.is_due().is_due for entry in schedule.values())


def test_a_file_that_a_killed_beat_left_behind_hinders_nobody(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for end in ("", ".dat", ".dir", ".bak", ".db"):
        (tmp_path / f"celerybeat-schedule{end}").write_bytes(b"\x80\x04half")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    scheduler().close()
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_after_its_first_ring_a_bell_waits_its_time():
    bells = scheduler()
    entry = bells.reserve(bells.schedule["tidy"])
    assert not entry.is_due().is_due
