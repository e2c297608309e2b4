"""Reading of variants as people write them into a `Change`, and writing of its name."""
