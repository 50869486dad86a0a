"""Static files under names that change with their content, kept by browsers for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also what a module imports by its path gets the changing name, `./dialog.js` too."""

    support_js_module_import_aggregation = True
