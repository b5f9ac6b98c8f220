"""A change of tests, benchmarks or CI is told as one."""

import pytest

from digest.writing.gate import Evidence
from digest.writing.gate.scope import check_scope, is_beside_product

BENCHMARK = ("[Bench] Add long prompts", "Times decode with 128K tokens.", "benchmarks/decode.py")
TOLD = ["解码基准测试加入长提示", "The decode benchmark gains long prompts"]
AS_PRODUCT = ["解码支持长提示", "Decode takes long prompts"]


def reasons(told, *texts):
    return list(check_scope(told, Evidence(texts)))


def test_a_benchmark_told_as_one_passes_and_as_the_product_does_not():
    assert reasons(TOLD, *BENCHMARK) == []
    assert reasons(AS_PRODUCT, *BENCHMARK) == ["a change of tests, benchmarks or CI is told as one of the product"]


def test_one_language_that_says_so_is_enough():
    assert reasons([AS_PRODUCT[0], TOLD[1]], *BENCHMARK) == []


@pytest.mark.parametrize(
    "texts",
    [
        ("test: cover empty queues", "", "tests/test_queue.py"),
        ("[CI] Move to new runners", "", ".github/workflows/ci.yml"),
        ("ci(release): pin setup", ""),
        ("Skip flaky tests of the queue", "", "tests/queue/test_push.py", "tests/queue/test_pop.py"),
    ],
)
def test_title_and_files_say_what_kind_of_change_it_is(texts):
    assert is_beside_product(texts)


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("Add long prompts", "", "serving/decode.py"),
        ("[Test] Load cached kernels", "", "serving/cache.py"),  # a file of the product as well
        ("feat: long prompts with a benchmark", "", "benchmarks/decode.py"),  # of a list that was cut
        ("Contest mode for the queue", "Tests were run.", "serving/queue.py"),
    ],
)
def test_a_file_of_the_product_or_a_title_of_one_makes_it_the_product(texts):
    assert not is_beside_product(texts)
