"""From tables and complexes to pictures: scenes, figures, one self-contained report.

A picture is described first, as plain data (:mod:`mtorstruct.view.scene`), and drawn afterwards; nothing
here calls ``show``. Colours come from :mod:`mtorstruct.view.palette` alone.
"""
