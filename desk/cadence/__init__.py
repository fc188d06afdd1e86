"""The Cadence page and the calling law: the numbers of the rule, and what they do."""
