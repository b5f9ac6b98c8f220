"""A CSV file becomes values row by row, as spreadsheets in any country write it, and readers become one again."""

import datetime as dt

import pytest

from subscribers.bulk import table
from subscribers.bulk.table import ReaderRow, Table, TableError, Writer
from subscribers.preferences import DEFAULT_KINDS, DEFAULT_MINUTE
from tests.factories import make_repository, make_topic

pytestmark = pytest.mark.django_db


def read(text):
    rows = Table(text)
    return rows.read(0, len(rows))


def test_a_row_with_an_address_alone_gets_what_the_form_proposes(settings):
    settings.DIGEST_LANGUAGES = ["en", "zh-hans"]

    (line,) = read("email\nada@reader.test\n")

    chosen = line.reader.preferences()
    assert (chosen.language, chosen.minute, chosen.frequency) == ("en", DEFAULT_MINUTE, "daily")
    assert (chosen.repositories, chosen.topics, chosen.kinds) == ((), (), DEFAULT_KINDS)
    assert line.reader.is_proved is False


@pytest.mark.parametrize(
    "text",
    [
        "email,hour,source\nada@reader.test,9,fair\n",
        "email;hour;source\r\nada@reader.test;9;fair\r\n",
        "Email\tHour \tsource\nada@reader.test\t9\tfair",
        '"email","hour","source"\n"ada@reader.test","9","fair"\n\n , ,\n',
        "name,email,hour,source\nAda,ada@reader.test,9,fair\n",
    ],
)
def test_a_table_is_read_however_a_spreadsheet_writes_it(text):
    (line,) = read(text)

    assert (line.wrong, line.reader.email, line.reader.minute, line.reader.source) == (
        (),
        "ada@reader.test",
        9 * 60,
        "fair",
    )


def test_a_short_row_lacks_its_last_cells_and_a_long_one_is_cut():
    short, long = read("email,hour\nada@reader.test\nbo@reader.test,9,more\n")

    assert (short.reader.minute, long.reader.minute) == (None, 540)


def test_lines_are_counted_as_in_the_file():
    lines = read('email,source\n\n"ada@reader.test","two\nlines"\nbo@reader.test,fair\n')

    assert [line.number for line in lines] == [4, 5]


def test_every_cell_that_means_nothing_is_named():
    headings = "email,language,repositories,topics,hour,zone,frequency,source,consented_at"

    (line,) = read(f"{headings}\nnobody,tlh,a/b,nothing,25:00,Moon/Crater,often,fair,2999-01-01\n")

    fields = {"email", "language", "repositories", "topics", "minute", "time_zone", "frequency", "consented_at"}
    assert set(line.wrong) == fields


@pytest.mark.parametrize("cell", ["vllm-project/vllm a/b", "VLLM-project/vllm;a/b", "a/b | vllm-project/vllm"])
def test_names_may_stand_in_a_list_of_any_kind(cell):
    ids = {make_repository("vllm-project/vllm").pk, make_repository("a/b").pk}

    (line,) = read(f'email,repositories\nada@reader.test,"{cell}"\n')

    assert set(line.reader.repositories) == ids


@pytest.mark.parametrize("cell", ["", "all", "ALL".lower()])
def test_no_name_is_all_of_them(cell):
    make_repository()

    (line,) = read(f"email,repositories\nada@reader.test,{cell}\n")

    assert line.reader.repositories == []


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2025-03-01", dt.datetime(2025, 3, 1, tzinfo=dt.UTC)),
        ("2025-03-01T10:00:00+02:00", dt.datetime(2025, 3, 1, 8, tzinfo=dt.UTC)),
        ("", None),
    ],
)
def test_the_moment_of_a_consent_is_one_of_utc(cell, moment):
    (line,) = read(f"email,consented_at\nada@reader.test,{cell}\n")

    assert line.reader.consented_at == moment


@pytest.mark.parametrize("cell", ["01.03.2025", "1970-01-01", "yesterday", "2999-01-01"])
def test_a_consent_of_no_such_day_is_wrong(cell):
    (line,) = read(f"email,consented_at\nada@reader.test,{cell}\n")

    assert line.wrong == ("consented_at",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("address,hour\na@b.test,9\n", "no_email"),
        (f'email\n"{"x" * 200_000}"\n', "broken"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(text, code):
    with pytest.raises(TableError) as refusal:
        Table(text)

    assert refusal.value.code == code


def test_a_table_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(table, "MAX_ROWS", 2)

    assert len(Table("email\na@b.test\nb@b.test\n")) == 2
    with pytest.raises(TableError, match="too_long"):
        Table("email\na@b.test\nb@b.test\nc@b.test\n")


def test_a_mistake_of_ours_is_not_told_as_one_of_the_file(monkeypatch):
    monkeypatch.setattr(table.ReaderResource, "init_instance", lambda self, row=None: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        read("email\nada@reader.test\n")


def test_what_is_written_is_read_as_the_same():
    repository = make_repository("vllm-project/vllm")
    make_topic("attention")
    row = ReaderRow("ada@reader.test", "zh-hans", [repository.pk], ["attention"], 450, "Asia/Shanghai", "monday")
    row.source, row.consented_at = "=fair", dt.datetime(2025, 3, 1, tzinfo=dt.UTC)

    writer = Writer()
    text = writer.headings + writer.write([row])

    assert text.splitlines()[0] == "email,language,repositories,topics,hour,zone,frequency,source,consented_at,status"
    assert [line.reader for line in read(text)] == [row]
