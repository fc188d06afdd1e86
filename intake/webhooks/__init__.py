"""Webhooks out: what happened here, told to other people's programs."""
