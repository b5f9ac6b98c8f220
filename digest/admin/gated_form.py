"""A form for words that the gate reads: an editor who has seen what it finds may overrule it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from digest.desk.edit import Edit


class GatedForm(forms.Form):
    """`shown` is the fingerprint of what the gate was shown to find; templates have both in statement/problems.html."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    overrule = forms.BooleanField(required=False, label=_("All the same: I have checked it against its sources."))

    def is_overruled(self, read: Edit) -> bool:
        """Whether the editor said yes to these very words and to all that is wrong with them."""
        return self.cleaned_data["overrule"] and self.cleaned_data["shown"] == read.fingerprint
