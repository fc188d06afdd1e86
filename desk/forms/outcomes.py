"""The outcomes as the desk offers them: in which order, under which key, asking for what."""

from dataclasses import dataclass

from cadence.rules import Channel, Direction, Outcome
from desk.forms import asks
from desk.words import LOOKS, Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One outcome button. `value` is what the form sends; `ask` opens before it is sent."""

    value: str
    key: str
    label: str
    outcome: Outcome
    channel: Channel | None
    direction: Direction | None = None
    ask: type[asks.Ask] | None = None
    often: bool = False

    @property
    def look(self) -> Look:
        return LOOKS[self.outcome]


def _often(
    key: str, outcome: Outcome, label: str = "", ask: type[asks.Ask] | None = None
) -> Button:
    return Button(
        value=outcome.value,
        key=key,
        label=label or LOOKS[outcome].label,
        outcome=outcome,
        channel=Channel.CALL,
        ask=ask,
        often=True,
    )


def _seldom(
    key: str,
    outcome: Outcome,
    channel: Channel | None = Channel.CALL,
    label: str = "",
    value: str = "",
    ask: type[asks.Ask] | None = None,
    direction: Direction | None = None,
) -> Button:
    return Button(
        value=value or outcome.value,
        key=key,
        label=label or LOOKS[outcome].label,
        outcome=outcome,
        channel=channel,
        direction=direction,
        ask=ask,
    )


_ALL = (
    _often("1", Outcome.NO_ANSWER),
    _often("2", Outcome.VOICEMAIL_LEFT),
    _often("3", Outcome.GATEKEEPER),
    _often("4", Outcome.REACHED_TALKED),
    _often("5", Outcome.MAYBE_LATER, "Maybe later…", asks.Later),
    _often("6", Outcome.CALLBACK_AGREED, "Call back at…", asks.AgreedTime),
    _often("7", Outcome.APPOINTMENT_SET, "Appointment…", asks.AppointmentTime),
    _often("8", Outcome.WON, "Yes!", asks.Nothing),
    _often("9", Outcome.LOST, "No…", asks.Reason),
    _often("0", Outcome.BUSY),
    _seldom(
        "v",
        Outcome.VOICEMAIL_LEFT,
        label="Voicemail, with a promise…",
        value="voicemail_promised",
        ask=asks.PromisedDay,
    ),
    _seldom(
        "g",
        Outcome.GATEKEEPER,
        label="Gatekeeper said…",
        value="gatekeeper_said",
        ask=asks.GatekeeperSaid,
    ),
    _seldom(
        "i",
        Outcome.REACHED_TALKED,
        label="They called me",
        value="called_us",
        direction=Direction.INBOUND,
    ),
    _seldom("r", Outcome.REPLIED, None, "They wrote…", ask=asks.OnChannel),
    _seldom("s", Outcome.SENT, None, "Sent something…", ask=asks.OnChannel),
    _seldom("p", Outcome.PROJECT_DATE, label="Project date…", ask=asks.ProjectDate),
    _seldom("h", Outcome.APPOINTMENT_HELD, Channel.VISIT),
    _seldom("m", Outcome.APPOINTMENT_MISSED, Channel.VISIT),
    _seldom("w", Outcome.WRONG_NUMBER),
    _seldom("b", Outcome.BOUNCED, Channel.EMAIL),
    _seldom("l", Outcome.LEFT_COMPANY),
    _seldom("o", Outcome.OPTED_OUT, label="Wants no contact…", ask=asks.OptOut),
    _seldom("t", Outcome.NOTED, label="Only a note"),
)
OUTCOMES: dict[str, Button] = {button.value: button for button in _ALL}
