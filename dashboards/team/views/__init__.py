"""The Team page and what is done there."""
