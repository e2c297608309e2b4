"""Inspect and open files of any content: compression, text encoding, and kind of file."""
