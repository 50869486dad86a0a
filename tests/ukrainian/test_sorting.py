"""The Ukrainian alphabetical order, the same in every database."""

from ukrainian.sorting import sort_key


def test_alphabetical_order():
    names = ["Ананьїв", "Буча", "Гава", "Ґава", "Дім", "Ева", "Єва", "Зміїв", "Изба", "Іва"]
    names += ["Їжак", "Йод", "Юр", "Ялта"]
    shuffled = sorted(names, key=len)
    assert sorted(shuffled, key=sort_key) == names


def test_apostrophe_is_ignored_and_space_sorts_first():
    names = ["Біла Церква", "Білаки", "В’язівок", "Вязь", "Ів"]
    shuffled = names[::-1]
    assert sorted(shuffled, key=sort_key) == names


def test_key_is_plain_digits_of_bounded_length():
    key = sort_key("Ґ’я 5-z" * 100)
    assert key.isdigit()
    assert key.isascii()
    assert len(key) == 120
