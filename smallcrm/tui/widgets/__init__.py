"""What screens are made of; widgets know nothing of SQL."""
