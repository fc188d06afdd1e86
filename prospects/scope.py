"""Which open prospects are to be planned again, and how: plain values that a job carries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self


class Why(StrEnum):
    """What has changed. It decides how much of a plan may move."""

    POLICY = "policy"  # the numbers of the rule
    CURVE = "curve"  # what was learned of the hours
    PERSON = "person"  # somebody's hours, leave or room
    LAW = "law"  # when people may be called
    REPAIR = "repair"  # plans that are not what the facts say
    CHANGE = "change"  # the plans themselves, by a person: each is planned as if alone

    @property
    def places_anew(self) -> bool:
        """Whether a time that would still do is chosen again all the same."""
        return self in {Why.POLICY, Why.CURVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """
    The open prospects of a team that one re-planning is about.

    Of one `policy` by name, of one campaign, of one owner, or planned at `planned_from` or
    later, where these are given.
    """

    team_id: int
    why: Why
    policy: str = ""
    campaign_id: int | None = None
    owner_id: int | None = None
    planned_from: datetime | None = None

    def is_within(self, other: Self) -> bool:
        """Whether `other`, begun now, does all that this one would."""
        return other == replace(self, planned_from=other.planned_from) and (
            other.planned_from is None or self.planned_from is not None
        )

    def as_json(self) -> dict[str, Any]:
        """Return the scope as a job carries it."""
        return {
            "team": self.team_id,
            "why": self.why.value,
            "policy": self.policy,
            "campaign": self.campaign_id,
            "owner": self.owner_id,
            "planned_from": self.planned_from.isoformat() if self.planned_from else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """
        Return the scope that `as_json` wrote.

        :raises KeyError: for anything else
        """
        since = stored["planned_from"]
        return cls(
            team_id=stored["team"],
            why=Why(stored["why"]),
            policy=stored["policy"],
            campaign_id=stored["campaign"],
            owner_id=stored["owner"],
            planned_from=datetime.fromisoformat(since) if since else None,
        )
