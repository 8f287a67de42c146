from django.urls import path

from checkins.views import answering, contact, looking_back, moment, people, plans

app_name = "checkins"
urlpatterns = [
    path("check-in/", answering.index, name="index"),
    path("check-in/<int:pk>/", answering.answer, name="answer"),
    path("check-in/<int:pk>/draft/", answering.draft, name="draft"),
    path("check-in/<int:pk>/skip/", answering.skip, name="skip"),
    path("check-in/<int:pk>/later/", answering.later, name="later"),
    path("check-in/<int:pk>/kept/", answering.kept, name="kept"),
    path("check-in/<int:pk>/change/", answering.change, name="change"),
    path("check-in/<int:pk>/unsent/", answering.leave_unsent, name="leave-unsent"),
    path("check-in/<int:pk>/contact/", contact.ask, name="ask-about"),
    path("check-in/contact/", contact.ask, name="ask"),
    path("check-in/contact/<int:pk>/", contact.concern, name="concern"),
    path("check-in/contact/<int:pk>/take-back/", contact.withdraw, name="withdraw"),
    path("check-in/plans/", plans.plans, name="plans"),
    path("check-in/plans/new/", plans.new, name="plan-new"),
    path("check-in/plans/<int:pk>/", plans.edit, name="plan-edit"),
    path("check-in/plans/<int:pk>/end/", plans.end, name="plan-end"),
    path("check-in/plans/<int:pk>/resume/", plans.resume, name="plan-resume"),
    path("check-in/plans/<int:pk>/as-before/", plans.as_before, name="plan-as-before"),
    path("check-in/people/", people.people, name="people"),
    path("check-in/people/<int:pk>/end/", people.end, name="person-end"),
    path("check-in/people/with/<slug:token>/", people.invitation, name="invitation"),
    path("check-in/shared/", people.shared, name="shared"),
    path("check-in/shared/<int:pk>/", people.shared_one, name="shared-one"),
    path("check-in/trend/", looking_back.trend, name="trend"),
    path("check-in/history/", looking_back.history, name="history"),
    path("check-in/history/<int:pk>/", looking_back.detail, name="detail"),
    path("check-in/history/<int:pk>/delete/", looking_back.delete, name="delete"),
    path("check-in/history/delete/", looking_back.delete_everything, name="delete-all"),
    path("check-in/history/my-check-ins.json", looking_back.export_json, name="export-json"),
    path("check-in/history/my-check-ins.csv", looking_back.export_csv, name="export-csv"),
    path("m/<str:token>/", moment.moment, name="moment"),
]
