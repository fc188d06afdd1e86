"""Made-up data: the same seed makes the same people, prospects and histories, row for row."""
