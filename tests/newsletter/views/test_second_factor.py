"""The picture that an app reads; the pages are tried in tests/newsletter/test_second_factor.py."""

from base64 import b64decode
from xml.etree import ElementTree

from newsletter.views.second_factor import picture_of


def drawn(text):
    return ElementTree.fromstring(b64decode(picture_of(text).partition(",")[2]))


def test_the_picture_is_svg_without_anything_from_elsewhere():
    assert drawn("otpauth://totp/x").tag == "{http://www.w3.org/2000/svg}svg"
    assert not [name for element in drawn("x").iter() for name in element.attrib if "href" in name]


def test_another_text_is_another_picture():
    assert picture_of("one") != picture_of("two")
