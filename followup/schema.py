"""The OpenAPI document, for whoever may read it."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView

from people.api_auth import HasScope


class Key(OpenApiAuthenticationExtension):
    """`Authorization: Bearer fu_…`."""

    target_class = "people.api_auth.ApiKeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "fu_<prefix>_<secret>"}


class Schema(SpectacularAPIView):
    """OpenAPI 3.1 of everything under /api/v1/."""

    permission = {"GET": "schema.read"}
    permission_classes = [HasScope]
