"""What happens to readers that other apps must hear of; they may import this one, and not the other way round."""

from django.dispatch import Signal

preferences_saved = Signal()  # subscriber: with the choices, hour and zone as they are now
