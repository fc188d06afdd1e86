"""The pages of this room: possible duplicates, leads that were pushed, keys for programs."""
