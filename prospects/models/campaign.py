"""The client or offer that a lead is worked for."""

from typing import Self

from django.db import models

from groundwork.ids import uuid7


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, actor) -> Self:
        return self.filter(team_id=actor.team_id)


class Campaign(models.Model):
    """Points to its policy and scripts, never the other way round."""

    PERSONAL = ()
    NOT_PERSONAL = ("slug", "name")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="campaigns")
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    asked_us = models.BooleanField(default=False)  # its leads are hand-raisers
    policy = models.ForeignKey("cadence.Policy", null=True, blank=True, on_delete=models.PROTECT)
    opening = models.ForeignKey(
        "playbook.Script", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="campaign_slug_once_a_team"),
        ]

    def __str__(self) -> str:
        return self.name
