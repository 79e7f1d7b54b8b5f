CREATE TABLE calendar_item (
  uid TEXT NOT NULL,
  kind TEXT NOT NULL,
  sequence INTEGER DEFAULT 0 NOT NULL,
  revised_at TEXT NOT NULL,
  raised_in INTEGER,
  removed_at TEXT,
  image TEXT,
  PRIMARY KEY (uid)
)
 STRICT;
CREATE INDEX calendar_item_removed ON calendar_item (removed_at) WHERE removed_at IS NOT NULL;
CREATE TABLE change (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  origin TEXT NOT NULL,
  words TEXT NOT NULL,
  kind TEXT DEFAULT 'do' NOT NULL,
  of_id INTEGER,
  undone_by INTEGER,
  schema_version INTEGER NOT NULL
)
 STRICT;
CREATE TABLE component (
  id INTEGER NOT NULL,
  text BLOB NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE contact (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ','now')) NOT NULL,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ','now')) NOT NULL,
  kind TEXT DEFAULT 'person' NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT DEFAULT '' NOT NULL,
  prefix TEXT,
  given_name TEXT,
  middle_name TEXT,
  family_name TEXT,
  suffix TEXT,
  nickname TEXT,
  department TEXT,
  role TEXT,
  stage TEXT,
  birthday TEXT,
  prefers TEXT,
  source TEXT,
  about TEXT,
  CONSTRAINT contact_kind CHECK (kind IN ('person','organisation')),
  CONSTRAINT contact_name CHECK (length(name) > 0),
  UNIQUE (uid)
)
 STRICT;
CREATE INDEX contact_by_birthday ON contact (substr(birthday, -5)) WHERE birthday IS NOT NULL;
CREATE INDEX contact_by_name ON contact (name_key, id);
CREATE INDEX contact_by_stage ON contact (stage, name_key) WHERE stage IS NOT NULL;
CREATE INDEX contact_by_update ON contact (updated_at);
CREATE TABLE external_key (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  source TEXT NOT NULL,
  "key" TEXT NOT NULL,
  subject_uid TEXT NOT NULL,
  CONSTRAINT external_key_once UNIQUE (source, "key"),
  UNIQUE (uid)
)
 STRICT;
CREATE INDEX external_key_of ON external_key (subject_uid);
CREATE TABLE open_change (
  id INTEGER NOT NULL,
  change_id INTEGER,
  at TEXT NOT NULL,
  source TEXT,
  PRIMARY KEY (id),
  CONSTRAINT open_change_one CHECK (id = 1)
)
 STRICT;
CREATE TABLE property (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  subject_uid TEXT NOT NULL,
  format TEXT NOT NULL,
  line TEXT NOT NULL,
  UNIQUE (uid)
)
 STRICT;
CREATE INDEX property_of ON property (subject_uid, id);
CREATE TABLE provenance (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  subject_uid TEXT NOT NULL,
  property TEXT,
  value TEXT,
  source TEXT NOT NULL,
  line INTEGER,
  at TEXT NOT NULL,
  UNIQUE (uid)
)
 STRICT;
CREATE INDEX provenance_of ON provenance (subject_uid);
CREATE INDEX provenance_print ON provenance (value) WHERE property IS NULL;
CREATE TABLE publication (
  name TEXT NOT NULL,
  file TEXT,
  mode INTEGER NOT NULL,
  kinds TEXT NOT NULL,
  tag TEXT,
  busy INTEGER DEFAULT 0 NOT NULL,
  cancelled INTEGER DEFAULT 0 NOT NULL,
  everything INTEGER DEFAULT 0 NOT NULL,
  token TEXT NOT NULL,
  revision INTEGER DEFAULT 0 NOT NULL,
  written INTEGER,
  written_as TEXT,
  problem TEXT,
  PRIMARY KEY (name),
  CONSTRAINT publication_kinds CHECK (kinds IN ('all','appointments','reminders')),
  UNIQUE (file),
  UNIQUE (token)
)
 STRICT;
CREATE TABLE stage (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  name TEXT NOT NULL,
  meaning TEXT NOT NULL,
  position INTEGER NOT NULL,
  CONSTRAINT stage_meaning CHECK (meaning IN ('open','quoted','won','done','owed','paid','lost')),
  UNIQUE (uid),
  UNIQUE (name)
)
 STRICT;
CREATE TABLE stale (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE sync_folder (
  path TEXT NOT NULL,
  kinds TEXT NOT NULL,
  PRIMARY KEY (path)
)
 STRICT;
CREATE TABLE sync_item (
  folder TEXT NOT NULL,
  href TEXT NOT NULL,
  kind TEXT NOT NULL,
  uid TEXT NOT NULL,
  item_uid TEXT NOT NULL,
  digest TEXT,
  base BLOB,
  told TEXT,
  pending BLOB,
  pending_told TEXT,
  PRIMARY KEY (folder, href)
)
 STRICT;
CREATE INDEX sync_item_of ON sync_item (uid);
CREATE TABLE tag (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  UNIQUE (uid),
  UNIQUE (name_key)
)
 STRICT;
CREATE TABLE told (
  uid TEXT NOT NULL,
  occasion TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (uid, occasion)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE address (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  contact_id INTEGER NOT NULL,
  street TEXT,
  city TEXT,
  region TEXT,
  postcode TEXT,
  country TEXT,
  label TEXT,
  preferred INTEGER DEFAULT 0 NOT NULL,
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_address_contact_id ON address (contact_id);
CREATE TABLE consent (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  contact_id INTEGER NOT NULL,
  channel TEXT,
  given INTEGER NOT NULL,
  on_date TEXT,
  source TEXT,
  CONSTRAINT consent_given CHECK (given IN (0,1)),
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_consent_contact_id ON consent (contact_id);
CREATE TABLE custom_field (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  contact_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  CONSTRAINT custom_field_once UNIQUE (contact_id, name),
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX custom_field_follow_up ON custom_field (contact_id) WHERE lower(replace(replace(name, '_', ' '), '-', ' ')) = 'follow up';
CREATE INDEX ix_custom_field_contact_id ON custom_field (contact_id);
CREATE TABLE email (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  contact_id INTEGER NOT NULL,
  value TEXT NOT NULL,
  "key" TEXT DEFAULT '' NOT NULL,
  label TEXT,
  preferred INTEGER DEFAULT 0 NOT NULL,
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX email_by_key ON email ("key");
CREATE INDEX ix_email_contact_id ON email (contact_id);
CREATE TABLE handle (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  contact_id INTEGER NOT NULL,
  platform TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_handle_contact_id ON handle (contact_id);
CREATE TABLE journal (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  change_id INTEGER,
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  "before" TEXT,
  "after" TEXT,
  source TEXT,
  FOREIGN KEY(change_id) REFERENCES change (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_journal_change_id ON journal (change_id);
CREATE INDEX journal_of_row ON journal (table_name, row_id);
CREATE TABLE merged (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  merged_id INTEGER NOT NULL,
  merged_uid TEXT NOT NULL,
  contact_id INTEGER NOT NULL,
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_merged_contact_id ON merged (contact_id);
CREATE INDEX merged_by_id ON merged (merged_id);
CREATE INDEX merged_by_uid ON merged (merged_uid);
CREATE TABLE phone (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  contact_id INTEGER NOT NULL,
  value TEXT NOT NULL,
  national TEXT,
  extension TEXT,
  raw TEXT,
  label TEXT,
  preferred INTEGER DEFAULT 0 NOT NULL,
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_phone_contact_id ON phone (contact_id);
CREATE INDEX phone_by_value ON phone (value);
CREATE TABLE photo (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  contact_id INTEGER NOT NULL,
  data TEXT NOT NULL,
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_photo_contact_id ON photo (contact_id);
CREATE TABLE relation (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  from_id INTEGER NOT NULL,
  to_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  role TEXT,
  since TEXT,
  until TEXT,
  UNIQUE (uid),
  FOREIGN KEY(from_id) REFERENCES contact (id) ON DELETE CASCADE,
  FOREIGN KEY(to_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_relation_from_id ON relation (from_id);
CREATE INDEX ix_relation_to_id ON relation (to_id);
CREATE TABLE tagging (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  tag_id INTEGER NOT NULL,
  subject_uid TEXT NOT NULL,
  CONSTRAINT tagging_once UNIQUE (subject_uid, tag_id),
  UNIQUE (uid),
  FOREIGN KEY(tag_id) REFERENCES tag (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_tagging_tag_id ON tagging (tag_id);
CREATE TABLE url (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  contact_id INTEGER NOT NULL,
  value TEXT NOT NULL,
  label TEXT,
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_url_contact_id ON url (contact_id);
CREATE TABLE job (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ','now')) NOT NULL,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ','now')) NOT NULL,
  title TEXT NOT NULL,
  description TEXT,
  stage TEXT NOT NULL,
  value INTEGER,
  currency TEXT,
  due TEXT,
  site_id INTEGER,
  CONSTRAINT job_currency CHECK (value IS NULL OR currency IS NOT NULL),
  UNIQUE (uid),
  FOREIGN KEY(stage) REFERENCES stage (name),
  FOREIGN KEY(site_id) REFERENCES address (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_job_site_id ON job (site_id);
CREATE INDEX job_by_stage ON job (stage, id);
CREATE INDEX job_worth ON job (stage, currency, value);
CREATE TABLE appointment (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ','now')) NOT NULL,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ','now')) NOT NULL,
  title TEXT NOT NULL,
  description TEXT,
  starts TEXT NOT NULL,
  ends TEXT NOT NULL,
  timezone TEXT NOT NULL,
  all_day INTEGER DEFAULT 0 NOT NULL,
  starts_utc TEXT NOT NULL,
  ends_utc TEXT NOT NULL,
  last_utc TEXT,
  location TEXT,
  status TEXT DEFAULT 'confirmed' NOT NULL,
  repeat TEXT,
  job_id INTEGER,
  CONSTRAINT appointment_status CHECK (status IN ('tentative','confirmed','cancelled')),
  CONSTRAINT appointment_order CHECK (ends_utc >= starts_utc),
  UNIQUE (uid),
  FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX appointment_by_start ON appointment (starts_utc, id);
CREATE INDEX appointment_long ON appointment (ends_utc) WHERE ends_utc > date(starts_utc, '+2 days');
CREATE INDEX appointment_series ON appointment (last_utc) WHERE repeat IS NOT NULL;
CREATE INDEX ix_appointment_job_id ON appointment (job_id);
CREATE TABLE job_contact (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  job_id INTEGER NOT NULL,
  contact_id INTEGER NOT NULL,
  role TEXT,
  position INTEGER DEFAULT 0 NOT NULL,
  CONSTRAINT job_contact_once UNIQUE (job_id, contact_id),
  UNIQUE (uid),
  FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE CASCADE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_job_contact_contact_id ON job_contact (contact_id);
CREATE INDEX ix_job_contact_job_id ON job_contact (job_id);
CREATE TABLE job_move (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  job_id INTEGER NOT NULL,
  stage TEXT NOT NULL,
  on_date TEXT NOT NULL,
  UNIQUE (uid),
  FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE CASCADE,
  FOREIGN KEY(stage) REFERENCES stage (name)
)
 STRICT;
CREATE INDEX ix_job_move_job_id ON job_move (job_id);
CREATE TABLE note (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ','now')) NOT NULL,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ','now')) NOT NULL,
  channel TEXT DEFAULT 'note' NOT NULL,
  direction TEXT,
  at TEXT NOT NULL,
  body TEXT NOT NULL,
  job_id INTEGER,
  CONSTRAINT note_channel CHECK (channel IN ('note','call','email','text','letter','fax','visit','meeting','social')),
  CONSTRAINT note_direction CHECK (direction IN ('in','out')),
  UNIQUE (uid),
  FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_note_job_id ON note (job_id);
CREATE INDEX note_by_time ON note (at, id);
CREATE TABLE reminder (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ','now')) NOT NULL,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ','now')) NOT NULL,
  text TEXT NOT NULL,
  due TEXT NOT NULL,
  timezone TEXT NOT NULL,
  due_utc TEXT NOT NULL,
  contact_id INTEGER,
  job_id INTEGER,
  repeat TEXT,
  repeat_after TEXT,
  done_at TEXT,
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE SET NULL,
  FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_reminder_contact_id ON reminder (contact_id);
CREATE INDEX ix_reminder_job_id ON reminder (job_id);
CREATE INDEX reminder_by_due ON reminder (due_utc, id) WHERE done_at IS NULL;
CREATE TABLE alarm (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  appointment_id INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  CONSTRAINT alarm_before CHECK (minutes >= 0),
  UNIQUE (uid),
  FOREIGN KEY(appointment_id) REFERENCES appointment (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_alarm_appointment_id ON alarm (appointment_id);
CREATE TABLE appointment_contact (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  appointment_id INTEGER NOT NULL,
  contact_id INTEGER NOT NULL,
  role TEXT,
  position INTEGER DEFAULT 0 NOT NULL,
  CONSTRAINT appointment_contact_once UNIQUE (appointment_id, contact_id),
  UNIQUE (uid),
  FOREIGN KEY(appointment_id) REFERENCES appointment (id) ON DELETE CASCADE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_appointment_contact_appointment_id ON appointment_contact (appointment_id);
CREATE INDEX ix_appointment_contact_contact_id ON appointment_contact (contact_id);
CREATE TABLE note_contact (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  note_id INTEGER NOT NULL,
  contact_id INTEGER NOT NULL,
  role TEXT,
  position INTEGER DEFAULT 0 NOT NULL,
  CONSTRAINT note_contact_once UNIQUE (note_id, contact_id),
  UNIQUE (uid),
  FOREIGN KEY(note_id) REFERENCES note (id) ON DELETE CASCADE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_note_contact_contact_id ON note_contact (contact_id);
CREATE INDEX ix_note_contact_note_id ON note_contact (note_id);
CREATE TABLE occurrence (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  appointment_id INTEGER NOT NULL,
  recurrence TEXT NOT NULL,
  cancelled INTEGER DEFAULT 0 NOT NULL,
  title TEXT,
  starts TEXT,
  ends TEXT,
  starts_utc TEXT,
  ends_utc TEXT,
  location TEXT,
  status TEXT,
  CONSTRAINT occurrence_once UNIQUE (appointment_id, recurrence),
  UNIQUE (uid),
  FOREIGN KEY(appointment_id) REFERENCES appointment (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_occurrence_appointment_id ON occurrence (appointment_id);
CREATE INDEX ix_occurrence_starts_utc ON occurrence (starts_utc);

-- The search index, whose rows triggers.sql keeps; declared here alone, since SQLAlchemy knows no FTS5.
CREATE VIRTUAL TABLE contact_search USING fts5(name, reach, words, prefix='2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE item_search USING fts5(title, body, prefix='2 3', tokenize="unicode61 remove_diacritics 2");

-- The stages a new store begins with.
INSERT INTO stage(uid, name, meaning, position) VALUES ('7d0d54f261aa36f7c83612b03b949ae2', 'lead', 'open', 1);
INSERT INTO stage(uid, name, meaning, position) VALUES ('c74591f548325157c8ad876252da90ce', 'quoted', 'quoted', 2);
INSERT INTO stage(uid, name, meaning, position) VALUES ('07cd6a4ea25bfbb9be2b880d1ee333bc', 'accepted', 'won', 3);
INSERT INTO stage(uid, name, meaning, position) VALUES ('e481b6818403984f27bea205f2a1949f', 'scheduled', 'won', 4);
INSERT INTO stage(uid, name, meaning, position) VALUES ('1ece5dc7b58a76f1a6652cc67416d2b0', 'done', 'done', 5);
INSERT INTO stage(uid, name, meaning, position) VALUES ('43b2612352ff12d4b361237c64991579', 'invoiced', 'owed', 6);
INSERT INTO stage(uid, name, meaning, position) VALUES ('1eb722e13c911b1bf6ba5e6491678cd6', 'paid', 'paid', 7);
INSERT INTO stage(uid, name, meaning, position) VALUES ('79726558ce0470504b960111c31d53f8', 'lost', 'lost', 8);
