"""A reader that brings down its process over a file whose name says so.

No file that makes gemmi crash is known; this stands for one. Python runs it at its start where this folder
is on its path.
"""

import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder


class _Finder(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "mtorstruct.structure.reading":
            return None
        spec = PathFinder.find_spec(name, path, target)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            read = module.read_file

            def read_file(file, **more):
                if "crash" in str(file):
                    os.abort()
                return read(file, **more)

            module.read_file = read_file

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, _Finder())
