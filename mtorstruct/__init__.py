"""Map mutations onto the structures of mTORC1 and mTORC2.

Residue numbers are UniProt positions of the canonical sequence, from 1, unless the name of
an argument or a column says otherwise. Importing this package imports nothing heavy: its
public names are listed in ``__init__.pyi``, and each is imported when it is used.
"""

from importlib import import_module

# `lazy_loader`, which parses the same file by `ast`, makes the bare import three times as long, pathlib too.
with open(f"{__file__}i", encoding="utf-8") as _stub:  # noqa: PTH123
    _HOMES = {words[-1]: words[1] for words in map(str.split, _stub) if words[0] == "from"}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'mtorstruct' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name], __name__), name)


def __dir__() -> list[str]:
    return __all__.copy()
