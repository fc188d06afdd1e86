"""Wiring only: settings, addresses, Celery's timetable, and the commands that start the house."""
