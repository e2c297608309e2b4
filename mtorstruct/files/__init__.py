"""Files before it is known what they are for: how they are packed and encoded, and of what kind they are."""
