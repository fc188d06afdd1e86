"""Addresses of this room: its part of the API."""

from django.urls import path

from prospects import api

app_name = "prospects"
urlpatterns = [
    path("queue/", api.QueueView.as_view(), name="queue"),
    path("prospects/", api.ProspectList.as_view(), name="list"),
    path("prospects/<uuid:public_id>/", api.ProspectDetail.as_view(), name="detail"),
    path("prospects/<uuid:public_id>/touches/", api.Touches.as_view(), name="touches"),
]
