"""Archive, digest pages, view in browser, local mailbox and health."""

app_name = "newsletter"
urlpatterns = []
