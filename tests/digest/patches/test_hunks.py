"""Hunks keep their lines letter for letter and know the number of each."""

from digest.patches.hunks import Hunk, parse

PATCH = """@@ -10,4 +10,5 @@ def mm(a):
 def mm(
-    backend="tgv",
+    backend="cudnn",
+    scale=None,
 ):
     pass
@@ -40 +41 @@
-old
\\ No newline at end of file
+new
\\ No newline at end of file"""


def test_every_line_knows_its_number_before_or_after_the_change():
    first, second = parse(PATCH)

    assert [(line.sign, line.number) for line in first.numbered] == [
        (" ", 10),
        ("-", 11),
        ("+", 11),
        ("+", 12),
        (" ", 13),
        (" ", 14),
    ]
    assert [(line.sign, line.number, line.text) for line in second.numbered] == [("-", 40, "old"), ("+", 41, "new")]


def test_a_hunk_that_was_cut_is_left_out():
    assert [hunk.old for hunk in parse(PATCH.rpartition("+new")[0])] == [10]


def test_a_part_begins_at_its_own_numbers():
    (first, _second) = parse(PATCH)

    assert first.part(2, 4) == Hunk(12, 11, ('+    backend="cudnn",', "+    scale=None,"), "def mm(a):")
