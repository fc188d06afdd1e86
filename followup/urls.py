"""Which room answers at which address."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = "groundwork.error_pages.bad_request"
handler403 = "groundwork.error_pages.permission_denied"
handler404 = "groundwork.error_pages.page_not_found"
handler500 = "groundwork.error_pages.server_error"
