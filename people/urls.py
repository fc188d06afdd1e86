"""Addresses of this room's pages."""

from django.urls import path

from people import views

app_name = "people"
urlpatterns = [path("welcome/", views.welcome, name="welcome")]
