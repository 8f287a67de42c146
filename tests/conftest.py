"""The cast, and the house rules of every test."""

import gc
import logging
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4
from zlib import crc32

import hypothesis
import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

from accounts import aliases
from tests import migrated
from tests.clients import HouseClient
from tests.emptying import put_back, remember_what_is_there
from tests.factories import (
    ChosenPersonFactory,
    MentorFactory,
    OperatorFactory,
    SchoolFactory,
    StaffFactory,
    UserFactory,
    give_second_factor,
)
from tests.factories.anew import count_anew
from tests.mailbox import Mailbox
from tests.templates import LOGGER, UndefinedVariables

# How long an example takes says how busy the machine is, so no test fails by it. Everybody's examples are the same, so
# that a change is refused for its own faults; `--hypothesis-profile=anew` draws others (docs/decisions.md).
USUAL = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("anew", USUAL, print_blob=True)
hypothesis.settings.register_profile("house", USUAL, derandomize=True)
hypothesis.settings.load_profile("house")


# What waits more than it works, and takes long: begun first, so that nobody waits for these when all else is done.
SLOW = (
    "tests/faults/",
    "tests/local/test_run.py",
    "tests/test_benchmarks.py",
    "tests/browser/test_the_wheel.py",
)


def starts_others(config) -> bool:
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


def pytest_configure(config):
    if starts_others(config):
        migrated.name_it()


def pytest_unconfigure(config):
    if starts_others(config):
        migrated.drop_it()


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW))


def pytest_collection_finish():
    """All that was imported stays: it need not be looked through again each time that garbage is collected."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    with django_db_blocker.unblock():
        migrated.copy_it_for_this_process()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After a test that really commits, the database is as migrations left it (tests/emptying.py)."""
    with django_db_blocker.unblock():
        remember_what_is_there()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
        yield


@pytest.fixture(autouse=True)
def own_counters(settings):
    """Counters of tries are kept in the real cache; each test has its own, also beside others."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}


class Dice(random.Random):
    """What `secrets` gives to who draws a pseudonym, the same in each run."""

    randbelow = random.Random.randrange


@pytest.fixture(autouse=True)
def the_same_names_in_each_run(request):
    """A word of a pseudonym can be what a page must not say. `--hypothesis-profile=anew` draws as the product does."""
    count_anew()
    with pytest.MonkeyPatch.context() as patch:
        if hypothesis.settings.get_current_profile_name() != "anew":
            patch.setattr(aliases, "secrets", Dice(crc32(request.node.nodeid.encode())))
        yield


@pytest.fixture(autouse=True)
def codes_of_half_a_minute_hold_longer(settings):
    """A code of the second factor may be read in one half minute and arrive in the next, where a machine is busy."""
    settings.MFA_TOTP_TOLERANCE = 1


@pytest.fixture(autouse=True)
def nothing_built(settings, tmp_path):
    """What `make run` may have built in this checkout is not what a test asks."""
    settings.WHITENOISE_ROOT = None
    settings.SCHOOL_PAGES_ROOT = tmp_path / "schools"


@pytest.fixture(autouse=True)
def undefined_variables_fail():
    listener, level = UndefinedVariables(), LOGGER.level
    LOGGER.addFilter(listener)
    LOGGER.setLevel(logging.DEBUG)
    yield
    LOGGER.removeFilter(listener)
    LOGGER.setLevel(level)


@pytest.fixture
def client() -> Client:
    """Signs people in as our sign-in does: with their second factor, where they have one."""
    return HouseClient()


@pytest.fixture
def school(db):
    return SchoolFactory(name="Northgate Medical School", slug="northgate")


@pytest.fixture
def other_school(db):
    return SchoolFactory(name="Southbank Medical School", slug="southbank")


@pytest.fixture
def ada(school):
    """A student."""
    return UserFactory(school=school, alias="Quiet Otter 417", email="ada@northgate.example.edu")


@pytest.fixture
def ben(ada):
    """Ada's chosen person: a student of the same school."""
    person = UserFactory(school=ada.school, alias="Steady Heron 205", email="ben@northgate.example.edu")
    ChosenPersonFactory(owner=ada, person=person, nickname="Ben")
    return person


@pytest.fixture
def mo(school):
    """A mentor with a second factor."""
    mentor = MentorFactory(school=school, alias="Mellow Fox 330", email="mo@northgate.example.edu")
    give_second_factor(mentor)
    return mentor


@pytest.fixture
def wil(school):
    """Wellness staff on the duty list, with a second factor."""
    staff = StaffFactory(school=school, alias="Wil at the desk", email="wil@northgate.example.edu")
    give_second_factor(staff)
    return staff


@pytest.fixture
def zed(school):
    """A student of the same school whom Ada has not chosen."""
    return UserFactory(school=school, alias="Winter Moth 118", email="zed@northgate.example.edu")


@pytest.fixture
def nia(other_school):
    """A student of another school."""
    return UserFactory(school=other_school, alias="River Lark 902", email="nia@southbank.example.edu")


@pytest.fixture
def sue(other_school):
    """Wellness staff of the other school."""
    staff = StaffFactory(school=other_school, alias="Sue at the desk", email="sue@southbank.example.edu")
    give_second_factor(staff)
    return staff


@pytest.fixture
def op(db):
    """The operator: belongs to no school."""
    operator = OperatorFactory(alias="Operator", email="op@house.example.edu")
    give_second_factor(operator)
    return operator


@pytest.fixture
def staff(client, wil):
    """A browser at which Wil has signed in."""
    client.force_login(wil)
    return client


@pytest.fixture
def mailbox(settings):
    """A real SMTP server that keeps what it is given; mail of this test goes there."""
    with Mailbox() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


@pytest.fixture
def run_in_threads():
    """`run_in_threads(work, times=8)` starts that many at the same instant and returns what each gave."""

    def run(work, *, times):
        barrier = Barrier(times)

        def start():
            barrier.wait()
            try:
                return work()
            finally:
                connection.close()  # each thread has one of its own

        with ThreadPoolExecutor(times) as pool:
            return [future.result() for future in [pool.submit(start) for _ in range(times)]]

    return run
