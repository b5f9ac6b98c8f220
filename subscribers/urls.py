"""Sign-up, confirmation, preference centre and unsubscribe."""

app_name = "subscribers"
urlpatterns = []
