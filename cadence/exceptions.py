"""What a team keeps to beyond, or instead of, the table of calling law: rows turned into values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cadence import rules
from cadence.rules.hours import check_week


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One override of the law of a place, by a team.

    `country` and `region` empty: everywhere. A stricter one narrows whatever law holds
    there. A looser one (`is_looser`) stands instead of the law of exactly that place,
    the binding hours included, and never loosens a region that has a law of its own.
    None leaves a number as the table has it.
    """

    country: str = ""
    region: str = ""
    windows: rules.Week | None = None
    max_attempts: int | None = None
    refusal_pause_days: int | None = None
    is_looser: bool = False

    def __post_init__(self) -> None:
        if self.windows is not None:
            check_week(self.windows)

    @property
    def key(self) -> str:
        """Such as "US-FL", "US", or "" for everywhere."""
        return f"{self.country}-{self.region}" if self.region else self.country

    def holds_in(self, *, country: str, region: str) -> bool:
        return self.country in ("", country) and self.region in ("", region)

    def applied(self, law: rules.Law, *, country: str, region: str) -> rules.Law:
        """Return `law` as it holds for calls to that country and region with this change."""
        if not self.holds_in(country=country, region=region):
            return law
        if self.is_looser:
            own = law.key in (self.key, "floor") or not _has_own_law(country, region)
            return self._loosened(law) if own else law
        return self._narrowed(law)

    def _narrowed(self, law: rules.Law) -> rules.Law:
        windows = law.windows if self.windows is None else meet(law.windows, self.windows)
        most = [one for one in (law.max_attempts, self.max_attempts) if one is not None]
        return replace(
            law,
            windows=windows,
            max_attempts=min(most, default=None),
            refusal_pause_days=max(law.refusal_pause_days, self.refusal_pause_days or 0),
        )

    def _loosened(self, law: rules.Law) -> rules.Law:
        windows = law.windows if self.windows is None else self.windows
        binding = law.binding
        if binding is not None:
            binding = _join(binding, windows)
        pause = self.refusal_pause_days
        return replace(
            law,
            windows=windows,
            binding=binding,
            max_attempts=law.max_attempts if self.max_attempts is None else self.max_attempts,
            refusal_pause_days=law.refusal_pause_days if pause is None else pause,
        )

    def loosens(self, law: rules.Law) -> tuple[str, ...]:
        """Return in what this change asks for more than `law` allows; empty if in nothing."""
        found = []
        if self.windows is not None and meet(law.windows, self.windows) != tidy(self.windows):
            found.append("hours")
        if (
            self.max_attempts is not None
            and law.max_attempts is not None
            and self.max_attempts > law.max_attempts
        ):
            found.append("attempts")
        if self.refusal_pause_days is not None and self.refusal_pause_days < law.refusal_pause_days:
            found.append("pause")
        return tuple(found)

    def as_json(self) -> dict[str, Any]:
        return {
            "country": self.country,
            "region": self.region,
            "windows": self.windows,
            "max_attempts": self.max_attempts,
            "refusal_pause_days": self.refusal_pause_days,
            "is_looser": self.is_looser,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Change":
        """
        Return the change that `as_json` wrote.

        :raises ValueError: if `stored` is anything else
        """
        windows = stored.get("windows")
        return cls(**{**stored, "windows": None if windows is None else as_week(windows)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that a team treats as a holiday, or does not; without a country, everywhere."""

    on: date
    country: str = ""
    region: str = ""
    is_holiday: bool = True

    def holds_in(self, *, country: str, region: str) -> bool:
        return self.country in ("", country) and self.region in ("", region)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRules:
    """Everything that a team keeps to of its own. Hashable, so that calendars are shared."""

    changes: tuple[Change, ...] = ()
    days: tuple[Day, ...] = ()

    def law(self, *, country: str, region: str) -> rules.Law:
        """Return the law of the table as this team keeps it, for an ISO country and region."""
        country, region = _place(country, region)
        law = rules.law_for(country=country, region=region)
        # The looser first: what is stricter beside it still narrows it.
        for change in sorted(self.changes, key=lambda one: not one.is_looser):
            law = change.applied(law, country=country, region=region)
        return law

    def closed_on(self, *, country: str, region: str) -> frozenset[date]:
        return self._days(True, *_place(country, region))

    def open_on(self, *, country: str, region: str) -> frozenset[date]:
        return self._days(False, *_place(country, region))

    def _days(self, is_holiday: bool, country: str, region: str) -> frozenset[date]:  # noqa: FBT001
        return frozenset(
            day.on
            for day in self.days
            if day.is_holiday is is_holiday and day.holds_in(country=country, region=region)
        )

    def as_json(self) -> dict[str, Any]:
        """Return the rules, JSON-ready, as `own_rules` reads them."""
        return {
            "changes": [change.as_json() for change in self.changes],
            "days": [
                [day.on.isoformat(), day.country, day.region, day.is_holiday] for day in self.days
            ],
        }


NOTHING = OwnRules()


def own_rules(stored: Mapping[str, Any] | None) -> OwnRules:
    """Return the rules that a team carries (`Team.calling_rules`); empty means none of its own."""
    if not stored:
        return NOTHING
    return OwnRules(
        changes=tuple(Change.from_json(one) for one in stored.get("changes", ())),
        days=tuple(
            Day(on=date.fromisoformat(on), country=country, region=region, is_holiday=is_holiday)
            for on, country, region, is_holiday in stored.get("days", ())
        ),
    )


def as_week(stored: Iterable[Iterable[Iterable[int]]]) -> rules.Week:
    """
    Return a week as JSON keeps it as a week of the rule.

    :raises ValueError: if it is none
    """
    try:
        found = tuple(
            tuple((int(opens), int(closes)) for opens, closes in day)  # type: ignore[misc]
            for day in stored
        )
    except TypeError as problem:
        raise ValueError("A week is seven lists of opening and closing minutes") from problem
    check_week(found)
    return found


def meet(one: rules.Week, other: rules.Week) -> rules.Week:
    """Return the hours that lie in both weeks."""
    return tidy(
        tuple(
            tuple(
                (max(a[0], b[0]), min(a[1], b[1]))
                for a in mine
                for b in theirs
                if max(a[0], b[0]) < min(a[1], b[1])
            )
            for mine, theirs in zip(one, other, strict=True)
        )
    )


def tidy(week: rules.Week) -> rules.Week:
    """Return the week with windows that touch drawn together, so that equal hours are equal."""
    days = []
    for windows in week:
        merged: list[rules.Window] = []
        for opens, closes in sorted(windows):
            if merged and opens <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
            else:
                merged.append((opens, closes))
        days.append(tuple(merged))
    return tuple(days)


def _join(one: rules.Week, other: rules.Week) -> rules.Week:
    return tidy(tuple(mine + theirs for mine, theirs in zip(one, other, strict=True)))


def _place(country: str, region: str) -> tuple[str, str]:
    country = country.strip().upper()
    return country, region.strip().upper().removeprefix(f"{country}-")


def _has_own_law(country: str, region: str) -> bool:
    return f"{country}-{region}" in rules.LAWS
