"""Transliteration and slugs by resolution 55 of the Cabinet of Ministers of 27.01.2010."""

import pytest

from ukrainian.slugs import slugify, transliterate

# The examples of the table that the resolution itself gives, letter by letter.
RESOLUTION = [
    ("Алушта", "Alushta"),
    ("Андрій", "Andrii"),
    ("Борщагівка", "Borshchahivka"),
    ("Борисенко", "Borysenko"),
    ("Вінниця", "Vinnytsia"),
    ("Володимир", "Volodymyr"),
    ("Гадяч", "Hadiach"),
    ("Богдан", "Bohdan"),
    ("Згурський", "Zghurskyi"),
    ("Ґалаґан", "Galagan"),
    ("Ґорґани", "Gorgany"),
    ("Донецьк", "Donetsk"),
    ("Дмитро", "Dmytro"),
    ("Рівне", "Rivne"),
    ("Олег", "Oleh"),
    ("Есмань", "Esman"),
    ("Єнакієве", "Yenakiieve"),
    ("Гаєвич", "Haievych"),
    ("Короп’є", "Koropie"),
    ("Житомир", "Zhytomyr"),
    ("Жанна", "Zhanna"),
    ("Жежелів", "Zhezheliv"),
    ("Закарпаття", "Zakarpattia"),
    ("Казимирчук", "Kazymyrchuk"),
    ("Медвин", "Medvyn"),
    ("Михайленко", "Mykhailenko"),
    ("Іванків", "Ivankiv"),
    ("Іващенко", "Ivashchenko"),
    ("Їжакевич", "Yizhakevych"),
    ("Кадиївка", "Kadyivka"),
    ("Мар’їне", "Marine"),
    ("Йосипівка", "Yosypivka"),
    ("Стрий", "Stryi"),
    ("Олексій", "Oleksii"),
    ("Київ", "Kyiv"),
    ("Коваленко", "Kovalenko"),
    ("Лебедин", "Lebedyn"),
    ("Леонід", "Leonid"),
    ("Миколаїв", "Mykolaiv"),
    ("Маринич", "Marynych"),
    ("Ніжин", "Nizhyn"),
    ("Наталія", "Nataliia"),
    ("Одеса", "Odesa"),
    ("Онищенко", "Onyshchenko"),
    ("Полтава", "Poltava"),
    ("Петро", "Petro"),
    ("Решетилівка", "Reshetylivka"),
    ("Рибчинський", "Rybchynskyi"),
    ("Суми", "Sumy"),
    ("Соломія", "Solomiia"),
    ("Тернопіль", "Ternopil"),
    ("Троць", "Trots"),
    ("Ужгород", "Uzhhorod"),
    ("Уляна", "Uliana"),
    ("Фастів", "Fastiv"),
    ("Філіпчук", "Filipchuk"),
    ("Харків", "Kharkiv"),
    ("Христина", "Khrystyna"),
    ("Біла Церква", "Bila Tserkva"),
    ("Стеценко", "Stetsenko"),
    ("Чернівці", "Chernivtsi"),
    ("Шевченко", "Shevchenko"),
    ("Шостка", "Shostka"),
    ("Кишеньки", "Kyshenky"),
    ("Щербухи", "Shcherbukhy"),
    ("Гоща", "Hoshcha"),
    ("Гаращенко", "Harashchenko"),
    ("Юрій", "Yurii"),
    ("Корюківка", "Koriukivka"),
    ("Яготин", "Yahotyn"),
    ("Ярошенко", "Yaroshenko"),
    ("Костянтин", "Kostiantyn"),
    ("Знам’янка", "Znamianka"),
    ("Феодосія", "Feodosiia"),
    ("Згорани", "Zghorany"),
    ("Розгон", "Rozghon"),
]


@pytest.mark.parametrize(("name", "latin"), RESOLUTION)
def test_resolution_55(name, latin):
    assert transliterate(name) == latin
    assert slugify(name) == latin.lower().replace(" ", "-")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Згурівка", "zghurivka"),
        ("Куп’янськ", "kupiansk"),
        ("Куп'янськ", "kupiansk"),
        ("Купʼянськ", "kupiansk"),
        ("Ів`є", "ivie"),
        ("Івано-Франківськ", "ivano-frankivsk"),
        ("«Дайте 5 років!» — громада…", "daite-5-rokiv-hromada"),
        ("  ", ""),
        ("!!!", ""),
        ("Hello, світе", "hello-svite"),
    ],
)
def test_slugs_of_what_people_type(name, slug):
    assert slugify(name) == slug


def test_a_long_slug_ends_at_a_whole_word():
    slug = slugify("Партнерство громад заради відновлення " * 5, max_length=80)
    assert len(slug) <= 80
    assert slug == "partnerstvo-hromad-zarady-vidnovlennia-partnerstvo-hromad-zarady-vidnovlennia"
    assert slugify("а" * 200, max_length=80) == "a" * 80


def test_capitals_stay_capitals():
    assert transliterate("ЗГУРІВКА ЩАСТЯ") == "ZGHURIVKA SHCHASTIA"
    assert transliterate("Щ") == "Shch"
