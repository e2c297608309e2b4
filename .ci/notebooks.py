"""Run every notebook from top to bottom; a cell that fails stops the run."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

for path in sorted(Path("notebooks").glob("*.ipynb")):
    NotebookClient(nbformat.read(path, as_version=4), timeout=300, kernel_name="python3").execute()
    print(path)
