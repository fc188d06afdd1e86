"""What a team says until it has written its own scripts, by moment."""

from playbook.models import Script

Moment = Script.Moment

OPENING_WITH_HOOK = (
    "Hi {first_name}, it's {rep_first_name}. When we spoke {last_spoken} it was about {hook}, "
    "and I said I would come back to you."
)
OPENING_WITH_PAIN = (
    "Hi {first_name}, it's {rep_first_name}. You told us about {pain_points}; I have a case "
    "that is close to yours. Is this a bad moment?"
)

SCRIPTS: dict[str, str] = {
    Moment.OPENING: (
        "Hi {first_name}, it's {rep_first_name} from {team}. I'm calling about {company}. "
        "Is this a bad moment?"
    ),
    Moment.CALL: (
        "1. Say who you are and why today.\n"
        "2. Ask how it is done at {company} now, and what is in the way: {pain_points}.\n"
        "3. Ask for the next step, with a day and a time.\n"
        "4. Say how you will follow up, and ask whether that suits them."
    ),
    Moment.GATEKEEPER: (
        "Hello, this is {rep}. I'm trying to reach {contact}.\n"
        "If not there: when is the best time to try again? Is there a direct line?\n"
        "Thank them by name, and note the name."
    ),
    Moment.VOICEMAIL: (
        "Hi {first_name}, it's {rep_first_name} from {team}. I'm calling about {hook}. "
        "I will try you again tomorrow. To reach me before: {rep_first_name}, {number}."
    ),
    Moment.EMAIL: (
        "Hi {first_name},\n\nI tried to reach you by phone about {hook}. I will call again "
        "tomorrow; if another time suits you better, answer with it.\n\n{rep}, {team}"
    ),
    Moment.REFRESH: (
        "We spoke {last_spoken}, about {hook}.\n"
        "You mentioned {pain_points}.\n"
        "I promised to come back to it today."
    ),
}
