"""What calls taught of the hours: counted from the touches, and countable anew from them alone."""

from datetime import date

from django.db import models

from cadence import rules


class SlotTally(models.Model):
    """Calls made and answered, by whom they went to and when on their clock (`rules.Tally`)."""

    PERSONAL = ()
    NOT_PERSONAL = ("role", "country")

    team = models.ForeignKey(
        # The constraint below leads with it.
        "people.Team",
        on_delete=models.PROTECT,
        related_name="slot_tallies",
        db_index=False,
    )
    role = models.CharField(max_length=20, blank=True)  # empty: nobody known by name
    country = models.CharField(max_length=2, blank=True)
    weekday = models.PositiveSmallIntegerField()
    half_hour = models.PositiveSmallIntegerField()
    before = models.PositiveSmallIntegerField()
    near = models.PositiveSmallIntegerField()
    month = models.DateField()
    dials = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            # Also the index by which a team's are read.
            models.UniqueConstraint(
                fields=[
                    "team",
                    "month",
                    "role",
                    "country",
                    "weekday",
                    "half_hour",
                    "before",
                    "near",
                ],
                name="slot_tally_once",
            ),
            models.CheckConstraint(
                name="slot_tally_reached_of_the_dialled",
                condition=models.Q(reached__lte=models.F("dials")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.half_hour}: {self.reached} of {self.dials}"

    def as_rules(self) -> rules.Tally:
        """Return the row as the rule's own value."""
        month: date = self.month
        return rules.Tally(
            role=self.role,
            country=self.country,
            weekday=self.weekday,
            half_hour=self.half_hour,
            dials=self.dials,
            reached=self.reached,
            before=self.before,
            near=self.near,
            month=month,
        )


class SlotMark(models.Model):
    """How far the touches have been counted: one row, moved together with the tallies.

    Every touch up to the key `counted_to` is counted and none after it. `next_to` is the
    newest key that was seen since. It may be counted once the transactions are over that
    wrote touches at that moment, `waits_for`: keys are committed in another order than
    they are given out.
    """

    PERSONAL = ()
    NOT_PERSONAL = ("waits_for",)

    counted_to = models.BigIntegerField(default=0)
    next_to = models.BigIntegerField(default=0)
    waits_for = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"up to {self.counted_to}"
