"""How outcomes read and look on the desk: in the timeline, in notices, on the buttons."""

from dataclasses import dataclass

from cadence.rules import Channel, Outcome, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    label: str
    icon: str
    tone: str = ""


LOOKS: dict[Outcome, Look] = {
    Outcome.NO_ANSWER: Look(label="No answer", icon="phone-missed"),
    Outcome.VOICEMAIL_LEFT: Look(label="Voicemail left", icon="voicemail"),
    Outcome.GATEKEEPER: Look(label="Gatekeeper", icon="shield-user"),
    Outcome.REACHED_TALKED: Look(label="Talked", icon="message-square", tone="talk"),
    Outcome.MAYBE_LATER: Look(label="Maybe later", icon="hourglass", tone="talk"),
    Outcome.CALLBACK_AGREED: Look(label="Callback agreed", icon="alarm-clock", tone="talk"),
    Outcome.APPOINTMENT_SET: Look(label="Appointment set", icon="calendar-clock", tone="good"),
    Outcome.WON: Look(label="Won", icon="trophy", tone="good"),
    Outcome.LOST: Look(label="Lost", icon="thumbs-down"),
    Outcome.BUSY: Look(label="Busy", icon="phone-off"),
    Outcome.REPLIED: Look(label="They wrote", icon="inbox", tone="talk"),
    Outcome.SENT: Look(label="Sent something", icon="send"),
    Outcome.PROJECT_DATE: Look(label="Project date", icon="calendar-check", tone="talk"),
    Outcome.APPOINTMENT_HELD: Look(label="Appointment held", icon="circle-check", tone="good"),
    Outcome.APPOINTMENT_MISSED: Look(label="Appointment missed", icon="calendar-x"),
    Outcome.WRONG_NUMBER: Look(label="Wrong number", icon="circle-slash"),
    Outcome.BOUNCED: Look(label="E-mail bounced", icon="repeat"),
    Outcome.LEFT_COMPANY: Look(label="Left the company", icon="user-x"),
    Outcome.OPTED_OUT: Look(label="Wants no contact", icon="ban"),
    Outcome.NOTED: Look(label="Note", icon="pencil"),
    Outcome.VOID: Look(label="Taken back", icon="undo-2"),
}

CHANNELS: dict[str, str] = {
    Channel.CALL: "by phone",
    Channel.EMAIL: "by e-mail",
    Channel.MESSAGE: "by message",
    Channel.LINKEDIN: "on LinkedIn",
    Channel.CARD: "by card",
    Channel.GIFT: "with a gift",
    Channel.FAX: "by fax",
    Channel.VISIT: "in person",
    Channel.ARTICLE: "with an article",
    Channel.NEWSLETTER: "by newsletter",
}
# What is known of how they work and buy, and what it is called on the card.
KNOWN: dict[str, str] = {
    "environment": "Environment",
    "pain_points": "Pain",
    "purchase_plans": "Plans",
    "timeframe": "Timeframe",
    "budget": "Budget",
    "decision_process": "Who decides, and how",
}
ROLES: dict[str, str] = {
    Role.DECISION_MAKER: "decides",
    Role.INFLUENCER: "has influence",
    Role.GATEKEEPER: "gatekeeper",
    Role.OTHER: "",
}
