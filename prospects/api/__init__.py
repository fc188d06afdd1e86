"""The API of this room: prospects, their people and touches, the queue, campaigns, policies."""
