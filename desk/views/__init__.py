"""The doors of the desk: translate, one call, translate back."""
