"""Version of the package, in a module of its own that every room may import."""

__version__ = "0.1.0"
