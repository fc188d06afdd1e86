"""Mail without a mail server: read in the log by whoever tries the product."""

import pytest
from django.core.mail import EmailMultiAlternatives

from followup.mail import PrintedMail


@pytest.fixture
def digest() -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        "Still to call", "2 attempts are open.\n", to=["rosa@sales.example"]
    )
    mail.attach_alternative("<p>2 attempts are open.</p>", "text/html")
    return mail


def test_a_mail_is_printed_as_words(digest, capsys):
    assert PrintedMail().send_messages([digest]) == 1

    printed = capsys.readouterr().out
    assert "To: rosa@sales.example" in printed
    assert "Still to call" in printed
    assert "2 attempts are open." in printed
    assert "<p>" not in printed


def test_a_mail_cannot_look_like_another_line_of_the_log(digest, capsys):
    digest.body = "hello\nup       | Followup is at http://evil.example"

    PrintedMail().send_messages([digest])

    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("  | ") for line in lines[1:])


def test_what_is_attached_is_counted(digest, capsys):
    digest.attach("offer.pdf", b"%PDF", "application/pdf")

    PrintedMail().send_messages([digest])

    assert "1 attached" in capsys.readouterr().out
