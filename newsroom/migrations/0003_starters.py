"""Three beginnings that every newsroom needs; administrators change them in the newsroom."""

from django.db import migrations

ANNOUNCEMENT = """\
<p>[Коли і де це буде: день, година, адреса. Хто запрошує.]</p>
<h2>Що буде</h2>
<p>[Дві-три найважливіші частини події. Хто виступить і про що.]</p>
<h2>Кого запрошують</h2>
<p>[Для кого подія. Чи потрібно записатися: до якого дня і куди. Чи вхід вільний.]</p>
<h2>Як дістатися</h2>
<ul><li>[Зупинка, маршрут, місце для авто.]</li>\
<li>[Чи є пандус, переклад жестовою мовою, укриття.]</li></ul>
<p>Довідки: [Телефон або адреса сторінки].</p>"""

NEWS = """\
<p>[Що сталося: хто, що зробив, де і коли. Найважливіше для мешканців — у першому реченні.]</p>
<p>[Чому це важливо: що зміниться, для кого і відколи.]</p>
<h2>Як до цього дійшло</h2>
<p>[Передісторія двома-трьома реченнями: хто вирішив, скільки це коштує, звідки гроші.]</p>
<blockquote><p>[Пряма мова: одна думка, яку не переказати краще.]</p></blockquote>
<p>[Хто це сказав: ім’я, прізвище, посада.]</p>
<h2>Що далі</h2>
<p>[Наступний крок і його дата. Куди звертатися із запитаннями.]</p>"""

INTERVIEW = """\
<p>[Хто ваш співрозмовник і чому говорите саме тепер. Де й коли записано розмову.]</p>
<h2>[Про що перша частина розмови]</h2>
<p><strong>[Запитання, яке поставив би мешканець?]</strong></p>
<p>[Відповідь.]</p>
<p><strong>[Уточнення: приклад, цифра, строк?]</strong></p>
<p>[Відповідь.]</p>
<h2>[Про що друга частина]</h2>
<p><strong>[Що було найважчим?]</strong></p>
<p>[Відповідь.]</p>
<p><strong>[Що зміниться за рік?]</strong></p>
<p>[Відповідь.]</p>
<h2>Довідка</h2>
<p>[Ім’я, прізвище, посада. Три факти про співрозмовника або громаду.]</p>"""

STARTERS = [
    ("Анонс", "[Що відбудеться, де і коли — одним реченням.]", ANNOUNCEMENT),
    ("Новина", "[Що сталося і чому це важливо — одним-двома реченнями.]", NEWS),
    ("Інтерв’ю", "[З ким розмова і головна думка — одним-двома реченнями.]", INTERVIEW),
]


def make_starters(apps, schema_editor):
    starters = apps.get_model("newsroom", "Starter").objects.using(schema_editor.connection.alias)
    for position, (name, lead, body) in enumerate(STARTERS, 1):
        starters.get_or_create(
            name=name, defaults={"lead": lead, "body": body, "position": position}
        )


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_groups")]

    operations = [migrations.RunPython(make_starters, migrations.RunPython.noop)]
