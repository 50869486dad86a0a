"""The beginning of a text: whole sentences where they fit, whole words where they don't."""

import pytest

from ukrainian.sentences import beginning, ends

FIRST = "Рада громади ухвалила бюджет."


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("", 20, ""),
        ("  Коротко\n і ясно ", 20, "Коротко і ясно"),
        (f"{FIRST} Далі буде ще довше речення.", 40, FIRST),
        (f"{FIRST} «Так вирішили люди», — каже голова.", 40, FIRST),
        ("Чи варто питати? Варто. Бо інакше ніяк не можна.", 30, "Чи варто питати? Варто."),
        ("Він сказав «так». Вона промовчала про все інше.", 30, "Він сказав «так»."),
        ("У селі (Ківшарівка). Там відкрили нову школу.", 30, "У селі (Ківшарівка)."),
        ("Це було у 2025. Потім усе змінилося назавжди.", 20, "Це було у 2025."),
    ],
)
def test_whole_sentences_that_fit(text, limit, expected):
    assert beginning(text, limit) == expected


@pytest.mark.parametrize("short", ["м. Київ", "вул. Лесі Українки", "ім. Франка"])
def test_an_abbreviation_ends_no_sentence(short):
    text = f"Рада {short} ухвалила дуже довгий бюджет на весь наступний рік"
    assert beginning(text, 40).endswith("…")


@pytest.mark.parametrize("limit", range(2, 40))
def test_a_long_sentence_is_cut_after_a_whole_word(limit):
    text = "Обласна рада, яка зібралася вчора — уперше — вирішила все (майже)"
    found = beginning(text, limit)
    assert len(found) <= limit
    assert found.endswith("…")
    kept = found[:-1]
    assert text.startswith(kept)
    assert not kept or kept[-1] not in " ,—("
    assert " " not in text[: limit - 1] or text[len(kept)] in " ,—("


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Перше. Друге! Третє", ["Перше.", " Друге!", " Третє"]),
        ("У м. Київ знову. «Невже?» Ні.", ["У м. Київ знову.", " «Невже?»", " Ні."]),
        ("Заголовок\nПерше речення. Друге.", ["Заголовок", "\nПерше речення.", " Друге."]),
        ("", [""]),
        ("\n\n", ["", "\n", "\n"]),
    ],
)
def test_sentences_end_at_their_marks_and_at_ends_of_lines(text, sentences):
    places = ends(text)
    starts = [0, *places]
    assert [text[start:end] for start, end in zip(starts, places, strict=False)] == sentences
    assert places[-1] == len(text)
