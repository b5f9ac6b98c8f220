"""The cache of what depends on choices."""

from newsletter.editions.bounded_cache import BoundedCache


def test_what_is_added_is_given_back_and_kept():
    cache = BoundedCache(2)

    assert cache.add("a", 1) == 1
    assert cache["a"] == 1


def test_a_full_cache_begins_anew_with_what_was_added_last():
    cache = BoundedCache(2)
    for key in "abc":
        cache.add(key, key.upper())

    assert cache == {"c": "C"}
