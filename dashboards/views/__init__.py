"""The pages of the dashboards, one file a subject."""
