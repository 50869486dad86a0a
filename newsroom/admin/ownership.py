"""Who may change what they made: the right to add carries the right to change one's own.

An author has only the right to add. `has_perm("news.change_article")` therefore means the right to
change everybody's. (Wagtail follows the same rule: "add" lets one edit one's own pages.)
"""

from regions.admin.wording import WordedAdmin


class OwnedAdmin(WordedAdmin):
    """An admin of rows with `created_by`; those who may only add see and change their own."""

    def may(self, request, action):
        """Whether the account has the model's own right to add, change, delete or view."""
        return request.user.has_perm(f"{self.opts.app_label}.{action}_{self.opts.model_name}")

    def is_own(self, request, obj):
        """Whether who makes the request also made `obj` and may still change it."""
        return self.may(request, "add") and obj.created_by_id == request.user.pk

    def has_view_permission(self, request, obj=None):
        if super().has_view_permission(request, obj):
            return True
        return self.may(request, "add") and (obj is None or obj.created_by_id == request.user.pk)

    def has_change_permission(self, request, obj=None):
        if self.may(request, "change"):
            return True
        return self.may(request, "add") if obj is None else self.is_own(request, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
