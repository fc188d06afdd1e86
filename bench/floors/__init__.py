"""The floors: what the same machine does at best, with the same server, for almost nothing."""
