"""What the log says of a saved article: where it came to, and what was changed in it."""

from newsroom import states
from newsroom.admin.moving import CAME, SAID
from newsroom.states import Stage


class TellsLog:
    """Part of the admin of articles; stands before MovesByButtons, which learns whence it came."""

    def construct_change_message(self, request, form, formsets, add=False):
        article = form.instance
        moved = self._moved(article)
        if add:
            return f"Додано. {moved}" if moved else [{"added": {}}]
        told = {"state", "published_at"} if moved else {"state"}
        labels = [form.fields[name].label for name in form.changed_data if name not in told]
        labels += [
            str(formset.model._meta.verbose_name_plural)
            for formset in formsets
            if formset.has_changed()
        ]
        changed = f"Змінено: {', '.join(label.lower() for label in labels)}." if labels else ""
        return " ".join(filter(None, (moved, changed))) or "Нічого не змінено."

    def _moved(self, article):
        """Return the sentence about a new stage or another date of the schedule, or ""."""
        before, stage = article.came_from, states.stage_of(article)
        if stage is Stage.SCHEDULED:
            if before is stage and article.date_before == article.published_at:
                return ""
            return f"Заплановано на {states.in_words(article.published_at)} (Київ)."
        if stage is (before or Stage.DRAFT):
            return ""
        return f"{SAID.get((before, stage)) or CAME.get(stage, 'Знову чернетка')}."
