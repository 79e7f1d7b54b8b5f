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
CREATE TRIGGER address_journal_delete AFTER DELETE ON "address" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'address', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'street', OLD."street", 'city', OLD."city", 'region', OLD."region", 'postcode', OLD."postcode", 'country', OLD."country", 'label', OLD."label", 'preferred', OLD."preferred"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER address_journal_insert AFTER INSERT ON "address" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'address', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER address_journal_update AFTER UPDATE ON "address" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'address', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'street', OLD."street", 'city', OLD."city", 'region', OLD."region", 'postcode', OLD."postcode", 'country', OLD."country", 'label', OLD."label", 'preferred', OLD."preferred"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'contact_id', NEW."contact_id", 'street', NEW."street", 'city', NEW."city", 'region', NEW."region", 'postcode', NEW."postcode", 'country', NEW."country", 'label', NEW."label", 'preferred', NEW."preferred"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE VIEW address_row AS
SELECT id, contact_id, street, city, region, postcode, country, label, preferred,
  ltrim(
    coalesce(', ' || replace(street, char(10), ', '), '') || coalesce(', ' || city, '')
    || coalesce(', ' || region, '') || coalesce(', ' || postcode, '') || coalesce(', ' || country, ''),
    ', ') AS formatted
FROM address;
CREATE TRIGGER address_stale_delete AFTER DELETE ON address BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('card', OLD.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) SELECT 'site', id FROM job WHERE site_id = OLD.id ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) SELECT 'job', id FROM job WHERE site_id = OLD.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER address_stale_insert AFTER INSERT ON address BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('card', NEW.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER address_stale_update AFTER UPDATE ON address BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('card', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('card', OLD.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) SELECT 'site', id FROM job WHERE site_id = NEW.id ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) SELECT 'job', id FROM job WHERE site_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER address_uid BEFORE UPDATE OF uid ON "address" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER alarm_journal_delete AFTER DELETE ON "alarm" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'alarm', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'appointment_id', OLD."appointment_id", 'minutes', OLD."minutes"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER alarm_journal_insert AFTER INSERT ON "alarm" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'alarm', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER alarm_journal_update AFTER UPDATE ON "alarm" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'alarm', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'appointment_id', OLD."appointment_id", 'minutes', OLD."minutes"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'appointment_id', NEW."appointment_id", 'minutes', NEW."minutes"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER alarm_stale_delete AFTER DELETE ON alarm BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', OLD.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER alarm_stale_insert AFTER INSERT ON alarm BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER alarm_stale_update AFTER UPDATE ON alarm BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER alarm_uid BEFORE UPDATE OF uid ON "alarm" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER appointment_component_leaves AFTER DELETE ON appointment BEGIN
  DELETE FROM component WHERE id >= 8 * OLD.id AND id < 8 * OLD.id + 4;
END;
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
CREATE TRIGGER appointment_contact_journal_delete AFTER DELETE ON "appointment_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'appointment_contact', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'appointment_id', OLD."appointment_id", 'contact_id', OLD."contact_id", 'role', OLD."role", 'position', OLD."position"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER appointment_contact_journal_insert AFTER INSERT ON "appointment_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'appointment_contact', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER appointment_contact_journal_update AFTER UPDATE ON "appointment_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'appointment_contact', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'appointment_id', OLD."appointment_id", 'contact_id', OLD."contact_id", 'role', OLD."role", 'position', OLD."position"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'appointment_id', NEW."appointment_id", 'contact_id', NEW."contact_id", 'role', NEW."role", 'position', NEW."position"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER appointment_contact_stale_delete AFTER DELETE ON appointment_contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', OLD.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_contact_stale_insert AFTER INSERT ON appointment_contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_contact_stale_update AFTER UPDATE ON appointment_contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_contact_uid BEFORE UPDATE OF uid ON "appointment_contact" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE TRIGGER appointment_dated AFTER UPDATE ON appointment
WHEN NEW.updated_at IS OLD.updated_at AND NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  UPDATE appointment SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id AND updated_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
END;
CREATE VIEW appointment_doc AS
SELECT id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(title,'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') AS title, CASE WHEN length(coalesce(location, '') || coalesce(' ' || description, '')) = length(CAST(coalesce(location, '') || coalesce(' ' || description, '') AS BLOB)) THEN coalesce(location, '') || coalesce(' ' || description, '') ELSE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce(location, '') || coalesce(' ' || description, ''),'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') END AS body
FROM appointment;
CREATE TRIGGER appointment_journal_delete AFTER DELETE ON "appointment" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'appointment', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'title', OLD."title", 'description', OLD."description", 'starts', OLD."starts", 'ends', OLD."ends", 'timezone', OLD."timezone", 'all_day', OLD."all_day", 'starts_utc', OLD."starts_utc", 'ends_utc', OLD."ends_utc", 'last_utc', OLD."last_utc", 'location', OLD."location", 'status', OLD."status", 'repeat', OLD."repeat", 'job_id', OLD."job_id"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER appointment_journal_insert AFTER INSERT ON "appointment" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'appointment', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER appointment_journal_update AFTER UPDATE ON "appointment" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'appointment', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'title', OLD."title", 'description', OLD."description", 'starts', OLD."starts", 'ends', OLD."ends", 'timezone', OLD."timezone", 'all_day', OLD."all_day", 'starts_utc', OLD."starts_utc", 'ends_utc', OLD."ends_utc", 'last_utc', OLD."last_utc", 'location', OLD."location", 'status', OLD."status", 'repeat', OLD."repeat", 'job_id', OLD."job_id"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'created_at', NEW."created_at", 'updated_at', NEW."updated_at", 'title', NEW."title", 'description', NEW."description", 'starts', NEW."starts", 'ends', NEW."ends", 'timezone', NEW."timezone", 'all_day', NEW."all_day", 'starts_utc', NEW."starts_utc", 'ends_utc', NEW."ends_utc", 'last_utc', NEW."last_utc", 'location', NEW."location", 'status', NEW."status", 'repeat', NEW."repeat", 'job_id', NEW."job_id"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER appointment_leaves AFTER DELETE ON appointment
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM tagging WHERE subject_uid = OLD.uid;
  DELETE FROM property WHERE subject_uid = OLD.uid;
  DELETE FROM external_key WHERE subject_uid = OLD.uid;
  DELETE FROM provenance WHERE subject_uid = OLD.uid;
END;
CREATE INDEX appointment_long ON appointment (ends_utc) WHERE ends_utc > date(starts_utc, '+2 days');
CREATE VIEW appointment_row AS
SELECT a.id, a.uid, c.id AS contact_id, c.name AS contact, a.job_id, a.title, a.starts AS start, a.ends AS "end",
  a.timezone, a.all_day,
  coalesce(
    a.location,
    (SELECT formatted FROM address_row WHERE id = (SELECT site_id FROM job WHERE id = a.job_id)),
    (SELECT formatted FROM address_row WHERE contact_id = c.id ORDER BY preferred DESC, id LIMIT 1)) AS location,
  a.status, a.repeat,
  (SELECT json_group_array(minutes) FROM (SELECT minutes FROM alarm WHERE appointment_id = a.id ORDER BY minutes)) AS alarms,
  coalesce((SELECT sequence FROM calendar_item WHERE uid = a.uid), 0) AS sequence,
  (SELECT json_group_array(json_object('recurrence', recurrence, 'cancelled', cancelled, 'title', title, 'start', starts, 'end', ends, 'location', location, 'status', status)) FROM (SELECT * FROM occurrence WHERE appointment_id = a.id ORDER BY recurrence)) AS occurrences
FROM appointment a
LEFT JOIN appointment_contact ac ON ac.appointment_id = a.id AND ac.position = 0
LEFT JOIN contact c ON c.id = ac.contact_id;
CREATE INDEX appointment_series ON appointment (last_utc) WHERE repeat IS NOT NULL;
CREATE TRIGGER appointment_stale_delete AFTER DELETE ON appointment BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_stale_insert AFTER INSERT ON appointment BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_stale_update AFTER UPDATE ON appointment BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_told AFTER INSERT ON appointment BEGIN
  INSERT INTO calendar_item(uid, kind, revised_at, raised_in) VALUES (
    NEW.uid, 'appointment', coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    (SELECT change_id FROM open_change))
  ON CONFLICT(uid) DO UPDATE SET sequence = sequence + 1, revised_at = excluded.revised_at,
    raised_in = excluded.raised_in, removed_at = NULL, image = NULL;
END;
CREATE TRIGGER appointment_uid BEFORE UPDATE OF uid ON "appointment" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE TRIGGER appointment_withdrawn AFTER DELETE ON appointment BEGIN
  UPDATE calendar_item SET sequence = sequence + 1, raised_in = (SELECT change_id FROM open_change),
    revised_at = coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    removed_at = coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    image = json_object('title', OLD.title, 'start', OLD.starts, 'end', OLD.ends, 'timezone', OLD.timezone, 'all_day', OLD.all_day, 'repeat', OLD.repeat)
  WHERE uid = OLD.uid;
END;
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
CREATE TRIGGER change_closes AFTER DELETE ON open_change BEGIN
  UPDATE calendar_item SET sequence = sequence + 1, revised_at = OLD.at, raised_in = OLD.change_id
  WHERE removed_at IS NULL AND (OLD.change_id IS NULL OR raised_in IS NOT OLD.change_id) AND uid IN (
    SELECT a.uid FROM stale s JOIN appointment a ON a.id = s.id WHERE s.kind = 'appointment'
    UNION SELECT r.uid FROM stale s JOIN reminder r ON r.id = s.id WHERE s.kind = 'reminder'
    UNION SELECT a.uid FROM stale s JOIN appointment_contact ac ON ac.contact_id = s.id
      JOIN appointment a ON a.id = ac.appointment_id WHERE s.kind = 'card'
    UNION SELECT r.uid FROM stale s JOIN reminder r ON r.contact_id = s.id WHERE s.kind = 'card'
    UNION SELECT a.uid FROM stale s JOIN appointment a ON a.job_id = s.id WHERE s.kind = 'site');
  UPDATE publication SET revision = revision + 1
  WHERE EXISTS (SELECT 1 FROM stale WHERE kind IN ('appointment', 'reminder', 'card', 'site'));
  DELETE FROM contact_search WHERE rowid IN (SELECT id FROM stale WHERE kind = 'contact');
  INSERT INTO contact_search(rowid, name, reach, words)
    SELECT d.id, d.name, d.reach, d.words FROM stale s JOIN contact_doc d ON d.id = s.id WHERE s.kind = 'contact';
  DELETE FROM item_search WHERE rowid IN (SELECT id * 4 + 0 FROM stale WHERE kind = 'note');
  INSERT INTO item_search(rowid, title, body)
    SELECT d.id * 4 + 0, d.title, d.body FROM stale s JOIN note_doc d ON d.id = s.id WHERE s.kind = 'note';
  DELETE FROM item_search WHERE rowid IN (SELECT id * 4 + 1 FROM stale WHERE kind = 'job');
  INSERT INTO item_search(rowid, title, body)
    SELECT d.id * 4 + 1, d.title, d.body FROM stale s JOIN job_doc d ON d.id = s.id WHERE s.kind = 'job';
  DELETE FROM item_search WHERE rowid IN (SELECT id * 4 + 2 FROM stale WHERE kind = 'appointment');
  INSERT INTO item_search(rowid, title, body)
    SELECT d.id * 4 + 2, d.title, d.body FROM stale s JOIN appointment_doc d ON d.id = s.id WHERE s.kind = 'appointment';
  DELETE FROM item_search WHERE rowid IN (SELECT id * 4 + 3 FROM stale WHERE kind = 'reminder');
  INSERT INTO item_search(rowid, title, body)
    SELECT d.id * 4 + 3, d.title, d.body FROM stale s JOIN reminder_doc d ON d.id = s.id WHERE s.kind = 'reminder';
  DELETE FROM stale;
END;
CREATE TABLE component (
  id INTEGER NOT NULL,
  text BLOB NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TRIGGER component_outdated AFTER UPDATE ON calendar_item WHEN EXISTS (SELECT 1 FROM component) BEGIN
  DELETE FROM component WHERE id >= 8 * (SELECT id FROM appointment WHERE uid = NEW.uid)
    AND id < 8 * (SELECT id FROM appointment WHERE uid = NEW.uid) + 4;
  DELETE FROM component WHERE id >= 8 * (SELECT id FROM reminder WHERE uid = NEW.uid) + 4
    AND id < 8 * (SELECT id FROM reminder WHERE uid = NEW.uid) + 8;
END;
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
CREATE TRIGGER consent_journal_delete AFTER DELETE ON "consent" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'consent', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'channel', OLD."channel", 'given', OLD."given", 'on_date', OLD."on_date", 'source', OLD."source"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER consent_journal_insert AFTER INSERT ON "consent" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'consent', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER consent_journal_update AFTER UPDATE ON "consent" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'consent', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'channel', OLD."channel", 'given', OLD."given", 'on_date', OLD."on_date", 'source', OLD."source"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'contact_id', NEW."contact_id", 'channel', NEW."channel", 'given', NEW."given", 'on_date', NEW."on_date", 'source', NEW."source"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER consent_uid BEFORE UPDATE OF uid ON "consent" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER contact_dated AFTER UPDATE ON contact
WHEN NEW.updated_at IS OLD.updated_at AND NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  UPDATE contact SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id AND updated_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
END;
CREATE VIEW contact_doc AS
SELECT c.id,
  (SELECT CASE WHEN length(plain) = length(CAST(plain AS BLOB)) THEN plain ELSE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(plain,'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') END FROM (SELECT
    c.name || CASE WHEN c.name LIKE '%''%' OR c.name LIKE '%’%' THEN ' ' || replace(replace(c.name, '''', ''), '’', '') ELSE '' END
      || coalesce(' ' || c.nickname, '') || coalesce(' ' || c.given_name, '') || coalesce(' ' || c.family_name, '') || coalesce(' ' || (SELECT company FROM works_for WHERE contact_id = c.id), '') AS plain)) AS name,
  coalesce((SELECT group_concat(value, ' ') FROM email WHERE contact_id = c.id), '') || ' '
    || coalesce((SELECT group_concat(forms, ' ') FROM phone_forms WHERE contact_id = c.id), '') AS reach,
  (SELECT CASE WHEN length(plain) = length(CAST(plain AS BLOB)) THEN plain ELSE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(plain,'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') END FROM (SELECT
    coalesce(c.role || ' ', '') || coalesce(c.department || ' ', '') || coalesce(c.about || ' ', '')
      || coalesce((SELECT group_concat(t.name, ' ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.subject_uid = c.uid) || ' ', '')
      || coalesce((SELECT group_concat(formatted, ' ') FROM address_row WHERE contact_id = c.id) || ' ', '')
      || coalesce((SELECT group_concat(value, ' ') FROM handle WHERE contact_id = c.id) || ' ', '')
      || coalesce((SELECT group_concat(value, ' ') FROM url WHERE contact_id = c.id) || ' ', '')
      || coalesce((SELECT group_concat(value, ' ') FROM custom_field WHERE contact_id = c.id), '') AS plain)) AS words
FROM contact c;
CREATE TRIGGER contact_journal_delete AFTER DELETE ON "contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'contact', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'kind', OLD."kind", 'name', OLD."name", 'name_key', OLD."name_key", 'prefix', OLD."prefix", 'given_name', OLD."given_name", 'middle_name', OLD."middle_name", 'family_name', OLD."family_name", 'suffix', OLD."suffix", 'nickname', OLD."nickname", 'department', OLD."department", 'role', OLD."role", 'stage', OLD."stage", 'birthday', OLD."birthday", 'prefers', OLD."prefers", 'source', OLD."source", 'about', OLD."about"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER contact_journal_insert AFTER INSERT ON "contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'contact', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER contact_journal_update AFTER UPDATE ON "contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'contact', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'kind', OLD."kind", 'name', OLD."name", 'name_key', OLD."name_key", 'prefix', OLD."prefix", 'given_name', OLD."given_name", 'middle_name', OLD."middle_name", 'family_name', OLD."family_name", 'suffix', OLD."suffix", 'nickname', OLD."nickname", 'department', OLD."department", 'role', OLD."role", 'stage', OLD."stage", 'birthday', OLD."birthday", 'prefers', OLD."prefers", 'source', OLD."source", 'about', OLD."about"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'created_at', NEW."created_at", 'updated_at', NEW."updated_at", 'kind', NEW."kind", 'name', NEW."name", 'name_key', NEW."name_key", 'prefix', NEW."prefix", 'given_name', NEW."given_name", 'middle_name', NEW."middle_name", 'family_name', NEW."family_name", 'suffix', NEW."suffix", 'nickname', NEW."nickname", 'department', NEW."department", 'role', NEW."role", 'stage', NEW."stage", 'birthday', NEW."birthday", 'prefers', NEW."prefers", 'source', NEW."source", 'about', NEW."about"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER contact_leaves AFTER DELETE ON contact
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM tagging WHERE subject_uid = OLD.uid;
  DELETE FROM property WHERE subject_uid = OLD.uid;
  DELETE FROM external_key WHERE subject_uid = OLD.uid;
  DELETE FROM provenance WHERE subject_uid = OLD.uid;
END;
CREATE VIEW contact_row AS
SELECT c.id, c.uid, c.kind, c.name, c.prefix, c.given_name, c.middle_name, c.family_name, c.suffix, c.nickname,
  (SELECT company FROM works_for WHERE contact_id = c.id) AS company,
  (SELECT company_id FROM works_for WHERE contact_id = c.id) AS company_id,
  c.department, c.role, c.stage,
  (SELECT json_group_array(json_object('value', value, 'label', label, 'preferred', json(CASE preferred WHEN 1 THEN 'true' ELSE 'false' END))) FROM (SELECT * FROM email WHERE contact_id = c.id ORDER BY preferred DESC, id)) AS emails,
  (SELECT json_group_array(json_object('value', value, 'extension', extension, 'raw', raw, 'label', label, 'preferred', json(CASE preferred WHEN 1 THEN 'true' ELSE 'false' END))) FROM (SELECT * FROM phone WHERE contact_id = c.id ORDER BY preferred DESC, id)) AS phones,
  (SELECT json_group_array(json_object('street', street, 'city', city, 'region', region, 'postcode', postcode, 'country', country, 'label', label, 'formatted', formatted)) FROM (SELECT * FROM address_row WHERE contact_id = c.id ORDER BY preferred DESC, id)) AS addresses,
  (SELECT json_group_array(json_object('value', value, 'label', label)) FROM (SELECT * FROM url WHERE contact_id = c.id ORDER BY id)) AS urls,
  (SELECT json_group_array(json_object('platform', platform, 'value', value)) FROM (SELECT * FROM handle WHERE contact_id = c.id ORDER BY id)) AS handles,
  (SELECT json_group_array(name) FROM (SELECT t.name FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.subject_uid = c.uid ORDER BY t.name_key)) AS tags,
  c.birthday, c.prefers,
  (SELECT json_group_array(json_object('channel', channel, 'given', json(CASE given WHEN 1 THEN 'true' ELSE 'false' END), 'on', on_date, 'source', source)) FROM (SELECT * FROM consent WHERE contact_id = c.id ORDER BY id)) AS consent,
  c.source, c.about,
  (SELECT json_group_object(name, value) FROM (SELECT name, value FROM custom_field WHERE contact_id = c.id ORDER BY id)) AS fields,
  c.created_at, c.updated_at
FROM contact c;
CREATE VIRTUAL TABLE contact_search USING fts5(name, reach, words, prefix='2 3', tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER contact_stale_delete AFTER DELETE ON contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) SELECT 'contact', from_id FROM relation WHERE to_id = OLD.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_stale_insert AFTER INSERT ON contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_stale_name AFTER UPDATE OF name ON contact WHEN NEW.name IS NOT OLD.name BEGIN
  INSERT INTO stale(kind, id) VALUES ('card', NEW.id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) SELECT 'contact', from_id FROM relation WHERE to_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_stale_update AFTER UPDATE ON contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_uid BEFORE UPDATE OF uid ON "contact" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER custom_field_journal_delete AFTER DELETE ON "custom_field" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'custom_field', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'name', OLD."name", 'value', OLD."value"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER custom_field_journal_insert AFTER INSERT ON "custom_field" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'custom_field', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER custom_field_journal_update AFTER UPDATE ON "custom_field" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'custom_field', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'name', OLD."name", 'value', OLD."value"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'contact_id', NEW."contact_id", 'name', NEW."name", 'value', NEW."value"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER custom_field_stale_delete AFTER DELETE ON custom_field BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER custom_field_stale_insert AFTER INSERT ON custom_field BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER custom_field_stale_update AFTER UPDATE ON custom_field BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER custom_field_uid BEFORE UPDATE OF uid ON "custom_field" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER email_journal_delete AFTER DELETE ON "email" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'email', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'value', OLD."value", 'key', OLD."key", 'label', OLD."label", 'preferred', OLD."preferred"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER email_journal_insert AFTER INSERT ON "email" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'email', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER email_journal_update AFTER UPDATE ON "email" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'email', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'value', OLD."value", 'key', OLD."key", 'label', OLD."label", 'preferred', OLD."preferred"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'contact_id', NEW."contact_id", 'value', NEW."value", 'key', NEW."key", 'label', NEW."label", 'preferred', NEW."preferred"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER email_stale_delete AFTER DELETE ON email BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER email_stale_insert AFTER INSERT ON email BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER email_stale_update AFTER UPDATE ON email BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER email_uid BEFORE UPDATE OF uid ON "email" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER external_key_journal_delete AFTER DELETE ON "external_key" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'external_key', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'source', OLD."source", 'key', OLD."key", 'subject_uid', OLD."subject_uid"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER external_key_journal_insert AFTER INSERT ON "external_key" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'external_key', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER external_key_journal_update AFTER UPDATE ON "external_key" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'external_key', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'source', OLD."source", 'key', OLD."key", 'subject_uid', OLD."subject_uid"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'source', NEW."source", 'key', NEW."key", 'subject_uid', NEW."subject_uid"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE INDEX external_key_of ON external_key (subject_uid);
CREATE TRIGGER external_key_uid BEFORE UPDATE OF uid ON "external_key" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER handle_journal_delete AFTER DELETE ON "handle" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'handle', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'platform', OLD."platform", 'value', OLD."value"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER handle_journal_insert AFTER INSERT ON "handle" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'handle', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER handle_journal_update AFTER UPDATE ON "handle" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'handle', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'platform', OLD."platform", 'value', OLD."value"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'contact_id', NEW."contact_id", 'platform', NEW."platform", 'value', NEW."value"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER handle_stale_delete AFTER DELETE ON handle BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER handle_stale_insert AFTER INSERT ON handle BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER handle_stale_update AFTER UPDATE ON handle BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER handle_uid BEFORE UPDATE OF uid ON "handle" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE VIRTUAL TABLE item_search USING fts5(title, body, prefix='2 3', tokenize="unicode61 remove_diacritics 2");
CREATE INDEX ix_address_contact_id ON address (contact_id);
CREATE INDEX ix_alarm_appointment_id ON alarm (appointment_id);
CREATE INDEX ix_appointment_contact_appointment_id ON appointment_contact (appointment_id);
CREATE INDEX ix_appointment_contact_contact_id ON appointment_contact (contact_id);
CREATE INDEX ix_appointment_job_id ON appointment (job_id);
CREATE INDEX ix_consent_contact_id ON consent (contact_id);
CREATE INDEX ix_custom_field_contact_id ON custom_field (contact_id);
CREATE INDEX ix_email_contact_id ON email (contact_id);
CREATE INDEX ix_handle_contact_id ON handle (contact_id);
CREATE INDEX ix_job_contact_contact_id ON job_contact (contact_id);
CREATE INDEX ix_job_contact_job_id ON job_contact (job_id);
CREATE INDEX ix_job_move_job_id ON job_move (job_id);
CREATE INDEX ix_job_site_id ON job (site_id);
CREATE INDEX ix_journal_change_id ON journal (change_id);
CREATE INDEX ix_merged_contact_id ON merged (contact_id);
CREATE INDEX ix_note_contact_contact_id ON note_contact (contact_id);
CREATE INDEX ix_note_contact_note_id ON note_contact (note_id);
CREATE INDEX ix_note_job_id ON note (job_id);
CREATE INDEX ix_occurrence_appointment_id ON occurrence (appointment_id);
CREATE INDEX ix_occurrence_starts_utc ON occurrence (starts_utc);
CREATE INDEX ix_phone_contact_id ON phone (contact_id);
CREATE INDEX ix_photo_contact_id ON photo (contact_id);
CREATE INDEX ix_relation_from_id ON relation (from_id);
CREATE INDEX ix_relation_to_id ON relation (to_id);
CREATE INDEX ix_reminder_contact_id ON reminder (contact_id);
CREATE INDEX ix_reminder_job_id ON reminder (job_id);
CREATE INDEX ix_tagging_tag_id ON tagging (tag_id);
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
CREATE INDEX job_by_stage ON job (stage, id);
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
CREATE TRIGGER job_contact_journal_delete AFTER DELETE ON "job_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job_contact', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'job_id', OLD."job_id", 'contact_id', OLD."contact_id", 'role', OLD."role", 'position', OLD."position"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER job_contact_journal_insert AFTER INSERT ON "job_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job_contact', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER job_contact_journal_update AFTER UPDATE ON "job_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job_contact', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'job_id', OLD."job_id", 'contact_id', OLD."contact_id", 'role', OLD."role", 'position', OLD."position"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'job_id', NEW."job_id", 'contact_id', NEW."contact_id", 'role', NEW."role", 'position', NEW."position"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER job_contact_uid BEFORE UPDATE OF uid ON "job_contact" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE TRIGGER job_dated AFTER UPDATE ON job
WHEN NEW.updated_at IS OLD.updated_at AND NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  UPDATE job SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id AND updated_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
END;
CREATE VIEW job_doc AS
SELECT id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(title,'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') AS title,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce(description, '') || coalesce(' ' || (SELECT formatted FROM address_row WHERE id = job.site_id), ''),'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') AS body
FROM job;
CREATE TRIGGER job_journal_delete AFTER DELETE ON "job" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'title', OLD."title", 'description', OLD."description", 'stage', OLD."stage", 'value', OLD."value", 'currency', OLD."currency", 'due', OLD."due", 'site_id', OLD."site_id"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER job_journal_insert AFTER INSERT ON "job" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER job_journal_update AFTER UPDATE ON "job" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'title', OLD."title", 'description', OLD."description", 'stage', OLD."stage", 'value', OLD."value", 'currency', OLD."currency", 'due', OLD."due", 'site_id', OLD."site_id"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'created_at', NEW."created_at", 'updated_at', NEW."updated_at", 'title', NEW."title", 'description', NEW."description", 'stage', NEW."stage", 'value', NEW."value", 'currency', NEW."currency", 'due', NEW."due", 'site_id', NEW."site_id"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER job_leaves AFTER DELETE ON job
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM tagging WHERE subject_uid = OLD.uid;
  DELETE FROM property WHERE subject_uid = OLD.uid;
  DELETE FROM external_key WHERE subject_uid = OLD.uid;
  DELETE FROM provenance WHERE subject_uid = OLD.uid;
END;
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
CREATE TRIGGER job_move_journal_delete AFTER DELETE ON "job_move" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job_move', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'job_id', OLD."job_id", 'stage', OLD."stage", 'on_date', OLD."on_date"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER job_move_journal_insert AFTER INSERT ON "job_move" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job_move', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER job_move_journal_update AFTER UPDATE ON "job_move" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job_move', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'job_id', OLD."job_id", 'stage', OLD."stage", 'on_date', OLD."on_date"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'job_id', NEW."job_id", 'stage', NEW."stage", 'on_date', NEW."on_date"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER job_move_uid BEFORE UPDATE OF uid ON "job_move" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE VIEW job_row AS
SELECT j.id, j.uid, c.id AS contact_id, c.name AS contact, j.title, j.description, j.stage, j.value, j.currency,
  j.due,
  (SELECT formatted FROM address_row WHERE id = j.site_id) AS site,
  (SELECT json_group_array(name) FROM (SELECT t.name FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.subject_uid = j.uid ORDER BY t.name_key)) AS tags,
  (SELECT json_group_array(json_object('stage', stage, 'on', on_date)) FROM (SELECT * FROM job_move WHERE job_id = j.id ORDER BY id)) AS stages
FROM job j
LEFT JOIN job_contact jc ON jc.job_id = j.id AND jc.position = 0
LEFT JOIN contact c ON c.id = jc.contact_id;
CREATE TRIGGER job_stale_delete AFTER DELETE ON job BEGIN
  INSERT INTO stale(kind, id) VALUES ('job', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER job_stale_insert AFTER INSERT ON job BEGIN
  INSERT INTO stale(kind, id) VALUES ('job', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER job_stale_site AFTER UPDATE OF site_id ON job WHEN NEW.site_id IS NOT OLD.site_id BEGIN
  INSERT INTO stale(kind, id) VALUES ('site', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER job_stale_update AFTER UPDATE ON job BEGIN
  INSERT INTO stale(kind, id) VALUES ('job', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER job_uid BEFORE UPDATE OF uid ON "job" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE INDEX job_worth ON job (stage, currency, value);
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
CREATE VIEW journal_image AS
SELECT id, change_id, table_name, row_id, before,
  CASE WHEN after IS NOT '{}' THEN after ELSE coalesce(
    CASE WHEN EXISTS (SELECT 1 FROM journal n WHERE n.table_name = j.table_name AND n.row_id = j.row_id AND n.id > j.id)
      THEN (SELECT n.before FROM journal n WHERE n.table_name = j.table_name AND n.row_id = j.row_id AND n.id > j.id ORDER BY n.id LIMIT 1)
      ELSE CASE j.table_name
      WHEN 'contact' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'created_at', r."created_at", 'updated_at', r."updated_at", 'kind', r."kind", 'name', r."name", 'name_key', r."name_key", 'prefix', r."prefix", 'given_name', r."given_name", 'middle_name', r."middle_name", 'family_name', r."family_name", 'suffix', r."suffix", 'nickname', r."nickname", 'department', r."department", 'role', r."role", 'stage', r."stage", 'birthday', r."birthday", 'prefers', r."prefers", 'source', r."source", 'about', r."about") FROM "contact" r WHERE r.id = j.row_id)
      WHEN 'external_key' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'source', r."source", 'key', r."key", 'subject_uid', r."subject_uid") FROM "external_key" r WHERE r.id = j.row_id)
      WHEN 'property' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'subject_uid', r."subject_uid", 'format', r."format", 'line', r."line") FROM "property" r WHERE r.id = j.row_id)
      WHEN 'provenance' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'subject_uid', r."subject_uid", 'property', r."property", 'value', r."value", 'source', r."source", 'line', r."line", 'at', r."at") FROM "provenance" r WHERE r.id = j.row_id)
      WHEN 'stage' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'name', r."name", 'meaning', r."meaning", 'position', r."position") FROM "stage" r WHERE r.id = j.row_id)
      WHEN 'tag' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'name', r."name", 'name_key', r."name_key") FROM "tag" r WHERE r.id = j.row_id)
      WHEN 'address' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'contact_id', r."contact_id", 'street', r."street", 'city', r."city", 'region', r."region", 'postcode', r."postcode", 'country', r."country", 'label', r."label", 'preferred', r."preferred") FROM "address" r WHERE r.id = j.row_id)
      WHEN 'consent' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'contact_id', r."contact_id", 'channel', r."channel", 'given', r."given", 'on_date', r."on_date", 'source', r."source") FROM "consent" r WHERE r.id = j.row_id)
      WHEN 'custom_field' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'contact_id', r."contact_id", 'name', r."name", 'value', r."value") FROM "custom_field" r WHERE r.id = j.row_id)
      WHEN 'email' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'contact_id', r."contact_id", 'value', r."value", 'key', r."key", 'label', r."label", 'preferred', r."preferred") FROM "email" r WHERE r.id = j.row_id)
      WHEN 'handle' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'contact_id', r."contact_id", 'platform', r."platform", 'value', r."value") FROM "handle" r WHERE r.id = j.row_id)
      WHEN 'merged' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'merged_id', r."merged_id", 'merged_uid', r."merged_uid", 'contact_id', r."contact_id") FROM "merged" r WHERE r.id = j.row_id)
      WHEN 'phone' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'contact_id', r."contact_id", 'value', r."value", 'national', r."national", 'extension', r."extension", 'raw', r."raw", 'label', r."label", 'preferred', r."preferred") FROM "phone" r WHERE r.id = j.row_id)
      WHEN 'photo' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'contact_id', r."contact_id", 'data', r."data") FROM "photo" r WHERE r.id = j.row_id)
      WHEN 'relation' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'from_id', r."from_id", 'to_id', r."to_id", 'kind', r."kind", 'role', r."role", 'since', r."since", 'until', r."until") FROM "relation" r WHERE r.id = j.row_id)
      WHEN 'tagging' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'tag_id', r."tag_id", 'subject_uid', r."subject_uid") FROM "tagging" r WHERE r.id = j.row_id)
      WHEN 'url' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'contact_id', r."contact_id", 'value', r."value", 'label', r."label") FROM "url" r WHERE r.id = j.row_id)
      WHEN 'job' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'created_at', r."created_at", 'updated_at', r."updated_at", 'title', r."title", 'description', r."description", 'stage', r."stage", 'value', r."value", 'currency', r."currency", 'due', r."due", 'site_id', r."site_id") FROM "job" r WHERE r.id = j.row_id)
      WHEN 'appointment' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'created_at', r."created_at", 'updated_at', r."updated_at", 'title', r."title", 'description', r."description", 'starts', r."starts", 'ends', r."ends", 'timezone', r."timezone", 'all_day', r."all_day", 'starts_utc', r."starts_utc", 'ends_utc', r."ends_utc", 'last_utc', r."last_utc", 'location', r."location", 'status', r."status", 'repeat', r."repeat", 'job_id', r."job_id") FROM "appointment" r WHERE r.id = j.row_id)
      WHEN 'job_contact' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'job_id', r."job_id", 'contact_id', r."contact_id", 'role', r."role", 'position', r."position") FROM "job_contact" r WHERE r.id = j.row_id)
      WHEN 'job_move' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'job_id', r."job_id", 'stage', r."stage", 'on_date', r."on_date") FROM "job_move" r WHERE r.id = j.row_id)
      WHEN 'note' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'created_at', r."created_at", 'updated_at', r."updated_at", 'channel', r."channel", 'direction', r."direction", 'at', r."at", 'body', r."body", 'job_id', r."job_id") FROM "note" r WHERE r.id = j.row_id)
      WHEN 'reminder' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'created_at', r."created_at", 'updated_at', r."updated_at", 'text', r."text", 'due', r."due", 'timezone', r."timezone", 'due_utc', r."due_utc", 'contact_id', r."contact_id", 'job_id', r."job_id", 'repeat', r."repeat", 'repeat_after', r."repeat_after", 'done_at', r."done_at") FROM "reminder" r WHERE r.id = j.row_id)
      WHEN 'alarm' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'appointment_id', r."appointment_id", 'minutes', r."minutes") FROM "alarm" r WHERE r.id = j.row_id)
      WHEN 'appointment_contact' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'appointment_id', r."appointment_id", 'contact_id', r."contact_id", 'role', r."role", 'position', r."position") FROM "appointment_contact" r WHERE r.id = j.row_id)
      WHEN 'note_contact' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'note_id', r."note_id", 'contact_id', r."contact_id", 'role', r."role", 'position', r."position") FROM "note_contact" r WHERE r.id = j.row_id)
      WHEN 'occurrence' THEN (SELECT json_object('id', r."id", 'uid', r."uid", 'appointment_id', r."appointment_id", 'recurrence', r."recurrence", 'cancelled', r."cancelled", 'title', r."title", 'starts', r."starts", 'ends', r."ends", 'starts_utc', r."starts_utc", 'ends_utc', r."ends_utc", 'location', r."location", 'status', r."status") FROM "occurrence" r WHERE r.id = j.row_id) END END,
    '{}') END AS after,
  source
FROM journal j;
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
CREATE INDEX merged_by_id ON merged (merged_id);
CREATE INDEX merged_by_uid ON merged (merged_uid);
CREATE TRIGGER merged_journal_delete AFTER DELETE ON "merged" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'merged', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'merged_id', OLD."merged_id", 'merged_uid', OLD."merged_uid", 'contact_id', OLD."contact_id"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER merged_journal_insert AFTER INSERT ON "merged" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'merged', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER merged_journal_update AFTER UPDATE ON "merged" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'merged', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'merged_id', OLD."merged_id", 'merged_uid', OLD."merged_uid", 'contact_id', OLD."contact_id"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'merged_id', NEW."merged_id", 'merged_uid', NEW."merged_uid", 'contact_id', NEW."contact_id"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER merged_uid BEFORE UPDATE OF uid ON "merged" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE INDEX note_by_time ON note (at, id);
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
CREATE TRIGGER note_contact_journal_delete AFTER DELETE ON "note_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'note_contact', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'note_id', OLD."note_id", 'contact_id', OLD."contact_id", 'role', OLD."role", 'position', OLD."position"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER note_contact_journal_insert AFTER INSERT ON "note_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'note_contact', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER note_contact_journal_update AFTER UPDATE ON "note_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'note_contact', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'note_id', OLD."note_id", 'contact_id', OLD."contact_id", 'role', OLD."role", 'position', OLD."position"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'note_id', NEW."note_id", 'contact_id', NEW."contact_id", 'role', NEW."role", 'position', NEW."position"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER note_contact_uid BEFORE UPDATE OF uid ON "note_contact" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE TRIGGER note_dated AFTER UPDATE ON note
WHEN NEW.updated_at IS OLD.updated_at AND NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  UPDATE note SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id AND updated_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
END;
CREATE VIEW note_doc AS
SELECT id, '' AS title, CASE WHEN length(body) = length(CAST(body AS BLOB)) THEN body ELSE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(body,'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') END AS body FROM note;
CREATE TRIGGER note_journal_delete AFTER DELETE ON "note" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'note', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'channel', OLD."channel", 'direction', OLD."direction", 'at', OLD."at", 'body', OLD."body", 'job_id', OLD."job_id"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER note_journal_insert AFTER INSERT ON "note" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'note', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER note_journal_update AFTER UPDATE ON "note" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'note', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'channel', OLD."channel", 'direction', OLD."direction", 'at', OLD."at", 'body', OLD."body", 'job_id', OLD."job_id"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'created_at', NEW."created_at", 'updated_at', NEW."updated_at", 'channel', NEW."channel", 'direction', NEW."direction", 'at', NEW."at", 'body', NEW."body", 'job_id', NEW."job_id"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER note_leaves AFTER DELETE ON note
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM tagging WHERE subject_uid = OLD.uid;
  DELETE FROM property WHERE subject_uid = OLD.uid;
  DELETE FROM external_key WHERE subject_uid = OLD.uid;
  DELETE FROM provenance WHERE subject_uid = OLD.uid;
END;
CREATE VIEW note_row AS
SELECT n.id, n.uid, c.id AS contact_id, c.name AS contact, n.job_id, n.channel, n.direction, n.at, n.body
FROM note n
LEFT JOIN note_contact nc ON nc.note_id = n.id AND nc.position = 0
LEFT JOIN contact c ON c.id = nc.contact_id;
CREATE TRIGGER note_stale_delete AFTER DELETE ON note BEGIN
  INSERT INTO stale(kind, id) VALUES ('note', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER note_stale_insert AFTER INSERT ON note BEGIN
  INSERT INTO stale(kind, id) VALUES ('note', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER note_stale_update AFTER UPDATE ON note BEGIN
  INSERT INTO stale(kind, id) VALUES ('note', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER note_uid BEFORE UPDATE OF uid ON "note" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER occurrence_journal_delete AFTER DELETE ON "occurrence" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'occurrence', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'appointment_id', OLD."appointment_id", 'recurrence', OLD."recurrence", 'cancelled', OLD."cancelled", 'title', OLD."title", 'starts', OLD."starts", 'ends', OLD."ends", 'starts_utc', OLD."starts_utc", 'ends_utc', OLD."ends_utc", 'location', OLD."location", 'status', OLD."status"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER occurrence_journal_insert AFTER INSERT ON "occurrence" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'occurrence', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER occurrence_journal_update AFTER UPDATE ON "occurrence" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'occurrence', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'appointment_id', OLD."appointment_id", 'recurrence', OLD."recurrence", 'cancelled', OLD."cancelled", 'title', OLD."title", 'starts', OLD."starts", 'ends', OLD."ends", 'starts_utc', OLD."starts_utc", 'ends_utc', OLD."ends_utc", 'location', OLD."location", 'status', OLD."status"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'appointment_id', NEW."appointment_id", 'recurrence', NEW."recurrence", 'cancelled', NEW."cancelled", 'title', NEW."title", 'starts', NEW."starts", 'ends', NEW."ends", 'starts_utc', NEW."starts_utc", 'ends_utc', NEW."ends_utc", 'location', NEW."location", 'status', NEW."status"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER occurrence_leaves AFTER DELETE ON occurrence
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM property WHERE subject_uid = OLD.uid;
END;
CREATE TRIGGER occurrence_stale_delete AFTER DELETE ON occurrence BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', OLD.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER occurrence_stale_insert AFTER INSERT ON occurrence BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER occurrence_stale_update AFTER UPDATE ON occurrence BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER occurrence_uid BEFORE UPDATE OF uid ON "occurrence" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE TABLE open_change (
  id INTEGER NOT NULL,
  change_id INTEGER,
  at TEXT NOT NULL,
  source TEXT,
  PRIMARY KEY (id),
  CONSTRAINT open_change_one CHECK (id = 1)
)
 STRICT;
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
CREATE INDEX phone_by_value ON phone (value);
CREATE VIEW phone_forms AS
SELECT contact_id,
  ltrim(value, '+') || ' ' || coalesce(national, '') || ' ' || coalesce(raw, '') || ' z' || substr(value, -1, 1) || substr(value, -2, 1) || substr(value, -3, 1) || substr(value, -4, 1) || substr(value, -5, 1) || substr(value, -6, 1) || substr(value, -7, 1) || substr(value, -8, 1) || substr(value, -9, 1) || substr(value, -10, 1) || substr(value, -11, 1) || substr(value, -12, 1) || substr(value, -13, 1) || substr(value, -14, 1) || substr(value, -15, 1) AS forms
FROM phone;
CREATE TRIGGER phone_journal_delete AFTER DELETE ON "phone" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'phone', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'value', OLD."value", 'national', OLD."national", 'extension', OLD."extension", 'raw', OLD."raw", 'label', OLD."label", 'preferred', OLD."preferred"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER phone_journal_insert AFTER INSERT ON "phone" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'phone', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER phone_journal_update AFTER UPDATE ON "phone" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'phone', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'value', OLD."value", 'national', OLD."national", 'extension', OLD."extension", 'raw', OLD."raw", 'label', OLD."label", 'preferred', OLD."preferred"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'contact_id', NEW."contact_id", 'value', NEW."value", 'national', NEW."national", 'extension', NEW."extension", 'raw', NEW."raw", 'label', NEW."label", 'preferred', NEW."preferred"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER phone_stale_delete AFTER DELETE ON phone BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('card', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER phone_stale_insert AFTER INSERT ON phone BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('card', NEW.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER phone_stale_update AFTER UPDATE ON phone BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('card', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('card', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER phone_uid BEFORE UPDATE OF uid ON "phone" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE TABLE photo (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  contact_id INTEGER NOT NULL,
  data TEXT NOT NULL,
  UNIQUE (uid),
  FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE
)
 STRICT;
CREATE TRIGGER photo_journal_delete AFTER DELETE ON "photo" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'photo', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'data', OLD."data"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER photo_journal_insert AFTER INSERT ON "photo" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'photo', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER photo_journal_update AFTER UPDATE ON "photo" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'photo', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'data', OLD."data"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'contact_id', NEW."contact_id", 'data', NEW."data"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER photo_uid BEFORE UPDATE OF uid ON "photo" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE TABLE property (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
  subject_uid TEXT NOT NULL,
  format TEXT NOT NULL,
  line TEXT NOT NULL,
  UNIQUE (uid)
)
 STRICT;
CREATE TRIGGER property_journal_delete AFTER DELETE ON "property" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'property', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'subject_uid', OLD."subject_uid", 'format', OLD."format", 'line', OLD."line"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER property_journal_insert AFTER INSERT ON "property" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'property', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER property_journal_update AFTER UPDATE ON "property" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'property', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'subject_uid', OLD."subject_uid", 'format', OLD."format", 'line', OLD."line"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'subject_uid', NEW."subject_uid", 'format', NEW."format", 'line', NEW."line"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE INDEX property_of ON property (subject_uid, id);
CREATE TRIGGER property_uid BEFORE UPDATE OF uid ON "property" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER provenance_journal_delete AFTER DELETE ON "provenance" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'provenance', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'subject_uid', OLD."subject_uid", 'property', OLD."property", 'value', OLD."value", 'source', OLD."source", 'line', OLD."line", 'at', OLD."at"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER provenance_journal_insert AFTER INSERT ON "provenance" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'provenance', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER provenance_journal_update AFTER UPDATE ON "provenance" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'provenance', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'subject_uid', OLD."subject_uid", 'property', OLD."property", 'value', OLD."value", 'source', OLD."source", 'line', OLD."line", 'at', OLD."at"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'subject_uid', NEW."subject_uid", 'property', NEW."property", 'value', NEW."value", 'source', NEW."source", 'line', NEW."line", 'at', NEW."at"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE INDEX provenance_of ON provenance (subject_uid);
CREATE INDEX provenance_print ON provenance (value) WHERE property IS NULL;
CREATE TRIGGER provenance_uid BEFORE UPDATE OF uid ON "provenance" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER relation_journal_delete AFTER DELETE ON "relation" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'relation', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'from_id', OLD."from_id", 'to_id', OLD."to_id", 'kind', OLD."kind", 'role', OLD."role", 'since', OLD."since", 'until', OLD."until"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER relation_journal_insert AFTER INSERT ON "relation" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'relation', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER relation_journal_update AFTER UPDATE ON "relation" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'relation', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'from_id', OLD."from_id", 'to_id', OLD."to_id", 'kind', OLD."kind", 'role', OLD."role", 'since', OLD."since", 'until', OLD."until"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'from_id', NEW."from_id", 'to_id', NEW."to_id", 'kind', NEW."kind", 'role', NEW."role", 'since', NEW."since", 'until', NEW."until"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER relation_stale_delete AFTER DELETE ON relation BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.from_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER relation_stale_insert AFTER INSERT ON relation BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.from_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER relation_stale_update AFTER UPDATE ON relation BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.from_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.from_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER relation_uid BEFORE UPDATE OF uid ON "relation" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE INDEX reminder_by_due ON reminder (due_utc, id) WHERE done_at IS NULL;
CREATE TRIGGER reminder_component_leaves AFTER DELETE ON reminder BEGIN
  DELETE FROM component WHERE id >= 8 * OLD.id + 4 AND id < 8 * OLD.id + 8;
END;
CREATE TRIGGER reminder_dated AFTER UPDATE ON reminder
WHEN NEW.updated_at IS OLD.updated_at AND NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  UPDATE reminder SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id AND updated_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
END;
CREATE VIEW reminder_doc AS
SELECT id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(text,'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') AS title, '' AS body FROM reminder;
CREATE TRIGGER reminder_journal_delete AFTER DELETE ON "reminder" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'reminder', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'text', OLD."text", 'due', OLD."due", 'timezone', OLD."timezone", 'due_utc', OLD."due_utc", 'contact_id', OLD."contact_id", 'job_id', OLD."job_id", 'repeat', OLD."repeat", 'repeat_after', OLD."repeat_after", 'done_at', OLD."done_at"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER reminder_journal_insert AFTER INSERT ON "reminder" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'reminder', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER reminder_journal_update AFTER UPDATE ON "reminder" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'reminder', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'text', OLD."text", 'due', OLD."due", 'timezone', OLD."timezone", 'due_utc', OLD."due_utc", 'contact_id', OLD."contact_id", 'job_id', OLD."job_id", 'repeat', OLD."repeat", 'repeat_after', OLD."repeat_after", 'done_at', OLD."done_at"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'created_at', NEW."created_at", 'updated_at', NEW."updated_at", 'text', NEW."text", 'due', NEW."due", 'timezone', NEW."timezone", 'due_utc', NEW."due_utc", 'contact_id', NEW."contact_id", 'job_id', NEW."job_id", 'repeat', NEW."repeat", 'repeat_after', NEW."repeat_after", 'done_at', NEW."done_at"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER reminder_leaves AFTER DELETE ON reminder
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM tagging WHERE subject_uid = OLD.uid;
  DELETE FROM property WHERE subject_uid = OLD.uid;
  DELETE FROM external_key WHERE subject_uid = OLD.uid;
  DELETE FROM provenance WHERE subject_uid = OLD.uid;
END;
CREATE VIEW reminder_row AS
SELECT r.id, r.uid, r.text, r.due, r.contact_id, c.name AS contact, r.job_id, r.repeat, r.repeat_after, r.done_at
FROM reminder r LEFT JOIN contact c ON c.id = r.contact_id;
CREATE TRIGGER reminder_stale_delete AFTER DELETE ON reminder BEGIN
  INSERT INTO stale(kind, id) VALUES ('reminder', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER reminder_stale_insert AFTER INSERT ON reminder BEGIN
  INSERT INTO stale(kind, id) VALUES ('reminder', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER reminder_stale_update AFTER UPDATE ON reminder BEGIN
  INSERT INTO stale(kind, id) VALUES ('reminder', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER reminder_told AFTER INSERT ON reminder BEGIN
  INSERT INTO calendar_item(uid, kind, revised_at, raised_in) VALUES (
    NEW.uid, 'reminder', coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    (SELECT change_id FROM open_change))
  ON CONFLICT(uid) DO UPDATE SET sequence = sequence + 1, revised_at = excluded.revised_at,
    raised_in = excluded.raised_in, removed_at = NULL, image = NULL;
END;
CREATE TRIGGER reminder_uid BEFORE UPDATE OF uid ON "reminder" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE TRIGGER reminder_withdrawn AFTER DELETE ON reminder BEGIN
  UPDATE calendar_item SET sequence = sequence + 1, raised_in = (SELECT change_id FROM open_change),
    revised_at = coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    removed_at = coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    image = json_object('title', OLD.text, 'due', OLD.due, 'timezone', OLD.timezone)
  WHERE uid = OLD.uid;
END;
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
CREATE TRIGGER stage_journal_delete AFTER DELETE ON "stage" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'stage', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'name', OLD."name", 'meaning', OLD."meaning", 'position', OLD."position"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER stage_journal_insert AFTER INSERT ON "stage" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'stage', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER stage_journal_update AFTER UPDATE ON "stage" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'stage', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'name', OLD."name", 'meaning', OLD."meaning", 'position', OLD."position"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'name', NEW."name", 'meaning', NEW."meaning", 'position', NEW."position"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER stage_uid BEFORE UPDATE OF uid ON "stage" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE TABLE stale (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
)
 WITHOUT ROWID,
 STRICT;
CREATE TRIGGER stale_foreign AFTER INSERT ON stale WHEN NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  INSERT INTO open_change(id, at) VALUES (1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));
  DELETE FROM open_change;
END;
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
CREATE TRIGGER tag_journal_delete AFTER DELETE ON "tag" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'tag', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'name', OLD."name", 'name_key', OLD."name_key"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER tag_journal_insert AFTER INSERT ON "tag" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'tag', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER tag_journal_update AFTER UPDATE ON "tag" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'tag', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'name', OLD."name", 'name_key', OLD."name_key"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'name', NEW."name", 'name_key', NEW."name_key"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER tag_published AFTER UPDATE ON tag BEGIN
  UPDATE publication SET revision = revision + 1 WHERE tag IS NOT NULL;
END;
CREATE TRIGGER tag_stale_insert AFTER INSERT ON tag BEGIN
  INSERT INTO stale(kind, id) SELECT 'contact', c.id FROM tagging g JOIN contact c ON c.uid = g.subject_uid WHERE g.tag_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tag_stale_update AFTER UPDATE ON tag BEGIN
  INSERT INTO stale(kind, id) SELECT 'contact', c.id FROM tagging g JOIN contact c ON c.uid = g.subject_uid WHERE g.tag_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tag_uid BEFORE UPDATE OF uid ON "tag" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
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
CREATE TRIGGER tagging_journal_delete AFTER DELETE ON "tagging" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'tagging', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'tag_id', OLD."tag_id", 'subject_uid', OLD."subject_uid"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER tagging_journal_insert AFTER INSERT ON "tagging" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'tagging', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER tagging_journal_update AFTER UPDATE ON "tagging" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'tagging', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'tag_id', OLD."tag_id", 'subject_uid', OLD."subject_uid"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'tag_id', NEW."tag_id", 'subject_uid', NEW."subject_uid"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER tagging_published_delete AFTER DELETE ON tagging BEGIN
  UPDATE publication SET revision = revision + 1 WHERE tag IS NOT NULL;
END;
CREATE TRIGGER tagging_published_insert AFTER INSERT ON tagging BEGIN
  UPDATE publication SET revision = revision + 1 WHERE tag IS NOT NULL;
END;
CREATE TRIGGER tagging_published_update AFTER UPDATE ON tagging BEGIN
  UPDATE publication SET revision = revision + 1 WHERE tag IS NOT NULL;
END;
CREATE TRIGGER tagging_stale_delete AFTER DELETE ON tagging BEGIN
  INSERT INTO stale(kind, id) SELECT 'contact', id FROM contact WHERE uid = OLD.subject_uid ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tagging_stale_insert AFTER INSERT ON tagging BEGIN
  INSERT INTO stale(kind, id) SELECT 'contact', id FROM contact WHERE uid = NEW.subject_uid ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tagging_stale_update AFTER UPDATE ON tagging BEGIN
  INSERT INTO stale(kind, id) SELECT 'contact', id FROM contact WHERE uid IN (NEW.subject_uid, OLD.subject_uid) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tagging_uid BEFORE UPDATE OF uid ON "tagging" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE TABLE told (
  uid TEXT NOT NULL,
  occasion TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (uid, occasion)
)
 WITHOUT ROWID,
 STRICT;
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
CREATE TRIGGER url_journal_delete AFTER DELETE ON "url" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'url', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'value', OLD."value", 'label', OLD."label"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER url_journal_insert AFTER INSERT ON "url" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'url', NEW.id,
    NULL,
    '{}',
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER url_journal_update AFTER UPDATE ON "url" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'url', NEW.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'value', OLD."value", 'label', OLD."label"),
    json_object('id', NEW."id", 'uid', NEW."uid", 'contact_id', NEW."contact_id", 'value', NEW."value", 'label', NEW."label"),
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;
CREATE TRIGGER url_stale_delete AFTER DELETE ON url BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER url_stale_insert AFTER INSERT ON url BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER url_stale_update AFTER UPDATE ON url BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER url_uid BEFORE UPDATE OF uid ON "url" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
END;
CREATE VIEW works_for AS
SELECT r.from_id AS contact_id, o.id AS company_id, o.name AS company
FROM relation r JOIN contact o ON o.id = r.to_id
WHERE r.kind = 'works_for' AND r.until IS NULL
  AND r.id = (SELECT min(id) FROM relation WHERE from_id = r.from_id AND kind = 'works_for' AND until IS NULL);
