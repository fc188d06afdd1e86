"""Wiring only: settings, addresses, Celery's timetable, and the commands that start the house."""

from followup.celery import app as celery_app

__all__ = ["celery_app"]
