"""Addresses of this room's pages, and of its health for programs that watch."""

from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("bell/", views.bell, name="bell"),
    path("bell/seen/", views.see_all, name="see-all"),
    path("bell/<uuid:public_id>/seen/", views.see, name="see"),
    path("undelivered/", views.undelivered, name="undelivered"),
    path("undelivered/retry/", views.retry, name="retry"),
    path("undelivered/put-aside/", views.put_aside, name="put-aside"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
