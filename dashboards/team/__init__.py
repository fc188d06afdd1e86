"""The Team page: who works here, when, how much, who covers, and from which numbers they call."""
