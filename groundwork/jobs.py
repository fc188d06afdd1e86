"""Background work, as the other rooms see it: write a job down, and handle it slice by slice.

A room names its handler in the setting `JOB_HANDLERS`: kind -> dotted path of
`handler(job, now) -> Slice`. A handler does about half a second of work from `job.position`
on, inside the transaction in which its progress is saved, so that it counts once.
"""

from groundwork.actions.jobs import GiveUp, Slice, cancel, start, work
from groundwork.models import Job

__all__ = ["GiveUp", "Job", "Slice", "cancel", "start", "work"]
