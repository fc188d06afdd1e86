"""Calling law and custom by country and region, as data with source and date. Not legal advice."""

from dataclasses import dataclass
from datetime import date, timedelta

from cadence.rules.hours import FLOOR_WEEK, Calendar, Week, Window, check_week, week

AS_OF = "2026-11-21"
_DAY = timedelta(hours=24)
_SATURDAY, _SUNDAY = (5,), (6,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """
    What holds for calls into a country or region.

    `windows` are the product's own: what the rule keeps to, within the law and on
    weekdays only. `binding` are the hours that the law sets for calls to businesses and
    that even a promise must keep; None where it sets none (`scope` out, or no statute).
    `status`: V read in the primary text, S in a secondary source, M from memory.
    """

    key: str
    windows: Week = FLOOR_WEEK
    binding: Week | None = None
    holidays_too: bool = True
    max_attempts: int | None = 3
    max_attempts_per: timedelta = _DAY
    refusal_pause_days: int = 0
    scope: str = "unknown"
    source: str = "the product's own courtesy: the strictest common hours"
    status: str = "M"
    as_of: str = AS_OF
    note: str = ""

    def __post_init__(self) -> None:
        check_week(self.windows)
        if self.binding is not None:
            check_week(self.binding)

    def calendar(
        self,
        *,
        tz: str,
        holidays: frozenset[date] = frozenset(),
        also_tz: tuple[str, ...] = (),
        country: str = "",
        region: str = "",
    ) -> Calendar:
        """Return the calendar of this law in a zone, closed on `holidays`."""
        return Calendar(
            tz=tz,
            windows=self.windows,
            holidays=holidays,
            law=self.key,
            binding=self.binding is not None,
            law_windows=self.binding,
            law_on_holidays=self.holidays_too,
            country=country,
            region=region,
            also_tz=also_tz,
            max_attempts=self.max_attempts,
            max_attempts_per=self.max_attempts_per,
            refusal_pause_days=self.refusal_pause_days,
        )


def _hm(text: str) -> Window:
    """Read "8-20" or "9:30-18" as minutes."""
    ends = []
    for clock in text.split("-"):
        hours, _, minutes = clock.partition(":")
        ends.append(int(hours) * 60 + int(minutes or 0))
    return ends[0], ends[1]


def _week(weekday: str, saturday: str = "", sunday: str = "") -> Week:
    monday_to_friday = week(*(_hm(part) for part in weekday.split()))
    weekend = tuple((_hm(text),) if text else () for text in (saturday, sunday))
    return monday_to_friday[:5] + weekend


FLOOR = Law(key="floor")

_FLORIDA_LIKE = _week("8-20", "8-20", "8-20")
_STATE_TABLE = "a vendor's table of state rules (2025-11-01); to be verified for each state"

# Where businesses are outside a law's scope its hours are kept as courtesy and bind no promise;
# where it is mixed (mobiles, home offices, sole traders) they bind.
LAWS: dict[str, Law] = {
    law.key: law
    for law in (
        FLOOR,
        Law(
            key="US",
            scope="out",
            source="47 CFR 64.1200(c)(1); 16 CFR 310.6(b)(7); 89 FR 26783",
            status="S",
            note="The number shown must be true and answer when called back.",
        ),
        Law(
            key="US-FL",
            binding=_FLORIDA_LIKE,
            scope="mixed",
            source="Fla. Stat. 501.616(6)",
            status="S",
        ),
        Law(
            key="US-OK",
            binding=_FLORIDA_LIKE,
            scope="mixed",
            source="OTSA HB3168, in force 2022-11-01",
            status="S",
        ),
        Law(
            key="US-MD",
            binding=_FLORIDA_LIKE,
            scope="mixed",
            source="Stop the Spam Calls Act (2024-01-01)",
            status="S",
        ),
        Law(
            key="US-WA",
            binding=_FLORIDA_LIKE,
            scope="mixed",
            source="HB1497, in force 2022-06-09",
            status="S",
        ),
        *(
            Law(key=f"US-{state}", windows=_week(hours), source=_STATE_TABLE, status="S")
            for state, hours in (
                ("AL", "8-20"),
                ("CT", "9-20"),
                ("KY", "10-20"),
                ("LA", "8-20"),
                ("MA", "8-20"),
                ("MI", "9-20"),
                ("MN", "9-20"),
                ("MS", "8-20"),
                ("NV", "9-20"),
                ("NM", "9-20"),
                ("RI", "9-18"),
                ("TX", "9-20"),
            )
        ),
        Law(
            key="CA",
            windows=_week("9-20"),
            binding=_week("9-21:30", "10-18", "10-18"),
            scope="in",
            source="CRTC Unsolicited Telecommunications Rules",
            status="S",
            note="Callers register with the list's operator, even for exempt calls.",
        ),
        Law(
            key="GB",
            windows=_week("8-18:30"),
            scope="in",
            source="ICO guidance on live calls; DMA guideline (the hours are no statute)",
            status="S",
            note="Screen against TPS and CTPS; show the number.",
        ),
        Law(
            key="DE",
            windows=_week("8-18"),
            scope="in",
            source="UWG 7(2), 20 (no statutory hours found)",
            status="S",
            note="A cold call needs a concrete reason to presume interest.",
        ),
        Law(
            key="FR",
            windows=_week("9-12:30 14-18:30"),
            refusal_pause_days=60,
            scope="out",
            source="Décret 2022-1313; loi 2025-594 art. 13",
            status="V",
            note="Consumers: 10-13 and 14-20, four attempts in 30 days, prior consent.",
        ),
        Law(
            key="AU",
            windows=_week("9-20"),
            binding=_week("9-20", "9-17"),
            holidays_too=False,
            scope="in",
            source="Telemarketing and Research Calls Industry Standard 2017",
            status="V",
        ),
        Law(
            key="IN",
            windows=_week("10-19"),
            binding=_week("9-21", "9-21", "9-21"),
            scope="mixed",
            source="TRAI regulation 2010 (none between 21:00 and 09:00)",
            status="S",
        ),
    )
}


def law_for(*, country: str, region: str = "") -> Law:
    """
    Return what holds for an ISO country and, if given, its region ("FL" or "US-FL").

    Where nothing is known, the floor: weekdays 8 to 20, three attempts in 24 hours.
    """
    country = country.strip().upper()
    region = region.strip().upper().removeprefix(f"{country}-")
    return LAWS.get(f"{country}-{region}") or LAWS.get(country) or FLOOR
