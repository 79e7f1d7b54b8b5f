"""What is asked of a person: forms, questions and choices; each returns what was said, and its opener acts."""
