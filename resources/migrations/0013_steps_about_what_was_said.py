"""A step about several things is offered where all of them were said, so each names what it is about and no more."""

from django.db import migrations

# slug: what it was about, what it is about now
TOPICS = {
    "sleep-park-thoughts": (["sleep", "workload"], ["sleep"]),
    "exams-pause": (["exams", "workload"], ["exams"]),
    "exams-ask-past": (["exams", "future"], ["exams"]),
    "ward-feedback": (["ward", "future"], ["ward"]),
    "workload-ask-early": (["workload", "exams"], ["workload"]),
    "people-after-a-row": (["people", "home"], ["people"]),
    "home-far-away": (["home", "people"], ["home"]),
    "health-as-a-friend": (["health", "sleep"], ["health"]),
    "future-three-roads": (["future", "exams"], ["future"]),
    "good-tell-somebody": (["good", "people"], ["good"]),
}
# Two that do no harm on the best of days, so that there is something for whoever says only this.
REACHES_PLENTY = ["sleep-park-thoughts", "workload-three"]


def narrow(apps, schema_editor):
    steps = apps.get_model("resources", "NextStep").objects
    for slug, (was, now) in TOPICS.items():
        steps.filter(slug=slug, topics=was).update(topics=now)
    steps.filter(slug__in=REACHES_PLENTY, highest_level=4).update(highest_level=5)


def widen(apps, schema_editor):
    steps = apps.get_model("resources", "NextStep").objects
    for slug, (was, now) in TOPICS.items():
        steps.filter(slug=slug, topics=now).update(topics=was)
    steps.filter(slug__in=REACHES_PLENTY, highest_level=5).update(highest_level=4)


class Migration(migrations.Migration):
    dependencies = [("resources", "0012_collections_within_a_library")]
    operations = [migrations.RunPython(narrow, widen)]
