"""What was typed with the Latin layout on is read as the Ukrainian keys."""

import pytest

from ukrainian.keyboard import on_latin_keys, on_ukrainian_keys


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rhfvfnjhcmr", "краматорськ"),
        ("Rb]d", "Київ"),
        ("<fh", "Бар"),
        ("reg`zycmr", "куп’янськ"),
        ("Df\\t;", "Ваґеж"),
        ("Київ", "Київ"),
        ("Rb]d 2", "Київ 2"),
        ("", ""),
    ],
)
def test_keys_are_read_in_the_ukrainian_layout(typed, meant):
    assert on_ukrainian_keys(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("гіфшв", "usaid"), ("Зкщящккщ", "Prozorro")])
def test_keys_are_read_in_the_latin_layout(typed, meant):
    assert on_latin_keys(typed) == meant
    assert on_ukrainian_keys(meant) == typed
