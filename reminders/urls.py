"""Addresses of this room's pages, and of its health for programs that watch."""

from django.urls import path

from reminders.views import automatic, bell, standing, wishes

app_name = "reminders"
urlpatterns = [
    path("bell/", bell.bell, name="bell"),
    path("bell/seen/", bell.see_all, name="see-all"),
    path("bell/news/", bell.news, name="news"),
    path("bell/<uuid:public_id>/seen/", bell.see, name="see"),
    path("bell/words/<uuid:public_id>/seen/", bell.see_word, name="see-word"),
    path("preferences/reminders/", wishes.wishes, name="wishes"),
    path("preferences/reminders/browsers/", wishes.subscribe, name="subscribe"),
    path(
        "preferences/reminders/browsers/<uuid:public_id>/forget/",
        wishes.unsubscribe,
        name="unsubscribe",
    ),
    path("notifications.js", wishes.worker, name="worker"),
    path("automatic/", automatic.automatic, name="automatic"),
    path("automatic/pause/", automatic.pause, name="pause"),
    path("automatic/<uuid:public_id>/lift/", automatic.lift, name="lift"),
    path("undelivered/", standing.undelivered, name="undelivered"),
    path("undelivered/retry/", standing.retry, name="retry"),
    path("undelivered/put-aside/", standing.put_aside, name="put-aside"),
    path("undelivered/write-again/", standing.write_again, name="write-again"),
    path("healthz", standing.healthz, name="healthz"),
    path("readyz", standing.readyz, name="readyz"),
]
