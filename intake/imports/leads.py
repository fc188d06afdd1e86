"""A row of a file as the lead that a program would have pushed for it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from groundwork.problems import Refused
from intake.imports import columns, values

# A heading names the cell beside a lead; so long it may be.
_LONGEST_NAME = 80


class Shaper:
    """Makes leads of the rows of one file. `defaults` are values of a lead that a row lacks."""

    def __init__(
        self,
        *,
        headers: Sequence[str],
        mapping: Sequence[str],
        reader: values.Reader,
        defaults: Mapping[str, str],
    ) -> None:
        self._headers, self._mapping = headers, mapping
        self._reader, self._defaults = reader, defaults

    def lead(self, cells: Sequence[str]) -> dict[str, Any]:
        """Return the body that the API takes. Without an id of its own, its content is its id."""
        lead: dict[str, Any] = {}
        custom: dict[str, str] = {}
        comments: list[str] = []
        for place, key in enumerate(self._mapping):
            cell = cells[place].strip() if place < len(cells) else ""
            cell = values.unguarded(cell)
            if not cell or key == columns.IGNORE:
                continue
            if key == columns.CUSTOM:
                custom[self._headers[place][:_LONGEST_NAME] or f"column {place + 1}"] = cell
            elif key == "comments":
                comments.append(cell)
            else:
                _put(lead, key, self._reader.read(key, cell))
        _name_the_person(lead)
        if comments:
            lead["comments"] = "\n\n".join(comments)
        if custom:
            lead["custom"] = custom
        _tidy(lead)
        lead.setdefault("external_id", own_id(lead))
        return {**self._defaults, **lead}

    def why(self, refused: Refused) -> str:
        """Return the reasons as sentences that name the file's own headings."""
        if not refused.errors:
            return refused.detail
        return " ".join(
            f"{self._heading(error.field)}: {error.detail}" if error.field else error.detail
            for error in refused.errors
        )

    def _heading(self, path: str) -> str:
        key = path.replace("contacts[0]", "contact").partition("[")[0]
        near = {key, "contact.first_name" if key == "contact.name" else key}
        for place, mapped in enumerate(self._mapping):
            if mapped in near and place < len(self._headers):
                return self._headers[place]
        known = columns.BY_KEY.get(key)
        return known.name if known else path


def own_id(lead: Mapping[str, Any]) -> str:
    """Return the same id for the same content, so that the same row again changes nothing."""
    content = json.dumps(lead, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"row-{hashlib.sha256(content.encode('utf-8', 'replace')).hexdigest()[:32]}"


def too_many_cells(cells: Sequence[str], headers: Sequence[str]) -> str:
    """Return what is wrong with a row of more cells than there are columns, or ""."""
    extra = [cell for cell in cells[len(headers) :] if cell.strip()]
    if not extra:
        return ""
    return f"This row has {len(cells)} cells, but only {len(headers)} columns have a name."


def _put(lead: dict[str, Any], key: str, value: object) -> None:
    if key.startswith("contact."):
        person = lead.setdefault("contacts", [{}])[0]
        person[key.removeprefix("contact.")] = value
        return
    *way, last = key.split(".")
    part = lead
    for step in way:
        part = part.setdefault(step, {})
    part[last] = value


def _name_the_person(lead: dict[str, Any]) -> None:
    for person in lead.get("contacts", ()):
        names = [person.pop("first_name", ""), person.pop("last_name", "")]
        if not person.get("name") and any(names):
            person["name"] = " ".join(name for name in names if name)


def _tidy(lead: dict[str, Any]) -> None:
    """Give what belongs together its other half, where there is only one sensible one."""
    step = lead.get("next_step")
    if step and "at" in step:
        step.setdefault("kind", "call")
    role = lead.get("contacts", [{}])[0].get("role")
    if role:
        lead["contacts"][0]["role"] = _ROLES.get(role.lower(), role)


_ROLES = {
    "decision maker": "decision_maker",
    "decision-maker": "decision_maker",
    "budget holder": "decision_maker",
    "executive sponsor": "decision_maker",
    "champion": "influencer",
    "end user": "influencer",
    "assistant": "gatekeeper",
    "pa": "gatekeeper",
    "blocker": "other",
}
