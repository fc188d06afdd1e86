"""The OpenAPI document, for whoever may read it."""

from drf_spectacular.views import SpectacularAPIView

from people.api_auth import HasScope


class Schema(SpectacularAPIView):
    """OpenAPI 3.1 of everything under /api/v1/."""

    permission = {"GET": "schema.read"}
    permission_classes = [HasScope]
