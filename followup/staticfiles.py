"""How stylesheets, scripts and pictures are named and kept in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Names carry a hash of the content, imports between ES modules included.

    A page may then be cached for ever, and never meets a script of another release.
    """

    support_js_module_import_aggregation = True
