"""Change what reads files in every process that has one of these folders on its path."""

import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any

READER = "mtorstruct.structure.reading"


class _Finder(MetaPathFinder):
    def __init__(self, before: Callable[[Any], object]) -> None:
        self._before = before

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != READER:
            return None
        spec: Any = PathFinder.find_spec(name, path, target)
        run = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            read = module.read_file  # type: ignore[attr-defined]

            def read_file(file: Any, **more: Any) -> Any:
                self._before(file)
                return read(file, **more)

            module.read_file = read_file  # type: ignore[attr-defined]

        spec.loader.exec_module = exec_module
        return spec


def before_reading(do: Callable[[Any], object]) -> None:
    """Call something with each file before it is read."""
    sys.meta_path.insert(0, _Finder(do))
