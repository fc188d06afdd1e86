"""The desk's addresses."""

from django.urls import path

from desk.views import (
    claims,
    desk,
    exports,
    facts,
    people,
    plans,
    playbook,
    preferences,
    prospects,
    times,
    touches,
    views,
)

app_name = "desk"
urlpatterns = [
    path("", desk.queue, name="queue"),
    path("desk/queue/", desk.queue_list, name="queue-list"),
    path("desk/<uuid:public_id>/", desk.card, name="card"),
    path("desk/<uuid:public_id>/log/", touches.log, name="log"),
    path("desk/<uuid:public_id>/undo/<uuid:touch_id>/", touches.undo, name="undo"),
    path("desk/<uuid:public_id>/claim/", claims.claim, name="claim"),
    path("desk/<uuid:public_id>/claim/end/", claims.end, name="claim-end"),
    path("desk/<uuid:public_id>/move/", plans.move, name="move"),
    path("desk/<uuid:public_id>/reopen/", plans.reopen, name="reopen"),
    path("desk/<uuid:public_id>/known/<slug:column>/", facts.known, name="known"),
    path("desk/times/<uuid:asked_id>/", times.choose, name="choose-time"),
    path("desk/times/<uuid:asked_id>/undo/", times.undo, name="undo-time"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("playbook/", playbook.playbook, name="playbook"),
    path("playbook/write/", playbook.script, name="script"),
    path("playbook/ours/", playbook.ours, name="script-ours"),
    path("prospects/", prospects.listing, name="prospects"),
    path("prospects/export/", exports.export, name="export"),
    path("prospects/views/", views.keep, name="view-keep"),
    path("prospects/views/<uuid:public_id>/remove/", views.remove, name="view-remove"),
    path("prospects/new/", facts.new, name="new"),
    path("prospects/alike/", facts.alike, name="alike"),
    path("prospects/<uuid:public_id>/", prospects.detail, name="prospect"),
    path("prospects/<uuid:public_id>/edit/", facts.edit, name="edit"),
    path("prospects/<uuid:public_id>/people/add/", people.add, name="person-add"),
    path("prospects/<uuid:public_id>/people/<uuid:person_id>/", people.edit, name="person"),
    path(
        "prospects/<uuid:public_id>/people/<uuid:person_id>/remove/",
        people.remove,
        name="person-remove",
    ),
]
