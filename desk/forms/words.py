"""The words for one moment, as a team writes them."""

from django import forms


class WordsForm(forms.Form):
    """What is said; an e-mail has a subject, too."""

    subject = forms.CharField(max_length=200, required=False, label="Subject")
    body = forms.CharField(
        max_length=10_000,
        label="Words",
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Write what is to be said."},
    )
