"""Addresses of the import pages."""

from django.urls import path

from intake.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("<uuid:public_id>/", views.one, name="import"),
    path("<uuid:public_id>/columns/", views.name, name="name"),
    path("<uuid:public_id>/start/", views.start, name="start"),
    path("<uuid:public_id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:public_id>/take-back/", views.take_back, name="take-back"),
    path("<uuid:public_id>/discard/", views.discard, name="discard"),
    path("<uuid:public_id>/refused.csv", views.refused, name="refused"),
]
