"""The requests that are measured, alike for a browser over the wire and a client in process."""

from collections.abc import Mapping
from uuid import uuid4

TOUCH = {"outcome": "no_answer", "note": "Rang out.", "hook": ""}


def lead(number: int) -> dict[str, object]:
    """Return a lead of a company nobody knows yet, as a web form would push it.

    Its telephone numbers have area codes that no generated prospect has.
    """
    return {
        "external_id": f"pushed-{number}",
        "source": "web form",
        "company": {
            "name": f"Pushed Company {number} Ltd.",
            "website": f"https://pushed{number}.example",
            "phone": f"+1773{2_000_000 + number}",
            "country": "US",
            "address": {"city": "Chicago", "region": "IL", "postal_code": "60601"},
        },
        "contacts": [
            {
                "name": "Dana Reyes",
                "title": "Head of purchasing",
                "role": "decision_maker",
                "email": f"dana@pushed{number}.example",
                "phone": f"+1872{2_000_000 + number}",
            }
        ],
        "comments": "Wants prices for 40 seats before the end of the quarter.",
        "intelligence": {"pain_points": "Quotes take a week."},
    }


def plain_lead(number: int) -> dict[str, object]:
    """Return what the floor stores of a lead like that."""
    whole = lead(number)
    company, contact = whole["company"], whole["contacts"][0]
    return {
        "external_id": f"plain-{number}-{uuid4()}",
        "company": company["name"],
        "person": contact["name"],
        "email": contact["email"],
        "phone": company["phone"],
        "comments": whole["comments"],
    }


def touch_form(hidden: Mapping[str, str]) -> dict[str, str]:
    """Return what the browser sends when *no answer* is pressed on a page with these inputs."""
    wanted = ("csrfmiddlewaretoken", "submission_id", "cycle")
    return {name: hidden[name] for name in wanted if name in hidden} | TOUCH


def touch_json() -> dict[str, object]:
    """Return a touch as a program that signed in as the rep logs it."""
    return {"outcome": "no_answer", "note": "Rang out.", "submission_id": str(uuid4())}
