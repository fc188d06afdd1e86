"""What a rep fills in on the desk, translated into what the actions take."""

from desk.forms.outcomes import OUTCOMES, Button
from desk.forms.plan import MoveForm
from desk.forms.touch import TouchForm

__all__ = ["OUTCOMES", "Button", "MoveForm", "TouchForm"]
