"""What the dashboards' templates may ask for besides Django's own."""
