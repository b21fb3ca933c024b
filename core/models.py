"""The models of this app: data keys and sealed files."""

from core.sealing.data_keys import DataKey
from core.sealing.files import SealedFile

__all__ = ["DataKey", "SealedFile"]
