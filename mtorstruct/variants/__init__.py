"""From what people write to annotated variants: notation, validation of the wild type, look-up."""
