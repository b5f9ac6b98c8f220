"""What took the place of what is read the same out of English and out of Chinese."""

import pytest

from digest.writing.gate.relations import Relation, bare, relations

SAME = [
    "The cache goes from `lru_cache` to `TTLCache`",
    "The cache is `TTLCache` instead of `lru_cache`",
    "Instead of `lru_cache`, the pool takes `TTLCache`",
    "Replace `lru_cache` with `TTLCache`",
    "`lru_cache` is replaced by `TTLCache`",
    "Plans, such as `lru_cache` replaced with `TTLCache`",
    "`TTLCache` takes the place of `lru_cache`",
    "Plans should not go to `lru_cache`, instead the pool takes `TTLCache`",
    "The cache is `pool.TTLCache` instead of `lru_cache`",
    "`lru_cache` is dropped in favor of `TTLCache`",
    "`TTLCache`, not `lru_cache`, keeps the plans",
    "缓存由 `lru_cache` 改为 `TTLCache`",
    "将 `lru_cache` 替换为 `TTLCache`",
    "用 `TTLCache` 取代 `lru_cache`",
    "`lru_cache` 被 `TTLCache` 取代",
    "缓存改用 `TTLCache`, 不再用 `lru_cache`",
    "用的是 `TTLCache` 而不是 `lru_cache`",
]


@pytest.mark.parametrize("text", SAME)
def test_every_way_to_say_it_is_the_same_relation(text):
    assert Relation("lru_cache", "ttlcache") in set(relations(text))


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("bump version to 0.6.5", Relation("", "0.6.5")),
        ("Pools now use `TTLCache`", Relation("", "ttlcache")),
        ("池改用 `TTLCache`", Relation("", "ttlcache")),
        ("It takes the place of `lru_cache`", Relation("lru_cache", "")),
        ("不再用 `lru_cache`", Relation("lru_cache", "")),
    ],
)
def test_where_only_one_of_the_two_is_told_the_other_is_empty(text, relation):
    assert relation in set(relations(text))


@pytest.mark.parametrize("text", ["It replaces `lru_cache`", "The tests do not run on SM120", "`a_b` and `c_d` stay"])
def test_a_pronoun_and_a_mere_neighbour_take_no_place(text):
    assert not [one for one in relations(text) if all(one)]


def test_a_relation_is_turned_round():
    assert Relation("old_name", "new_name").reversed == Relation("new_name", "old_name")


@pytest.mark.parametrize(("thing", "plain"), [("`A.b`", "a.b"), ("92.13 us", "92.13"), ("12%", "12"), ("GPUs", "gpu")])
def test_things_compare_equal_without_marks_units_and_case(thing, plain):
    assert bare(thing) == plain


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("The pin goes from 0.2.9 to 0.2.10", "0.2.9", "0.2.10"),
        ("The time falls from 92.13 us to 81.31 us", "92.13", "81.31"),
        ("docs/old_guide.md → docs/new_guide.md", "docs/old_guide.md", "docs/new_guide.md"),
        ("It expects `[N, H, V, K]` rather than `[N, H, K, V]`", "[n, h, k, v]", "[n, h, v, k]"),
        ("FLASH_A is auto-selected over FLASH_B", "flash_b", "flash_a"),
        ("把 `old_name` 换成 `new_name`", "old_name", "new_name"),
        ("`old_name` 改名为 `new_name`", "old_name", "new_name"),
        ("寄存器从 200 降到 192", "200", "192"),
        ("`new_name` 代替 `old_name`", "old_name", "new_name"),
        ("默认值自 `old_name` 变为 `new_name`", "old_name", "new_name"),
    ],
)
def test_figures_paths_and_shapes_take_places_too(text, old, new):
    assert Relation(old, new) in set(relations(text))


def test_a_thing_takes_no_place_of_itself():
    assert not [one for one in relations("`a_b` is replaced by `a_b`") if all(one)]
