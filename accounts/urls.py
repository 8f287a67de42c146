from django.urls import path

from accounts.views import data, grading, is_it_you, letters, onboarding, profile, stop_letters, unlisted

app_name = "accounts"
urlpatterns = [
    path("join/code/", unlisted.unlisted, name="unlisted"),
    path("hello/<slug:step>/", onboarding.onboarding, name="onboarding"),
    path("you/", profile.you, name="you"),
    path("you/is-it-you/", is_it_you.is_it_you, name="is-it-you"),
    path("you/profile/", profile.profile, name="profile"),
    path("you/grading/", grading.grading, name="grading"),
    path("you/grading/<int:pk>/end/", grading.grading_end, name="grading-end"),
    path("you/letters/", letters.letters, name="letters"),
    path("you/letters/pause/", letters.pause, name="pause"),
    path("you/letters/pause/undo/", letters.pause_undo, name="pause-undo"),
    path("you/letters/pause/<int:pk>/end/", letters.pause_end, name="pause-end"),
    path("you/record/", profile.record, name="record"),
    path("you/data/", data.data, name="data"),
    path("you/data/export/", data.export, name="export"),
    path("you/data/leave/", data.leave, name="leave"),
    path("goodbye/", data.goodbye, name="goodbye"),
    path("letters/stop/<str:token>/", stop_letters.stop_letters, name="stop-letters"),
]
