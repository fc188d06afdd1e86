"""The API of this room: pushing leads, one or many, and what became of them."""

from intake.api.batches import BatchErrors, Batches, BatchJob
from intake.api.leads import LeadDetail, Leads, Replay, Withdraw

__all__ = ["BatchErrors", "BatchJob", "Batches", "LeadDetail", "Leads", "Replay", "Withdraw"]
