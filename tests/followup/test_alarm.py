"""Administrators are told that the house itself fails, humanely, and without its database."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import OperationalError

from followup import guard as guards
from followup.alarm import Book, in_words
from followup.guard import Guard, Report
from followup.management.commands import watchdog
from outbox.mail import Unreachable
from tests.factories import create_user

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
DEAD = {"database": "The database does not answer."}


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path / "watchdog.json")


def told_at(book, minutes, wrong=DEAD):
    """Observe every minute for so long; return the minutes at which somebody was told."""
    found = []
    for minute in minutes:
        at = NOON + timedelta(minutes=minute)
        if news := book.observe(wrong, now=at):
            book.told(news, now=at)
            found.append(minute)
    return found


def test_it_is_told_after_five_and_fifteen_minutes_an_hour_and_then_hourly(book):
    assert told_at(book, range(0, 241)) == [5, 15, 60, 120, 180, 240]


def test_what_is_over_within_five_minutes_is_told_to_nobody(book):
    told_at(book, range(0, 5))

    assert not book.observe({}, now=NOON + timedelta(minutes=5))
    assert told_at(book, range(6, 11)) == []  # it begins anew


def test_what_was_told_is_told_to_be_over_once(book):
    told_at(book, range(0, 6))
    over = NOON + timedelta(minutes=7)

    news = book.observe({}, now=over)
    assert [each.name for each in news.over] == ["database"]
    book.told(news, now=over)

    assert not book.observe({}, now=over)


def test_what_reached_nobody_is_tried_again_and_catches_up_at_once(book):
    at = NOON
    for minute in range(0, 130):
        at = NOON + timedelta(minutes=minute)
        book.observe(DEAD, now=at)  # nobody is reached
    book.told(book.observe(DEAD, now=at), now=at)

    assert not book.observe(DEAD, now=at + timedelta(minutes=59))
    assert book.observe(DEAD, now=at + timedelta(minutes=60))


def test_each_trouble_has_a_time_of_its_own(book):
    told_at(book, range(0, 10))
    both = {**DEAD, "disk": "The disk is full."}

    book.observe(both, now=NOON + timedelta(minutes=10))
    news = book.observe(both, now=NOON + timedelta(minutes=15))

    assert [each.name for each in news.due] == ["database", "disk"]
    assert "for 15 minutes" in in_words(news, site="x", now=NOON + timedelta(minutes=15))[1]


def test_a_restart_begins_nothing_anew(book, tmp_path):
    told_at(book, range(0, 6))

    assert told_at(Book(tmp_path / "watchdog.json"), range(6, 16)) == [15]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"incidents": 7}', '{"incidents": [{"name": 1}]}', "\x00"]
)
def test_a_file_that_a_power_cut_broke_stops_no_alarm(tmp_path, content):
    (tmp_path / "watchdog.json").write_text(content)

    assert told_at(Book(tmp_path / "watchdog.json"), range(0, 6)) == [5]


def test_a_folder_that_cannot_be_written_stops_no_round(tmp_path):
    assert told_at(Book(tmp_path / "gone" / "watchdog.json"), range(0, 10)) == []


# --- The guard ----------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch):
    """What was told, to whom."""
    found = []

    def tell(subject, text, *, addresses, now):
        found.append((subject, text, list(addresses)))
        return True

    monkeypatch.setattr(guards.telling, "tell", tell)
    return found


@pytest.fixture
def guard(settings):
    return Guard()


def long_ago(settings, minutes=6):
    """Let what the file holds have begun some minutes earlier."""
    path = settings.DATA_DIR / guards.FILE
    content = json.loads(path.read_text())
    for each in content["incidents"]:
        since = datetime.fromisoformat(each["since"]) - timedelta(minutes=minutes)
        each["since"] = since.isoformat()
    path.write_text(json.dumps(content))


def test_who_was_administrator_when_the_database_last_answered_is_told_that_it_is_down(
    guard, told, settings
):
    guard.note(Report(administrators=["ada@team.example"]))
    guard.look()
    guard.note(Report(wrong=DEAD))
    guard.look()
    assert told == []

    long_ago(settings)
    guard.look()

    [(subject, text, addresses)] = told
    assert subject == "Followup needs you: The database does not answer."
    assert "manage.py doctor" in text
    assert addresses == ["ada@team.example"]


def test_named_addresses_come_before_the_administrators(guard, told, settings):
    settings.ALARM_EMAILS = ["it@team.example"]
    guard.note(Report(wrong=DEAD, administrators=["ada@team.example"]))
    guard.look()
    long_ago(settings)
    guard.look()

    assert told[0][2] == ["it@team.example"]


def test_a_round_that_never_ends_is_told(guard, told, settings, monkeypatch):
    guard.note(Report(is_all_well=True, administrators=["ada@team.example"]))
    monkeypatch.setattr(guard, "_at", guard._at - guards.STUCK_SECONDS - 1)
    guard.look()
    long_ago(settings)
    guard.look()

    assert "round has not ended" in told[0][1]


def test_a_monitor_is_pinged_only_while_all_is_well(guard, settings, monkeypatch):
    pings = []
    monkeypatch.setattr(guards.telling, "ping", pings.append)
    settings.PING_URL = "https://monitor.example/key"

    guard.note(Report())  # nothing was counted yet
    guard.look()
    guard.note(Report(wrong=DEAD))
    guard.look()
    assert pings == []

    guard.note(Report(is_all_well=True))
    guard.look()
    guard.look()
    assert pings == ["https://monitor.example/key"]  # once a minute


@pytest.mark.django_db
def test_a_house_in_trouble_has_no_ping_and_an_alarm(clock, monkeypatch):
    admin = create_user(role="admin")
    monkeypatch.setattr(watchdog.checkup.health, "broker_answers", lambda: False)

    report = watchdog.look(closely=False)

    assert not report.is_all_well
    assert {"broker", "heartbeats"} <= set(report.wrong)
    assert report.administrators == [admin.email]


# --- The ways out -------------------------------------------------------------------------------


class Monitor:
    def __init__(self):
        monitor = self
        self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                monitor.asked.append(("GET", self.path, b""))
                self.send_response(200)
                self.end_headers()

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                monitor.asked.append(("POST", self.path, body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def monitor():
    standing = Monitor()
    thread = threading.Thread(target=standing.server.serve_forever, args=(0.05,))
    thread.start()
    yield standing
    standing.server.shutdown()
    thread.join()
    standing.server.server_close()


def test_mail_reaches_each_administrator(mailoutbox):
    assert guards.telling.tell("A", "B", addresses=["a@t.example", "b@t.example"], now=NOON)

    assert [mail.to for mail in mailoutbox] == [["a@t.example"], ["b@t.example"]]


def test_the_second_way_is_taken_when_mail_is_down(monitor, settings, monkeypatch):
    def refuse(*_, **__):
        raise Unreachable

    monkeypatch.setattr(guards.telling.MailServer, "send", refuse)
    assert not guards.telling.tell("A", "B", addresses=["a@t.example"], now=NOON)

    settings.ALARM_URL = f"{monitor.url}/room"
    assert guards.telling.tell("A", "B", addresses=["a@t.example"], now=NOON)

    [(_, path, body)] = monitor.asked
    assert (path, json.loads(body)) == ("/room", {"text": "A\n\nB"})


def test_a_monitor_that_is_away_is_no_failure(monitor):
    assert guards.telling.ping(f"{monitor.url}/well")
    assert not guards.telling.ping("http://127.0.0.1:9/")


def test_a_database_that_is_away_does_not_end_the_loop(monkeypatch, settings):
    rounds, stop, reports = [], threading.Event(), []

    def fails(*_):
        rounds.append(1)
        if len(rounds) == 2:
            stop.set()
        raise OperationalError

    command, guard = watchdog.Command(), Guard()
    monkeypatch.setattr(command, "_round", fails)
    monkeypatch.setattr(watchdog, "EVERY_SECONDS", 0)
    monkeypatch.setattr(watchdog, "close_old_connections", lambda: None)
    monkeypatch.setattr(guard, "note", reports.append)

    command._loop(stop, guard)

    assert len(rounds) == 2
    assert [report.wrong for report in reports] == [DEAD, DEAD]
