"""The Team page's addresses."""

from django.urls import path

from dashboards.team.views import numbers, parting, people

app_name = "team"
urlpatterns = [
    path("team/", people.team, name="team"),
    path("team/new/", people.new, name="new"),
    path("team/numbers/", numbers.add, name="number-add"),
    path("team/numbers/<uuid:public_id>/", numbers.use, name="number-use"),
    path("team/<uuid:public_id>/", people.person, name="person"),
    path("team/<uuid:public_id>/invite/", people.invite_again, name="invite-again"),
    path("team/<uuid:public_id>/leave/", people.add_leave, name="leave-add"),
    path("team/<uuid:public_id>/leave/<int:leave_id>/", people.end_leave, name="leave-end"),
    path("team/<uuid:public_id>/close/", parting.close, name="close"),
    path("team/<uuid:public_id>/reopen/", parting.reopen, name="reopen"),
]
