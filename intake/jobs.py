"""Long work of this room, slice by slice; the setting JOB_HANDLERS names it."""

from datetime import datetime

from groundwork.jobs import Job, Slice
from intake import actions
from intake.wire import WIRE


def judge_part(job: Job, now: datetime) -> Slice:
    """Judge the next leads of a batch that waits in the background."""
    return actions.judge_part(job, now=now, wire=WIRE)
