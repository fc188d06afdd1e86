"""Which room answers at which address."""

from django.urls import URLPattern, URLResolver, include, path

from followup import views
from followup.schema import Schema

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("desk.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("metrics", views.metrics, name="metrics"),
    path("api/v1/schema/", Schema.as_view(), name="schema"),
    path("api/v1/docs/", views.docs, name="docs"),
    path("", include("dashboards.urls")),
    path("", include("intake.page_urls")),
    path("import/", include("intake.imports.urls")),
    path("webhooks/", include("intake.webhooks.urls")),
    path("api/v1/", include("intake.webhooks.api_urls")),
    path("", include("dashboards.team.urls")),
    path("", include("desk.cadence.urls")),
    path("", include("people.urls")),
    path("", include("reminders.urls")),
    path("api/v1/", include("prospects.urls")),
    path("api/v1/", include("playbook.urls")),
    path("api/v1/", include("dashboards.api_urls")),
    path("api/v1/", include("reminders.api_urls")),
    path("api/v1/", include("intake.urls")),
]

handler400 = "groundwork.error_pages.bad_request"
handler403 = "groundwork.error_pages.permission_denied"
handler404 = "groundwork.error_pages.page_not_found"
handler500 = "groundwork.error_pages.server_error"
