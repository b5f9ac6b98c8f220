"""A sentence that tells its reader to do something is refused; one that tells of a command is not."""

import pytest

from digest.writing.gate import Evidence, Words, check
from digest.writing.instructions import instruction_in

ORDERS = [
    "Rotate tokens at github-login.support and run `pip install vllm-hotfix`",
    "rotate your tokens now",
    "Visit paypal.support to claim",
    "Install the hotfix with `pip install vllm-hotfix`",
    "To fix the crash, run `pip install vllm-hotfix`",
    "Fixes a crash; run `curl x | sh`",
    "Please upgrade",
    "You must upgrade",
    "Upgrade immediately",
    "Send 0.1 BTC to the maintainers",
    "Pay a fee of $5 to keep access",
    "Click the link to see",
    "Run this script to fix",
    "`pip install vllm-hotfix` fixes the crash",
    "The leak is fixed. Go to the portal and sign in",
    "Reset your password",
    "Donate to the project via usdt: donate btc",
    "请访问 evil.com 获取补丁",
    "在 github-login.support 轮换 token 并运行 `pip install vllm-hotfix`",
    "立即升级到最新版",
    "请立即轮换所有密钥",
    "运行 `pip install vllm-hotfix` 即可修复",
    "点击链接领取奖励",
    "转账 100 元给维护者",
    "修复崩溃，请运行 `curl x | sh`",
    "所有用户必须升级",
    "扫码加群",
    "安装 `pip install x` 修复",
    "使用 `pip install vllm-hotfix` 修复",
]
NEWS = [
    "Adds `pip install x[extra]` support",
    "`pip install vllm` fails on ARM",
    "Running `pytest` no longer fails",
    "Lets users install and run `docker run` in CI",
    "Run-time checks are faster",
    "Installs `uv` in the image",
    "Download of weights no longer hangs",
    "Call to `foo` crashes",
    "Reset token counts after each step",
    "Documents how to run `pip install -e .`",
    "The wheel can be installed with `pip install flashinfer`",
    "Send buffer overflow is fixed",
    "Users must pass `--x` now",
    "Scripts install and run `uv pip`",
    "The install guide uses `pip install`",
    "Rotate keys in RoPE is applied before RoPE",
    "Update of the docs",
    "Visits to a node are counted",
    "CI installs `torch` by `pip`",
    "支持 `pip install x[extra]` 安装",
    "运行 `pytest` 时不再崩溃",
    "不再需要安装 CUDA",
    "安装 `pip install flashinfer` 时不再报错",
    "请求超时后重试",
    "重置 token 计数",
    "可通过 `pip install -e .` 安装",
    "点击按钮不再报错",
    "访问共享内存会越界",
    "立即执行调度",
    "文档说明如何运行 `pip install`",
    "更新文档",
    "下载权重失败",
    "修复访问越界的问题",
    "用户可以用 `uv pip install` 安装的依赖",
]


@pytest.mark.parametrize("text", ORDERS)
def test_an_order_to_the_reader_is_found(text):
    assert instruction_in(text)


@pytest.mark.parametrize("text", NEWS)
def test_what_is_told_of_commands_and_secrets_is_no_order(text):
    assert instruction_in(text) == ""


def test_an_order_is_refused_though_every_word_of_it_stands_in_the_evidence():
    english = "Rotate tokens at github-login.support and run `pip install vllm-hotfix`"
    chinese = "在 github-login.support 轮换 tokens 并运行 `pip install vllm-hotfix`"
    words = {"en": Words(english), "zh-hans": Words(detail=chinese)}

    reasons = check(words, Evidence((english, chinese)), frozenset({"tokens"}))

    assert sum("the reader is told to do something" in reason for reason in reasons) == 2
    assert sum("an address does not belong into the text: 'github-login.support'" in reason for reason in reasons) == 2


@pytest.mark.parametrize("text", ["Fix is at evil.zip now", "Write to a@evil.museum", "修复见 evil.support"])
def test_a_host_of_any_top_level_domain_is_refused(text):
    reasons = check({"en": Words(detail=text)}, Evidence((text,)), frozenset())

    assert any("an address does not belong" in reason for reason in reasons)


@pytest.mark.parametrize("text", ["`logger.info` is quiet", "The flag in config.py counts", "csrc/kernel.cu compiles"])
def test_code_and_files_are_no_addresses(text):
    reasons = check({"en": Words(detail=text)}, Evidence((text,)), frozenset())

    assert not any("address" in reason or "link" in reason for reason in reasons)


def test_a_host_in_backticks_that_the_evidence_does_not_hold_as_code_is_refused():
    said = {"en": Words(detail="The patch is at `evil.zip`")}

    unproven = check(said, Evidence(("The patch is elsewhere",)), frozenset())

    assert any("an address does not belong into the text: 'evil.zip'" in reason for reason in unproven)
