"""What a variant means for activity and drugs: published evidence and rules on structures, kept apart."""
