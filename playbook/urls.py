"""Addresses of this room: its part of the API."""

from django.urls import path

from playbook import api

app_name = "playbook"
urlpatterns = [
    path("scripts/", api.ScriptList.as_view(), name="scripts"),
    path("scripts/<uuid:public_id>/", api.ScriptDetail.as_view(), name="script"),
    path("angles/", api.AngleList.as_view(), name="angles"),
    path("angles/<uuid:public_id>/", api.AngleDetail.as_view(), name="angle"),
    path("articles/", api.ArticleList.as_view(), name="articles"),
    path("articles/<uuid:public_id>/", api.ArticleDetail.as_view(), name="article"),
]
