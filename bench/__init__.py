"""The yardstick: made-up data of any size, floors to measure against, counts, and ratios."""
