"""The tables of the lowest floor: data keys and sealed files."""

from core.datakeys import DataKey
from core.files import SealedFile

__all__ = ["DataKey", "SealedFile"]
