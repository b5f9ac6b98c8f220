"""Lists of the admin over millions of rows: counted only so far, ordered by an index, searched by what is exact."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

MAX_COUNTED = 10_000  # a list longer than this is searched or filtered, and not turned over page by page


class BoundedPaginator(Paginator):
    """Counts to MAX_COUNTED and no further; `count` of a longer list is that number."""

    object_list: QuerySet
    max_counted = MAX_COUNTED

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:MAX_COUNTED].count()


class BoundedAdmin(admin.ModelAdmin):
    """A ModelAdmin whose lists stay quick however many rows there are: newest first, and no other order.

    A search finds rows of which one of `search_fields` is exactly what was typed: no index serves a part of a word.
    """

    paginator = BoundedPaginator
    show_full_result_count = False
    ordering = ["-pk"]
    sortable_by = ()

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        found = Q()
        for field in self.get_search_fields(request):
            found |= Q((field, term))
        return queryset.filter(found), False
