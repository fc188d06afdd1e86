"""Where mail goes while no mail server is set up: into the log, as words that can be read."""

import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class PrintedMail(BaseEmailBackend):
    """Prints who would get what. The same in HTML, pictures and attachments are only counted."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            sys.stdout.write(as_words(message))
            sys.stdout.flush()
        return len(email_messages)


def as_words(message: EmailMessage) -> str:
    """Return a message as lines of the log, each behind a bar so that none looks like another's."""
    lines = [
        f"To: {', '.join(message.recipients())}",
        f"Subject: {message.subject}",
        *str(message.body).strip().splitlines(),
    ]
    if message.attachments:
        lines.append(f"(and {len(message.attachments)} attached)")
    return "mail (no server is set up, EMAIL_URL):\n" + "".join(f"  | {line}\n" for line in lines)
