"""The rules of detect_places one by one: where words are, what decides, what isn't a place."""

import pytest

from regions.mentions import Match, detect_places

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

KUPIANSK = "UA63080090000067457"
KYIV = "UA80000000000093317"


def hromadas(body, **parts):
    return [place.name.partition(" ")[0] for place in detect_places(body=body, **parts).hromadas]


def oblasts(body):
    return [place.name for place in detect_places(body=body).oblasts]


def test_it_shows_the_words_and_where_they_stand():
    title, lead = "Вода для Куп’янська", "Її дала Куп’янська міська рада."

    found = detect_places(title, lead, "Нічого.")

    assert found.hromadas[0].katottg == KUPIANSK
    assert found.hromadas[0].name == "Куп’янська міська територіальна громада"
    assert found.hromadas[0].matches == [
        Match("Куп’янська", "title", 9, 19),
        Match("Куп’янська міська рада", "lead", 8, 30),
    ]
    assert title[9:19] == "Куп’янська"
    assert lead[8:30] == "Куп’янська міська рада"


def test_a_hromada_brings_its_oblast_with_the_same_words():
    found = detect_places(body="У Згурівській громаді нова школа.")

    assert [place.name for place in found.oblasts] == ["Київська область"]
    assert found.oblasts[0].matches == found.hromadas[0].matches


def test_kyiv_is_an_oblast_and_no_hromada():
    found = detect_places(body="Київська міська рада зібралася. У Києві сонячно.")

    assert [place.katottg for place in found.oblasts] == [KYIV]
    assert not found.hromadas


@pytest.mark.parametrize("sign", "'’ʼ`")
def test_any_apostrophe(sign):
    assert hromadas(f"Про це йшлося в Куп{sign}янській громаді.") == ["Куп’янська"]


def test_the_type_said_elsewhere_decides():
    body = "Золочівська громада купила автобус. Його обрала Золочівська селищна рада."

    found = detect_places(body=body)

    assert oblasts(body) == ["Харківська область"]
    assert not found.ambiguous


def test_a_name_is_ambiguous_once_with_all_its_places():
    found = detect_places("Золочівська громада", "", "Про Золочівську громаду пишуть газети.")

    assert [name.name for name in found.ambiguous] == ["Золочівська"]
    assert len(found.ambiguous[0].candidates) == 3
    assert [match.part for match in found.ambiguous[0].matches] == ["title", "body"]


def test_the_hromada_of_the_text_decides_about_its_villages():
    text = "Хутір-Михайлівська громада ремонтує водогін. Роботи йдуть у Чуйківці та Дорошівці."

    assert hromadas(text) == ["Хутір-Михайлівська"]


@pytest.mark.parametrize(
    "text",
    [
        "На вулицях Луговій, Садовій і Набережній міняють труби.",
        "На площі Полтавській відкрили ярмарок.",
        "В. Буча підписав наказ.",
        "Спектакль «Львів» зіграли тричі.",
        "У Краківському готелі та в Лондоні чекали гостей.",
        "До міста Париж (Техас, США) надіслали листа.",
        "Волинські громади просять змінити формулу.",
        "Громади отримали субвенцію.",
    ],
)
def test_what_is_no_place_of_ours(text):
    found = detect_places(body=text)

    assert not found.hromadas
    assert not found.oblasts
    assert not found.ambiguous


def test_quoted_speech_is_read():
    assert hromadas("«Ми приїхали з Охтирки», — каже вона.") == ["Охтирська"]


def test_a_line_break_in_a_paragraph_is_a_space():
    assert hromadas("Автобус подарувала Куп’янська\nміська рада.") == ["Куп’янська"]


def test_an_empty_text():
    found = detect_places()

    assert not any(found)


def test_a_text_of_one_endless_word_or_of_signs_ends_soon():
    assert not any(detect_places(body="А" * 300_000))
    assert not any(detect_places(body="«\"' " * 50_000))


def test_a_district_of_a_city_is_no_raion():
    assert oblasts("У Подільському районі Києва посадили липи.") == ["Київ"]
    assert oblasts("Подільський район чекає на дощ.") == ["Одеська область"]
    assert oblasts("В Ізюмському районі Балаклія перша.") == ["Харківська область"]


def test_the_oblast_right_after_a_name_is_not_contradicted():
    found = detect_places(
        body="Південна громада Одеської області провела форум."
    )  # it is Kharkiv's

    assert not found.hromadas


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Вода для Куп’янська надійшла.", ["Куп’янська"]),
        ("Про це сказала Бердянська.", []),
        ("Мешканці Хмельницького просять тиші.", ["Хмельницька"]),
        ("Пам’ятник Хмельницькому перенесли.", []),
        ("Вогонь видно в рідному Краматорську.", ["Краматорська"]),
        ("Бої точаться на Запоріжжі.", []),
        ("У Запоріжжі відкрили хаб.", ["Запорізька"]),
        ("Метро Харкова працює.", ["Харківська"]),
        ("Звернулися до Володимира.", []),
        ("Острог і Нетішин сполучив автобус.", ["Острозька", "Нетішинська"]),
        ("Мер Кривого Рогу Олександр Вілкул мовчить.", ["Криворізька"]),
        ("Ніжинська громада співає, а Прилуцька танцює.", ["Ніжинська", "Прилуцька"]),
    ],
)
def test_what_stands_before_a_name_tells_a_town_from_a_person(text, names):
    assert hromadas(text) == names
