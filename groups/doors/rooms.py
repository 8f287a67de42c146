"""Rooms, membership and finding."""

from django.urls import URLPattern, path

from groups.views import founding, inviting, joining, keeping, me, merging, people, rooms

urlpatterns: list[URLPattern] = [
    path("", rooms.index, name="index"),
    path("find/", rooms.find, name="find"),
    path("new/", founding.begin, name="new"),
    path("new/<slug:kind>/", founding.found, name="found"),
    path("mine.json", me.export, name="export"),
    path("invited/<slug:token>/", joining.invited, name="invited"),
    path("<slug:key>/", rooms.detail, name="detail"),
    path("<slug:key>/join/", joining.join, name="join"),
    path("<slug:key>/join/seat/", joining.seat, name="seat"),
    path("<slug:key>/join/take-back/", joining.withdraw, name="withdraw"),
    path("<slug:key>/agreement/", joining.agreement, name="agreement"),
    path("<slug:key>/people/", people.people, name="people"),
    # Words before keys here too.
    path("<slug:key>/people/me/", me.me, name="me"),
    path("<slug:key>/people/me/alias/", me.alias, name="alias"),
    path("<slug:key>/people/me/leave/", me.leave, name="leave"),
    path("<slug:key>/people/me/step-back/", me.step_back_page, name="step-back"),
    path("<slug:key>/people/me/take-on/", me.take_on_page, name="take-on"),
    path("<slug:key>/people/questions/", people.questions, name="questions"),
    path("<slug:key>/people/requests/", keeping.requests, name="requests"),
    path("<slug:key>/people/requests/<slug:request_key>/", keeping.answer, name="request-answer"),
    path("<slug:key>/people/invite/", inviting.invite, name="invite"),
    path("<slug:key>/people/invite/<slug:invitation_key>/", inviting.revoke, name="invitation-revoke"),
    path("<slug:key>/people/settings/", keeping.settings, name="settings"),
    path("<slug:key>/people/archive/", keeping.archive, name="archive"),
    path("<slug:key>/people/reopen/", keeping.unarchive, name="unarchive"),
    path("<slug:key>/people/guide/", people.guide, name="guide"),
    path("<slug:key>/people/merge/", merging.merge, name="merge"),
    path("<slug:key>/people/merge/<slug:merge_key>/", merging.answer, name="merge-answer"),
    path("<slug:key>/people/<slug:member_key>/host/", people.host, name="host"),
    path("<slug:key>/people/<slug:member_key>/remove/", people.remove, name="remove"),
]
