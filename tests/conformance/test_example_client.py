"""The example client against servers that fail now and then, and against the house itself."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from threading import Thread
from types import ModuleType
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.conformance.served import ROOT, House, house

EXAMPLE = ROOT / "docs" / "examples" / "push_leads.py"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = spec_from_file_location("push_leads", EXAMPLE)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Moody(BaseHTTPRequestHandler):
    """Passes requests on to a house, or answers as `moods` say, one after the other."""

    moods: list[object] = []
    upstream = ""
    seen: list[tuple[str, str]] = []  # path, Idempotency-Key

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, self.headers["Idempotency-Key"]))
        mood = self.moods.pop(0) if self.moods else "well"
        if mood == "hangs up":
            self.close_connection = True
            return
        if isinstance(mood, str):
            status, headers, told = self._pass_on(body)
            if mood == "hangs up afterwards":
                self.close_connection = True
                return
        else:
            status, headers = mood
            told = b'{"detail": "moody", "errors": []}'
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def _pass_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if not self.upstream:
            return 201, {}, b'{"result": "created"}'
        headers = {
            name: self.headers[name]
            for name in ("Authorization", "Content-Type", "Idempotency-Key")
        }
        try:
            request = Request(self.upstream + self.path, body, headers)  # noqa: S310 (our own)
            with urlopen(request) as answer:  # noqa: S310
                return answer.status, {}, answer.read()
        except HTTPError as error:
            return error.code, {}, error.read()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def moody() -> Iterator[type[Moody]]:
    class Server(Moody):
        moods: list[object] = []
        seen: list[tuple[str, str]] = []

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    Thread(target=server.serve_forever, daemon=True).start()
    Server.address = f"http://127.0.0.1:{server.server_port}"
    yield Server
    server.shutdown()
    server.server_close()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def client(example, moody, pauses):
    return example.Client(moody.address, "fu_key", tries=6, sleep=pauses.append)


LEAD = {"external_id": "1", "company": {"name": "Northwind"}}


def test_it_comes_back_after_every_kind_of_failure_with_the_same_key(client, moody, pauses):
    moody.moods = [(503, {}), "hangs up", (500, {}), (429, {"Retry-After": "7"})]

    assert client.push(LEAD)["result"] == "created"
    assert len(moody.seen) == 5
    assert len(set(moody.seen)) == 1, "a push that is repeated keeps its Idempotency-Key"
    assert pauses[3] >= 7


def test_it_waits_longer_each_time_and_never_more_than_a_minute_unless_told(example):
    longest = [max(example._pause(tried, None) for _ in range(200)) for tried in range(1, 12)]
    assert longest[0] <= 1 < longest[2] <= 4
    assert max(longest) <= 60
    assert example._pause(1, "90") >= 90
    assert example._pause(1, "Wed, 21 Oct 2015 07:28:00 GMT") <= 1
    assert example._pause(1, "soon") >= 1


def test_a_push_in_progress_is_asked_again_and_another_conflict_is_not(client, moody, example):
    moody.moods = [(409, {"Retry-After": "1"})]
    assert client.push(LEAD)["result"] == "created"
    moody.moods = [(409, {})]
    with pytest.raises(example.Refused):
        client.push(LEAD)


def test_what_is_refused_is_not_sent_again(client, moody, example):
    moody.moods = [(400, {})]
    with pytest.raises(example.Refused):
        client.push(LEAD)
    assert len(moody.seen) == 1


def test_it_gives_up_after_its_tries_and_says_so(client, moody, example, pauses):
    moody.moods = [(503, {})] * 9
    with pytest.raises(example.NotReached, match="503, after 6 tries"):
        client.push(LEAD)
    assert len(pauses) == 5


# --- Against the house ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served() -> Iterator[House]:
    with house() as served:
        yield served


def leads(count: int, *, mark: str) -> list[dict[str, object]]:
    return [
        {"external_id": f"{mark}-{number}", "company": {"name": f"{mark} {number}"}}
        for number in range(count)
    ]


@pytest.mark.conformance
def test_few_and_many_are_taken_in_once_by_a_server_that_fails_now_and_then(
    example, moody, pauses, served
):
    moody.upstream = served.address
    client = example.Client(moody.address, served.key, sleep=pauses.append)

    moody.moods = ["hangs up afterwards", "well", (503, {}), "hangs up"]
    few = list(client.push_all(leads(3, mark="few")))
    moody.moods = ["hangs up afterwards", (500, {})]
    many = list(client.push_all([*leads(40, mark="many"), {"company": {}}]))

    assert Counter(line["result"] for line in few) == {"created": 3}
    assert Counter(line["result"] for line in many) == {"created": 40, "refused": 1}
    found = served.ask("/prospects/?page_size=200")["results"]
    names = Counter(row["name"] for row in found)
    assert {names[f"few {number}"] for number in range(3)} == {1}
    assert {names[f"many {number}"] for number in range(40)} == {1}


@pytest.mark.conformance
def test_the_program_reads_lines_and_ends_with_what_came_of_them(served):
    lines = [*leads(2, mark="program"), {"company": {"name": "A"}, "contacts": [{"email": "no"}]}]
    ended = subprocess.run(
        [sys.executable, str(EXAMPLE)],
        input="\n".join(json.dumps(line) for line in lines),
        env={"FOLLOWUP_URL": served.address, "FOLLOWUP_KEY": served.key},
        capture_output=True,
        text=True,
        check=False,
    )
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [line["status"] for line in told] == [200, 200, 400]
    assert told[2]["errors"][0]["field"] == "contacts[0].email"
    assert ended.returncode == 1
