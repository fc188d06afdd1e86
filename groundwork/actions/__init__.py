"""The only writer of this room's rows."""
