"""Leads as they came, and what makes each of them count exactly once."""

from intake.imports.models import Import, ImportMapping, ImportPart, ImportRow
from intake.models.batch import Batch, BatchPart
from intake.models.duplicate import DuplicateSearch, PossibleDuplicate
from intake.models.lead import IdempotencyKey, KeyDefaults, Lead, LeadQuerySet
from intake.webhooks.models import WebhookDelivery, WebhookEndpoint

__all__ = [
    "Batch",
    "BatchPart",
    "DuplicateSearch",
    "IdempotencyKey",
    "Import",
    "ImportMapping",
    "ImportPart",
    "ImportRow",
    "KeyDefaults",
    "Lead",
    "LeadQuerySet",
    "PossibleDuplicate",
    "WebhookDelivery",
    "WebhookEndpoint",
]
