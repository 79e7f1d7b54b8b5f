"""What the business means: contacts, notes, jobs, appointments, reminders, and the words people use for them."""
