"""A passkey: a key of WebAuthn by which an account is entered (W3C, Web Authentication level 3)."""

from django.db import models
from django_otp.models import Device, DeviceManager, TimestampMixin


class Passkey(TimestampMixin, Device):
    """The public half; the private one never leaves the owner's device."""

    # The id by which a browser names it, in base64url: at most 1,023 bytes (level 3, 4).
    credential = models.TextField("ідентифікатор", editable=False)
    digest = models.CharField("відбиток", max_length=64, unique=True, editable=False)  # SHA-256
    public_key = models.BinaryField("відкритий ключ")
    # Grows with each use, where the device counts; a copy of the device would count differently.
    uses = models.BigIntegerField("лічильник", default=0, editable=False)
    transports = models.JSONField("з’єднання", default=list, editable=False)

    objects = DeviceManager()

    class Meta(Device.Meta):
        abstract = False
        verbose_name = "ключ доступу"
        verbose_name_plural = "ключі доступу"
        default_permissions = ()
