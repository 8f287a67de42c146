"""Everything that people come for works where no script runs."""

import pytest

from tests.browser.hands import Finger
from tests.browser.tasks import TASKS, join


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_it_can_be_done_without_scripts(task, scene, page_for):
    page = page_for(None if task is join else scene.ada, scripts=False)
    task(Finger(page), scene)
