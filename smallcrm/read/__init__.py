"""SQL over the views, answered as frozen rows; nothing here writes."""
