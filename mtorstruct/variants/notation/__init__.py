"""What people write of a variant, read into a `Change`, and the one way back: its name."""
