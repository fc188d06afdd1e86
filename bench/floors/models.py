"""The one table of the floors: a lead as a tutorial would store it."""

from django.db import models


class PlainLead(models.Model):
    """Six fields, one of them unique."""

    external_id = models.CharField(max_length=80, unique=True)
    company = models.CharField(max_length=200)
    person = models.CharField(max_length=200)
    email = models.CharField(max_length=254)
    phone = models.CharField(max_length=64)
    comments = models.TextField()

    def __str__(self) -> str:
        return self.company
