"""Both languages say the same direction, denial and order."""

import pytest

from digest.writing.gate.agreement import check_agreement

SAME = [
    ("The pool cannot grow", "池不能增大"),
    ("It avoids growing the stack", "栈不会增长"),
    ("It was 0.6.4 before", "此前为 0.6.4"),
    ("The key is not found", "找不到键"),
    ("The upload loses its default", "上传不再有默认值"),
    ("It picks the newest wheel not above the system's", "选用不高于系统的最新 wheel"),
    ("`a_b` cannot nest; neither can `c_d`", "`a_b` 不能嵌套；`c_d` 也一样"),
    ("`new_name` replaces `old_name`", "由 `old_name` 改为 `new_name`"),
    ("It needs neither a lock nor a queue", "不用锁，也不用队列"),
]
SAME += [
    ("The check no longer grows host memory", "不再让主机内存无限增长"),
    ("It no longer calls a deleted function", "不再调用已删除的函数"),
    ("It is not the last place any more", "此前它排在最后"),
    ("Without `--enable-cache` it works; it is slow with the cache", "去掉 `--enable-cache` 则正常;缓存开启后很慢"),
    ("What was reverted is back", "重新加入此前被撤回的改动"),
    ("The order varies", "顺序不定"),
    ("The tests are deterministic", "测试的不确定性得到修复"),
    ("It did not allow small groups to run", "较小的组无法运行"),
    ("The new index makes a copy needless", "新索引省去一次拷贝"),
    ("The call blocks", "调用无法返回"),
    ("The order stays the same", "顺序不变"),
    ("It is refused outside the pool", "池之外不可用"),
]
OTHER = [
    ("The pool can grow", "池不能增大"),
    ("It was 0.6.4 after", "此前为 0.6.4"),
    ("The pool cannot go without a lock", "池可以不用锁"),
    ("The reader accepts symlinks", "读取器拒绝符号链接"),
    ("`old_name` replaces `new_name`", "由 `old_name` 改为 `new_name`"),
    ("The version goes from 0.2.9 to 0.2.10", "版本从 0.2.10 升到 0.2.9"),
    ("Forward and backward gain a barrier", "反向与反向都加了屏障"),
    ("The map does not match the group", "映射与当前组相符"),
    ("The tests still fail on ARM", "测试在 ARM 上不再失败"),
]


@pytest.mark.parametrize(("english", "chinese"), SAME)
def test_what_says_the_same_passes(english, chinese):
    assert list(check_agreement(english, chinese)) == []


@pytest.mark.parametrize(("english", "chinese"), OTHER)
def test_what_says_something_else_is_refused(english, chinese):
    assert list(check_agreement(english, chinese)) != []


@pytest.mark.parametrize(
    ("english", "chinese", "reason"),
    [
        ("Uploads are added", "移除上传", "the languages say the opposite of each other (presence)"),
        ("It still fails on ARM", "在 ARM 上失败", "what goes on in English does not in Chinese"),
        ("It fails on ARM", "在 ARM 上仍会失败", "what goes on in Chinese does not in English"),
        ("The map does not match", "映射相符", '"match" is negated in one language only'),
        ("The queue cannot grow", "队列可以增大", "only English negates"),
        ("The queue can grow", "队列不能增大", "only Chinese negates"),
        ("From `a_1` to `b_2`", "由 `b_2` 改为 `a_1`", 'the languages exchange "a_1" and "b_2"'),
    ],
)
def test_the_reason_says_what_differs(english, chinese, reason):
    assert reason in set(check_agreement(english, chinese))


def test_lines_are_compared_with_lines():
    assert list(check_agreement("Uploads are added\nTabs are removed", "新增上传\n移除制表符")) == []
    assert list(check_agreement("Uploads are added\nTabs are removed", "移除上传\n新增制表符")) != []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("It reads past the end before any check", "读取越界，差别很大"),
        ("`--locked` stops rejecting the file", "`--locked` 不再拒绝该文件"),
        ("Fails no more\nOther errors still surface", "不再失败\n其他错误照样报出"),
        ("The default mode is byte-identical", "默认模式的结果没有变化"),
    ],
)
def test_words_of_one_sense_pass(english, chinese):
    assert list(check_agreement(english, chinese)) == []


def test_what_goes_on_in_one_line_does_not_excuse_another():
    english, chinese = "The tests still fail\nThe rest stays", "测试不再失败\n其余仍不变"

    assert list(check_agreement(english, chinese)) == ["what goes on in English does not in Chinese"]


@pytest.mark.parametrize(
    ("chinese", "is_same"),
    [("排序快 1.7 倍", True), ("排序慢 1.7 倍", False), ("排序约慢 12%", False), ("快速排序", True)],
)
def test_faster_by_a_figure_is_a_side(chinese, is_same):
    assert (list(check_agreement("The sort is 1.7x faster", chinese)) == []) is is_same
