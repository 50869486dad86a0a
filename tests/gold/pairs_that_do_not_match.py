"""What a reader types and a word that the search must not take for it, with the reason.

Written before the search existed. A triple is (query, form as it stands in a text, why). The query
is whole and sent: the prefix search while typing, which would rightly offer «проєктор» to «проєкт»,
is no matter of these. In `HARD`, which isn't in `PAIRS`, the spelling of the query belongs to both
words, so that nothing but the sense of a text keeps them apart: to be shown, not counted.
"""

SAME_BEGINNING = (  # one word begins as the other: a stemmer that cuts too much mixes them
    ("громада", "громадянин", "a citizen"),
    ("проєкт", "проєктор", "a projector"),
    ("план", "планета", "a planet"),
    ("план", "планшетом", "a tablet"),
    ("газ", "газета", "a newspaper"),
    ("газ", "газону", "a lawn"),
    ("порт", "портрет", "a portrait"),
    ("парк", "паркет", "a parquet floor"),
    ("сад", "садно", "a bruise"),
    ("стіл", "столиця", "a capital; the stem of «столом» is its own"),
    ("суд", "судна", "a vessel"),
    ("староста", "старістю", "old age"),
    ("кошти", "кошик", "a basket"),
    ("тариф", "тара", "packaging"),
    ("сир", "сирота", "an orphan"),
    ("балка", "балкон", "a balcony"),
    ("вулиця", "вулика", "a beehive"),
    ("матір", "матеріал", "material"),
    ("голова", "головоломка", "a puzzle"),
    ("тепло", "теплохід", "a motor ship"),
    ("рада", "радар", "a radar"),
    ("рада", "радіо", "radio"),
    ("гривня", "грива", "a mane"),
)

ALTERNATING_VOWELS = (  # і, о and е change places in the stem of one word, not between two
    ("ріка", "року", "a year"),
    ("річка", "річниця", "an anniversary"),
    ("місто", "мосту", "a bridge"),
    ("місто", "місця", "a seat or place"),
    ("ліс", "лиса", "a fox"),
    ("день", "дна", "the bottom"),
    ("вік", "вікна", "a window"),
    ("стрій", "Стрию", "the town of Стрий"),
    ("дім", "думі", "a thought"),
    ("село", "сіль", "salt; the genitive plural is «сіл»"),
    ("сила", "села", "a village"),
)

NOUN_AND_VERB = (
    ("коса", "косити", "to mow"),
    ("стан", "стати", "to become"),
    ("рада", "радіти", "to rejoice"),
    ("вода", "водити", "to lead"),
    ("міна", "міняти", "to change"),
    ("літо", "літають", "to fly"),
    ("світ", "світити", "to shine"),
    ("замок", "замкнено", "to lock"),
    ("вести", "везти", "to carry by vehicle"),
    ("їхати", "їсти", "to eat"),
)

ONE_ENDING_OR_LETTER = (
    ("поле", "поло", "the game of polo"),
    ("банк", "банкою", "a jar; the bank is «банком»"),
    ("каса", "каскою", "a helmet"),
    ("пост", "пошти", "the post"),
    ("рука", "руху", "movement"),
    ("країна", "краями", "an edge or land"),
    ("вода", "водія", "a driver"),
    ("музей", "музикою", "music"),
)

PLACES = (  # names against the words that they resemble
    ("Київ", "кийок", "a stick"),
    ("Львів", "левами", "lions"),
    ("Ромни", "роман", "a novel"),
    ("Дніпро", "дном", "the bottom"),
    ("Україна", "країни", "a country"),
    ("Мирне", "миром", "peace; Мирне is a settlement"),
    ("Мена", "мене", "a pronoun; the dative of the town is its homograph, this form isn't"),
)

FUNCTION_WORDS = (  # dropped before they have lemmas: the conjunction is a form of the pronoun
    ("той", "та", "the conjunction"),
)

HARD = (
    ("рік", "ріки", "a river: its genitive plural is «рік»"),
    ("дорога", "дорогого", "dear: its feminine is «дорога»"),
    ("Суми", "сумою", "a sum of money"),
    ("Рівне", "рівною", "even, level"),
    ("міст", "містом", "a town: its genitive plural is «міст»"),
)

PAIRS = (
    *SAME_BEGINNING,
    *ALTERNATING_VOWELS,
    *NOUN_AND_VERB,
    *ONE_ENDING_OR_LETTER,
    *PLACES,
    *FUNCTION_WORDS,
)
