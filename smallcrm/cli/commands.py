"""Every command by name: the module that holds it, and its one line of help."""

from __future__ import annotations

CONTACT = {
    "add": ("contact", "Add a contact"),
    "list": ("contact_list", "List contacts"),
    "show": ("contact_show", "Everything known of a contact, on one page"),
    "edit": ("contact_edit", "Change contacts"),
    "remove": ("contact", "Remove contacts"),
    "merge": ("contact_merge", "Make several contacts one"),
    "duplicates": ("contact_merge", "Contacts that may be the same, with score and reasons"),
    "dossier": ("contact_show", "All that is known of one person, and nobody else"),
    "erase": ("erase", "Erase a person for good: the one act that can't be undone"),
}

NOTE = {
    "add": ("note", "Note what was said or done"),
    "list": ("note_list", "List notes"),
    "show": ("note", "Show a note"),
    "edit": ("note", "Change a note"),
    "remove": ("note", "Remove notes"),
}

JOB = {
    "add": ("job", "Add a job"),
    "list": ("job_list", "List jobs"),
    "show": ("job", "Show a job with its history"),
    "edit": ("job", "Change a job"),
    "remove": ("job", "Remove jobs"),
    "move": ("job_stage", "Move a job to another stage"),
    "stages": ("job_stage", "The stages and what they mean; add or remove one"),
}

APPOINTMENT = {
    "add": ("appointment", "Book an appointment"),
    "list": ("appointment_list", "List appointments"),
    "show": ("appointment_show", "Show an appointment"),
    "edit": ("appointment_edit", "Change an appointment"),
    "move": ("appointment_edit", "Move an appointment to another time"),
    "cancel": ("appointment_edit", "Cancel an appointment; it stays in the book"),
    "remove": ("appointment_edit", "Remove appointments"),
}

REMINDER = {
    "add": ("reminder", "Set a reminder"),
    "list": ("reminder_list", "List reminders"),
    "due": ("reminder_due", "What is due; with --new each once"),
    "notify": ("reminder_due", "Show what is newly due on the desktop, else on the terminal"),
    "message": ("reminder_message", "A text that reminds a customer, ready to send"),
    "install": ("reminder_install", "What makes reminders come by themselves: cron, systemd or launchd"),
    "done": ("reminder", "Close reminders; a repeating one opens its next"),
    "snooze": ("reminder", "Put a reminder off"),
    "edit": ("reminder", "Change a reminder"),
    "remove": ("reminder", "Remove reminders"),
}

CALENDAR = {
    "export": ("calendar", "Write appointments and reminders as iCalendar"),
    "publish": ("calendar_publish", "Keep a calendar in a file up to date after every change"),
    "list": ("calendar_publish", "The published calendars, and whether their files are up to date"),
    "unpublish": ("calendar_publish", "Publish a calendar no more"),
    "serve": ("calendar_serve", "Serve the published calendars to programs that subscribe to them"),
    "token": ("calendar_publish", "Give a served calendar a new secret address"),
    "sync": ("calendar_sync", "Keep the book in step with a folder of files, both ways"),
}

CONFIG = {
    "show": ("settings", "The settings in force"),
    "get": ("settings", "One setting's value"),
    "set": ("settings", "Give a setting a value"),
    "unset": ("settings", "Put a setting back to its default"),
    "edit": ("settings", "Open the configuration in your editor"),
    "path": ("settings", "Where the configuration stands"),
}

# name: (help, examples, its commands)
GROUPS: dict[str, tuple[str, str, dict[str, tuple[str, str]]]] = {
    "contact": (
        "People and organisations.",
        '\b\nExamples:\n  smallcrm contact add "Maya O\'Connor" --phone 07700900142 --tag bristol\n'
        "  smallcrm contact list --tag bristol --sort name\n  smallcrm contact show maya",
        CONTACT,
    ),
    "note": (
        "What was said and done: calls, e-mails, texts, letters, faxes, visits.",
        '\b\nExamples:\n  smallcrm note add maya "wants the boiler looked at" --channel call\n'
        "  smallcrm note list --contact maya",
        NOTE,
    ),
    "job": (
        "Pieces of work, by stage.",
        '\b\nExamples:\n  smallcrm job add maya "Leaking cylinder valve" --value 185\n'
        "  smallcrm job move maya quoted\n  smallcrm job list --open",
        JOB,
    ),
    "appointment": (
        "What is booked, and when.",
        '\b\nExamples:\n  smallcrm appointment add maya "Fix valve" --at "mon 9-10:30"\n'
        '  smallcrm appointment move maya 11:00\n  smallcrm appointment add iris Tuning --at "fri 9am" --repeat "every 4 weeks"',
        APPOINTMENT,
    ),
    "reminder": (
        "What must not be forgotten.",
        '\b\nExamples:\n  smallcrm reminder add "Ring Harbour Lettings" --due "tomorrow 9am"\n'
        '  smallcrm reminder add "Service Bechstein" --contact iris --due "12 sep" --repeat-after "6 months"',
        REMINDER,
    ),
    "calendar": (
        "Calendars for other programs.",
        "\b\nExamples:\n  smallcrm calendar export -o work.ics\n  smallcrm calendar publish ~/Sync/work.ics\n"
        "  smallcrm calendar serve",
        CALENDAR,
    ),
    "config": (
        "Settings: region, time zone, currency, how dates are read.",
        "\b\nExamples:\n  smallcrm config show\n  smallcrm config set date_order dmy",
        CONFIG,
    ),
}

COMMANDS: dict[str, tuple[str, str]] = {
    "add": ("shorthand", "A new caller in ten seconds"),
    "show": ("contact_show", "The one page of a contact"),
    "log": ("note", "Note a call that came in, or with options one you made, a text, a visit"),
    "book": ("appointment", "Book an appointment"),
    "move": ("appointment_edit", "Move an appointment to another time"),
    "done": ("done", "Close a reminder, or finish a job"),
    "phone": ("shorthand", "A contact's phone number, bare"),
    "email": ("shorthand", "A contact's e-mail, bare"),
    "address": ("shorthand", "A contact's address, bare"),
    "today": ("day", "Today and what is overdue"),
    "next": ("day", "What to do next, and why"),
    "agenda": ("day", "What is coming, by date"),
    "free": ("free", "Gaps in your working hours"),
    "find": ("find", "Search everything"),
    "contact": ("group:contact", "People and organisations"),
    "note": ("group:note", "What was said and done"),
    "job": ("group:job", "Pieces of work, by stage"),
    "appointment": ("group:appointment", "What is booked (also: appt)"),
    "reminder": ("group:reminder", "What must not be forgotten"),
    "import": ("exchange", "Bring in contacts and calendars from files"),
    "export": ("export", "Write everything out, in formats that others read"),
    "calendar": ("group:calendar", "Calendars for other programs"),
    "batch": ("batch", "Many commands in one go, and one step to undo"),
    "undo": ("history", "Take back the last change"),
    "redo": ("history", "Make the undone change again"),
    "history": ("history", "What was changed, when"),
    "backup": ("care", "Copy the store, whole and checked"),
    "restore": ("care", "Bring back a backup"),
    "doctor": ("care", "Check the store's health"),
    "config": ("group:config", "Settings"),
    "demo": ("demo", "Try it in a throw-away store"),
    "tui": ("tui", "The full-screen dashboard"),
    "completion": ("completion", "Set up completion in your shell"),
}
# Other names of a command, not listed apart.
ALIASES = {"appt": "appointment"}
