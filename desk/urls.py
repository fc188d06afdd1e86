"""The desk's addresses."""

from django.urls import path

from desk.views import desk, plans, preferences, prospects, touches

app_name = "desk"
urlpatterns = [
    path("", desk.queue, name="queue"),
    path("desk/queue/", desk.queue_list, name="queue-list"),
    path("desk/<uuid:public_id>/", desk.card, name="card"),
    path("desk/<uuid:public_id>/log/", touches.log, name="log"),
    path("desk/<uuid:public_id>/undo/<uuid:touch_id>/", touches.undo, name="undo"),
    path("desk/<uuid:public_id>/move/", plans.move, name="move"),
    path("desk/<uuid:public_id>/reopen/", plans.reopen, name="reopen"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("prospects/", prospects.listing, name="prospects"),
    path("prospects/<uuid:public_id>/", prospects.detail, name="prospect"),
]
