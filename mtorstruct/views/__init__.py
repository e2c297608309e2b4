"""Views of tables and complexes: scenes, figures, one self-contained report.

A picture is described first, as plain data (:mod:`mtorstruct.views.scene`), and drawn afterwards; nothing
here calls ``show``. Colours come from :mod:`mtorstruct.views.palette` alone.
"""
