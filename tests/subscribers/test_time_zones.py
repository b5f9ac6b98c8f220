"""Time zones by the cities that people know."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from subscribers.time_zones import COMMON, all_zones, choices, offset, place, usable_zone


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_zone_that_means_one_is_itself(zone):
    assert usable_zone(zone) == zone


@pytest.mark.parametrize("name", ["", "Mars/Olympus_Mons", "../../etc/passwd", "/etc/localtime", "Europe", "a\0b"])
def test_a_name_that_means_no_zone_is_utc_and_costs_nobody_a_mail(name):
    assert usable_zone(name) == "UTC"


@pytest.mark.parametrize(
    ("zone", "english", "chinese"),
    [
        ("Asia/Shanghai", "Beijing", "北京"),
        ("America/Los_Angeles", "San Francisco", "旧金山"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Buenos Aires "),
        ("Europe/Madrid", "Madrid", "Madrid "),
    ],
)
def test_a_zone_is_called_by_the_city_that_readers_know(zone, english, chinese):
    with translation.override("en"):
        assert place(zone) == english
    with translation.override("zh-hans"):
        assert place(zone) == chinese


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("UTC", "UTC"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("Asia/Tokyo", "UTC+9"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("Pacific/Marquesas", "UTC−9:30"),
        ("America/Bogota", "UTC−5"),
        ("Africa/Abidjan", "UTC+0"),
    ],
)
def test_how_far_a_zone_is_from_utc(zone, words):
    assert offset(zone) == words


def test_every_zone_offered_can_be_opened_and_has_a_continent():
    zones = all_zones()

    assert list(zones) == sorted(set(zones))
    assert all("/" in zone and not zone.startswith("Etc/") for zone in zones)
    assert all(ZoneInfo(zone) for zone in zones)


def test_a_select_offers_the_common_ones_first_and_each_zone_in_the_second_group():
    (_common, common), (_all, everything) = choices()

    assert [zone for zone, _words in common] == [*(zone for zone in COMMON if zone != "UTC"), "UTC"]
    assert [zone for zone, _words in everything] == list(all_zones())
    assert dict(common)["Asia/Shanghai"] == "Beijing (UTC+8)"


def test_a_chinese_select_names_chinese_cities():
    with translation.override("zh-hans"):
        (_common, common), _everything = choices()

    assert dict(common)["Asia/Shanghai"].startswith("北京")
