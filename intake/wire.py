"""How every door of the API reads a lead and writes what became of it."""

from intake.answers import Wire
from intake.reading import read_lead
from intake.serializers import received_out

WIRE = Wire(read=read_lead, write=received_out)
