"""The preview beside a form of choices, for the form as it stands: a fragment that takes the place of the old one."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from subscribers.forms import PreferencesForm
from subscribers.mutes import Mute, as_rows
from subscribers.preferences import defaults_for

MAX_MUTES = 500  # of a form that is looked at


@csrf_exempt  # it changes nothing, and pages opened by a signed link have no token
@never_cache
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """204 for choices that cannot be saved as they are: the old preview stays."""
    language = get_language() or settings.LANGUAGE_CODE
    muted = filter(None, map(Mute.of_key, request.POST.getlist("muted")[:MAX_MUTES]))
    begin = replace(defaults_for(language), muted=tuple(as_rows(muted)))
    form = PreferencesForm(begin, language, request.POST)
    if not form.is_valid():
        return HttpResponse(status=204)
    return render(request, "subscribers/preview_update.html", {"form": form, "begin": form.preferences()})
