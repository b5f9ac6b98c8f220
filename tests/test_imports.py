"""What is loaded for nothing: commands, web, clock and senders never ask Claude, and so never wait for its SDK."""

import subprocess
import sys

import pytest

SETUP = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'newsletter.settings'; import django; django.setup(); "
STARTS = {
    "manage.py check": "from django.core.management import call_command; call_command('check')",
    "web": "from newsletter.wsgi import application; from django.urls import reverse; reverse('admin:index')",
    "celery": "from newsletter.celery import app; app.loader.import_default_modules()",
    "publish": "import newsletter.deliveries.publish",
    "send": "import newsletter.sending.sender",
}
HEAVY = ["anthropic", "github", "pydantic"]


@pytest.mark.parametrize("name", STARTS)
def test_a_process_that_asks_nobody_loads_neither_claude_s_nor_github_s_library(name):
    code = f"{SETUP}{STARTS[name]}; import sys; print([heavy for heavy in {HEAVY} if heavy in sys.modules])"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert loaded.splitlines()[-1] == "[]"
