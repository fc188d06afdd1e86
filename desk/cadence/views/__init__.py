"""The Cadence page and the calling law."""
