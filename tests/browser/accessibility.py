"""What axe finds wrong with a page that stands in the browser."""

from axe_playwright_python.sync_playwright import Axe


def faults(page, **options):
    """[(rule, places)] of all rules of axe that the page breaks; what it keeps is not collected, to save time."""
    found = Axe().run(page, options={"resultTypes": ["violations"]} | options).response["violations"]
    return [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found]
