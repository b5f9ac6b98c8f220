"""What the web's entry of DATABASES says that the workers' does not."""

from newsletter.connection_pool import for_web

PLAIN = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600, "OPTIONS": {"connect_timeout": 10}}


def test_threads_share_so_many_connections_and_idle_ones_are_closed():
    web = PLAIN | for_web(PLAIN, 8, 30)

    assert web["CONN_MAX_AGE"] == 0
    assert web["OPTIONS"]["pool"]["max_size"] == 8
    assert web["OPTIONS"]["pool"]["max_idle"] == 120
    assert web["OPTIONS"]["connect_timeout"] == 10


def test_a_statement_is_bounded_from_the_connection_on_beside_what_the_operator_set():
    own = {"OPTIONS": {"options": "-c search_path=news"}}

    assert for_web(PLAIN, 8, 30)["OPTIONS"]["options"] == "-c statement_timeout=30s"
    assert for_web(own, 8, 30)["OPTIONS"]["options"] == "-c search_path=news -c statement_timeout=30s"


def test_without_a_limit_the_connection_is_asked_for_nothing():
    assert "options" not in for_web(PLAIN, 8, 0)["OPTIONS"]


def test_the_workers_entry_stays_as_it_was():
    for_web(PLAIN, 8, 30)

    assert PLAIN == {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"connect_timeout": 10},
    }
