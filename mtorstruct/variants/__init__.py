"""From what people write to annotated changes: notation, check of the wild type, look-up."""
