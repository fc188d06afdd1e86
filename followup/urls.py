"""Which room answers at which address."""

from django.urls import URLPattern, URLResolver, include, path

from followup.schema import Schema

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("desk.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("api/v1/schema/", Schema.as_view(), name="schema"),
    path("", include("dashboards.urls")),
    path("", include("people.urls")),
    path("", include("reminders.urls")),
    path("api/v1/", include("prospects.urls")),
    path("api/v1/", include("dashboards.api_urls")),
    path("api/v1/", include("reminders.api_urls")),
    path("api/v1/", include("intake.urls")),
]

handler400 = "groundwork.error_pages.bad_request"
handler403 = "groundwork.error_pages.permission_denied"
handler404 = "groundwork.error_pages.page_not_found"
handler500 = "groundwork.error_pages.server_error"
