"""What is said in a group."""

from django.urls import URLPattern, path

from groups.views import asks, boundaries, composing, kindness, reports, talk, words

urlpatterns: list[URLPattern] = [
    path("<slug:key>/ask/", composing.choose, name="asks"),
    path("<slug:key>/ask/<slug:door>/", composing.compose, name="ask"),
    path("<slug:key>/ask/<slug:door>/draft/", composing.compose_draft, name="ask-draft"),
    path("<slug:key>/ask/<slug:door>/forget/", composing.forget, name="ask-forget"),
    path("<slug:key>/talk/<slug:post>/", talk.thread, name="thread"),
    path("<slug:key>/talk/<slug:post>/draft/", talk.thread_draft, name="thread-draft"),
    path("<slug:key>/talk/<slug:post>/mute/", talk.mute, name="mute"),
    path("<slug:key>/talk/<slug:post>/close/", asks.close, name="close"),
    path("<slug:key>/talk/<slug:post>/reopen/", asks.reopen, name="reopen"),
    path("<slug:key>/talk/<slug:post>/take/", asks.take, name="take"),
    path("<slug:key>/words/<slug:words>/change/", words.change, name="words-change"),
    path("<slug:key>/words/<slug:words>/earlier/", words.earlier, name="words-earlier"),
    path("<slug:key>/words/<slug:words>/delete/", words.delete, name="words-delete"),
    path("<slug:key>/words/<slug:words>/deleted/", words.deleted, name="deleted"),
    path("<slug:key>/words/<slug:words>/said/", words.said, name="words-said"),
    path("<slug:key>/words/<slug:words>/helped/", words.helped, name="words-helped"),
    path("<slug:key>/words/<slug:words>/put-away/", words.put_away, name="words-put-away"),
    path("<slug:key>/words/<slug:words>/report/", reports.report, name="words-report"),
    path("<slug:key>/words/<slug:words>/hide/", words.hide, name="words-hide"),
    path("<slug:key>/words/<slug:words>/show/", words.show, name="words-show"),
    path("<slug:key>/thanks/", kindness.thanks, name="thanks"),
    path("<slug:key>/thanks/new/", kindness.thanks_new, name="thanks-new"),
    path("<slug:key>/willing/", kindness.willing, name="willing"),
    path("<slug:key>/out-of-sight/", boundaries.out_of_sight, name="out-of-sight"),
    path("<slug:key>/words/<slug:words>/propose/", words.propose, name="words-propose"),
    path("<slug:key>/people/<slug:member>/put-away/", boundaries.put_away_member, name="member-put-away"),
]
