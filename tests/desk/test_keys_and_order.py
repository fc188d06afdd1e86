"""The map of keys is whole, the order of the queue is published, the timeline is narrowed."""

import re
from datetime import timedelta
from pathlib import Path

from django.urls import reverse

from desk.forms.outcomes import OUTCOMES
from desk.queries import board, panel
from tests.factories import create_prospect, log, plan_at

ROOT = Path(__file__).parents[2]


def test_every_key_of_the_desk_stands_in_the_map(desk, rep):
    create_prospect(owner=rep)
    page = desk.get(reverse("desk:queue")).content.decode()
    told = set(re.findall(r"<kbd>(.)</kbd>", page.split('id="key-help"')[1].lower()))

    written = "".join(path.read_text() for path in (ROOT / "templates/desk").glob("*.html"))
    pressed = set(re.findall(r'data-hotkey="(.)"', written + 'data-hotkey="n"'))
    pressed |= {button.key for button in OUTCOMES.values()}

    assert pressed <= told


def test_no_key_of_the_desk_means_two_things():
    keys = [button.key for button in OUTCOMES.values()]
    others = ["c", "n", "q", "u", "j", "k", "/", "?"]

    assert len({*keys, *others}) == len(keys) + len(others)


def test_each_row_says_its_place_and_why(rep, now):
    new = create_prospect(owner=rep, name="Asked us", now=now, hand_raiser=True)
    late = create_prospect(owner=rep, name="Late", now=now)
    plan_at(late, now - timedelta(days=1), urgency=2)

    lines = [line for group in board(rep, now=now).groups for line in group.lines]

    assert [line.order for line in lines] == [
        "1. New leads: before all else, whoever waits longest first",
        "2. Overdue: before what is planned, longest overdue first",
    ]
    assert lines[0].name == new.name


def test_the_day_says_how_much_of_it_is_done(rep, now):
    done = create_prospect(owner=rep, now=now)
    log(done, "no_answer", at=now)
    plan_at(create_prospect(owner=rep, now=now), now - timedelta(hours=1), urgency=2)

    day = board(rep, now=now).day

    assert (day.done, day.left, day.planned) == ("1", "1", "2")


def test_a_timeline_of_one_kind_has_nothing_to_narrow(rep, now):
    prospect = create_prospect(owner=rep)
    log(prospect, "no_answer", at=now)

    assert panel(prospect, rep=rep, now=now).filters == []


def test_the_timeline_is_narrowed_to_calls_talks_notes_and_what_was_sent(rep, now):
    prospect = create_prospect(owner=rep)
    for outcome in ("no_answer", "reached_talked", "noted"):
        log(prospect, outcome, at=now)

    found = panel(prospect, rep=rep, now=now).filters

    assert [(each.title, each.count) for each in found] == [
        ("Calls", 2),
        ("Talked", 1),
        ("Notes", 1),
    ]
