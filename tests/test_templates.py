"""Every template can be read: each tag, filter, parent and library in it exists."""

from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

FOLDER = settings.BASE_DIR / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*"))


def test_every_template_compiles():
    wrong = {}
    for name in TEMPLATES:
        try:
            get_template(name)
        except (TemplateDoesNotExist, TemplateSyntaxError) as error:
            wrong[name] = error
    assert wrong == {}
