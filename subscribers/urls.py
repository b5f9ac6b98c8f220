"""Sign-up, confirmation, preference centre and unsubscribe."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from subscribers.views import looking, mute, preferences, privacy, signup, unsubscribe

app_name = "subscribers"
urlpatterns = [
    path("", signup.sign_up, name="sign_up"),
    path("asked/", signup.asked, name="asked"),
    path("confirm/<str:token>/", signup.confirm, name="confirm"),
    path("mute/<str:token>/", mute.page, name="mute"),
    path("fresh-link/", signup.fresh_link, name="fresh_link"),
    path("preferences/<str:token>/", preferences.page, name="preferences"),
    path("preferences/<str:token>/pause/", preferences.pause, name="pause"),
    path("preferences/<str:token>/resume/", preferences.resume, name="resume"),
    path("preferences/<str:token>/working-days/", preferences.working_days, name="working_days"),
    path("preferences/<str:token>/key-stories/", preferences.key_stories, name="key_stories"),
    path("preferences/<str:token>/mute/", mute.from_choices, name="mute_from_choices"),
    path("preferences/<str:token>/address/", preferences.change_address, name="change_address"),
    path("preferences/<str:token>/address/keep/", preferences.keep_address, name="keep_address"),
    path("preferences/<str:token>/data/", preferences.export, name="export"),
    path("preferences/<str:token>/erase/", preferences.erase, name="erase"),
    path("preferences/<str:token>/come-back/", preferences.come_back, name="come_back"),
    path("new-address/<str:token>/", preferences.new_address, name="new_address"),
    # Short and without a slash at the end: the one-click header must fit one line, and a redirect would break it.
    path("u/<str:token>", unsubscribe.unsubscribe_page, name="unsubscribe"),
    path("u/<str:token>/undo/", unsubscribe.resubscribe_page, name="resubscribe"),
    path("time-zones/", looking.all_time_zones, name="time_zones"),
    path("privacy/", privacy.privacy, name="privacy"),
    # Without a CSRF cookie, so that archive pages set none; the worst a forger can do is change the language.
    path("language/", csrf_exempt(set_language), name="set_language"),
]
