"""The operator's glossary: words that stay as they are in every language."""

from django.contrib import admin

from digest.models import GlossaryTerm


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(admin.ModelAdmin):
    search_fields = ["term"]
    list_per_page = 500
