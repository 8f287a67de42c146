from django.urls import path, register_converter

from resources.addresses import EntryKey
from resources.views import finding, keeping, library, proposals, tips, workshops

register_converter(EntryKey, "entry")

app_name = "resources"
urlpatterns = [
    path("library/", finding.index, name="index"),
    path("library/search/", finding.search, name="search"),
    path("library/kept/", keeping.kept, name="kept"),
    path("library/kept/my-library.json", keeping.export, name="export"),
    path("library/kept/lists/<int:pk>/", keeping.list_edit, name="list-edit"),
    path("library/kept/lists/<int:pk>/delete/", keeping.list_delete, name="list-delete"),
    path("library/collections/<entry:key>/", library.collection, name="collection"),
    path("library/missing/", tips.missing, name="missing"),
    path("library/missing/close/", tips.close_ones, name="missing-close"),
    path("library/told/", tips.told, name="tips"),
    path("library/proposals/", proposals.index, name="proposals"),
    path("library/proposals/new/", proposals.new, name="proposal-new"),
    path("library/proposals/close/", proposals.close_ones, name="proposal-close"),
    path("library/proposals/with/<str:secret>/", proposals.secret, name="proposal-secret"),
    path("library/proposals/<int:pk>/", proposals.detail, name="proposal"),
    path("library/proposals/<int:pk>/sign/", proposals.sign, name="proposal-sign"),
    path("library/proposals/<int:pk>/unsign/", proposals.unsign, name="proposal-unsign"),
    path("library/proposals/<int:pk>/withdraw/", proposals.withdraw, name="proposal-withdraw"),
    path("library/workshops/", workshops.index, name="workshops"),
    path("library/workshops/past/", workshops.past, name="workshops-past"),
    path("library/workshops/<slug:key>/", workshops.detail, name="workshop"),
    path("library/workshops/<slug:key>/join/", workshops.join, name="workshop-join"),
    path("library/workshops/<slug:key>/leave/", workshops.leave, name="workshop-leave"),
    path("library/workshops/<slug:key>/attended/", workshops.attended, name="workshop-attended"),
    path("library/workshops/<slug:key>/answer/", workshops.answer, name="workshop-answer"),
    path("library/workshops/<slug:key>/calendar/", workshops.calendar_file, name="workshop-calendar"),
    path("library/<entry:key>/", library.detail, name="detail"),
    path("library/<entry:key>/wrong/", tips.wrong, name="wrong"),
    path("library/<entry:key>/print/", library.print_view, name="print"),
    path("library/<entry:key>/share/", library.share, name="share"),
    path("library/<entry:key>/keep/", keeping.keep, name="keep"),
    path("library/<entry:key>/let-go/", keeping.let_go_of, name="let-go"),
    path("library/<entry:key>/helped/", keeping.helped, name="helped"),
]
