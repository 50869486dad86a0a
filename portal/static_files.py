"""Static files under names that change with their content, kept by browsers for ever."""

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class QuickCompressor(Compressor):
    """Brotli at 7 of 11: a tenth larger, and the server starts half a minute earlier."""

    @staticmethod
    def compress_brotli(data):
        return brotli.compress(data, quality=7)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also what a module imports by its path gets the changing name, `./dialog.js` too."""

    support_js_module_import_aggregation = True

    def create_compressor(self, **kwargs):
        return QuickCompressor(**kwargs)
