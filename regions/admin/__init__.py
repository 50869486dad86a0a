"""The newsroom's pages for places. Importing this package registers them with Django's admin."""

from regions.admin import places

__all__ = ["places"]
