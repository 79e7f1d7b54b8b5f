-- Derived rows: the search index and the calendar's memory. A trigger on a table only notes what went stale;
-- closing the change renews it, once a thing however many of its rows were touched. A writer that opened no
-- change (a foreign tool) has it renewed at once.


CREATE TRIGGER stale_foreign AFTER INSERT ON stale WHEN NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  INSERT INTO open_change(id, at) VALUES (1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));
  DELETE FROM open_change;
END;

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

-- Which things a row makes stale.
CREATE TRIGGER contact_stale_insert AFTER INSERT ON contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_stale_update AFTER UPDATE ON contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_stale_name AFTER UPDATE OF name ON contact WHEN NEW.name IS NOT OLD.name BEGIN
  INSERT INTO stale(kind, id) VALUES ('card', NEW.id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) SELECT 'contact', from_id FROM relation WHERE to_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_stale_delete AFTER DELETE ON contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) SELECT 'contact', from_id FROM relation WHERE to_id = OLD.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER email_stale_insert AFTER INSERT ON email BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER email_stale_update AFTER UPDATE ON email BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER email_stale_delete AFTER DELETE ON email BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
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
CREATE TRIGGER phone_stale_delete AFTER DELETE ON phone BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('card', OLD.contact_id) ON CONFLICT DO NOTHING;
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
CREATE TRIGGER address_stale_delete AFTER DELETE ON address BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('card', OLD.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) SELECT 'site', id FROM job WHERE site_id = OLD.id ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) SELECT 'job', id FROM job WHERE site_id = OLD.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER url_stale_insert AFTER INSERT ON url BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER url_stale_update AFTER UPDATE ON url BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER url_stale_delete AFTER DELETE ON url BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER handle_stale_insert AFTER INSERT ON handle BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER handle_stale_update AFTER UPDATE ON handle BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER handle_stale_delete AFTER DELETE ON handle BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER custom_field_stale_insert AFTER INSERT ON custom_field BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER custom_field_stale_update AFTER UPDATE ON custom_field BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.contact_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER custom_field_stale_delete AFTER DELETE ON custom_field BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER relation_stale_insert AFTER INSERT ON relation BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.from_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tagging_stale_insert AFTER INSERT ON tagging BEGIN
  INSERT INTO stale(kind, id) SELECT 'contact', id FROM contact WHERE uid = NEW.subject_uid ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER relation_stale_update AFTER UPDATE ON relation BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', NEW.from_id) ON CONFLICT DO NOTHING;
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.from_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tagging_stale_update AFTER UPDATE ON tagging BEGIN
  INSERT INTO stale(kind, id) SELECT 'contact', id FROM contact WHERE uid IN (NEW.subject_uid, OLD.subject_uid) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER relation_stale_delete AFTER DELETE ON relation BEGIN
  INSERT INTO stale(kind, id) VALUES ('contact', OLD.from_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tagging_stale_delete AFTER DELETE ON tagging BEGIN
  INSERT INTO stale(kind, id) SELECT 'contact', id FROM contact WHERE uid = OLD.subject_uid ON CONFLICT DO NOTHING;
END;
-- A tag that comes back under its id while its taggings stood, as an undo may have it, can have another name.
CREATE TRIGGER tag_stale_insert AFTER INSERT ON tag BEGIN
  INSERT INTO stale(kind, id) SELECT 'contact', c.id FROM tagging g JOIN contact c ON c.uid = g.subject_uid WHERE g.tag_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tag_stale_update AFTER UPDATE ON tag BEGIN
  INSERT INTO stale(kind, id) SELECT 'contact', c.id FROM tagging g JOIN contact c ON c.uid = g.subject_uid WHERE g.tag_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER note_stale_insert AFTER INSERT ON note BEGIN
  INSERT INTO stale(kind, id) VALUES ('note', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER note_stale_update AFTER UPDATE ON note BEGIN
  INSERT INTO stale(kind, id) VALUES ('note', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER note_stale_delete AFTER DELETE ON note BEGIN
  INSERT INTO stale(kind, id) VALUES ('note', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER job_stale_insert AFTER INSERT ON job BEGIN
  INSERT INTO stale(kind, id) VALUES ('job', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER job_stale_update AFTER UPDATE ON job BEGIN
  INSERT INTO stale(kind, id) VALUES ('job', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER job_stale_delete AFTER DELETE ON job BEGIN
  INSERT INTO stale(kind, id) VALUES ('job', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_stale_insert AFTER INSERT ON appointment BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_stale_update AFTER UPDATE ON appointment BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_stale_delete AFTER DELETE ON appointment BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER reminder_stale_insert AFTER INSERT ON reminder BEGIN
  INSERT INTO stale(kind, id) VALUES ('reminder', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER reminder_stale_update AFTER UPDATE ON reminder BEGIN
  INSERT INTO stale(kind, id) VALUES ('reminder', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER reminder_stale_delete AFTER DELETE ON reminder BEGIN
  INSERT INTO stale(kind, id) VALUES ('reminder', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER job_stale_site AFTER UPDATE OF site_id ON job WHEN NEW.site_id IS NOT OLD.site_id BEGIN
  INSERT INTO stale(kind, id) VALUES ('site', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_contact_stale_insert AFTER INSERT ON appointment_contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_contact_stale_update AFTER UPDATE ON appointment_contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER appointment_contact_stale_delete AFTER DELETE ON appointment_contact BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', OLD.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER alarm_stale_insert AFTER INSERT ON alarm BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER alarm_stale_update AFTER UPDATE ON alarm BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER alarm_stale_delete AFTER DELETE ON alarm BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', OLD.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER occurrence_stale_insert AFTER INSERT ON occurrence BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER occurrence_stale_update AFTER UPDATE ON occurrence BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', NEW.appointment_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER occurrence_stale_delete AFTER DELETE ON occurrence BEGIN
  INSERT INTO stale(kind, id) VALUES ('appointment', OLD.appointment_id) ON CONFLICT DO NOTHING;
END;

-- What subscribers were told: born with the thing, raised when the change closes, a tombstone when it goes.
CREATE TRIGGER appointment_told AFTER INSERT ON appointment BEGIN
  INSERT INTO calendar_item(uid, kind, revised_at, raised_in) VALUES (
    NEW.uid, 'appointment', coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    (SELECT change_id FROM open_change))
  ON CONFLICT(uid) DO UPDATE SET sequence = sequence + 1, revised_at = excluded.revised_at,
    raised_in = excluded.raised_in, removed_at = NULL, image = NULL;
END;
CREATE TRIGGER appointment_withdrawn AFTER DELETE ON appointment BEGIN
  UPDATE calendar_item SET sequence = sequence + 1, raised_in = (SELECT change_id FROM open_change),
    revised_at = coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    removed_at = coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    image = json_object('title', OLD.title, 'start', OLD.starts, 'end', OLD.ends, 'timezone', OLD.timezone, 'all_day', OLD.all_day, 'repeat', OLD.repeat)
  WHERE uid = OLD.uid;
END;
CREATE TRIGGER reminder_told AFTER INSERT ON reminder BEGIN
  INSERT INTO calendar_item(uid, kind, revised_at, raised_in) VALUES (
    NEW.uid, 'reminder', coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    (SELECT change_id FROM open_change))
  ON CONFLICT(uid) DO UPDATE SET sequence = sequence + 1, revised_at = excluded.revised_at,
    raised_in = excluded.raised_in, removed_at = NULL, image = NULL;
END;
CREATE TRIGGER reminder_withdrawn AFTER DELETE ON reminder BEGIN
  UPDATE calendar_item SET sequence = sequence + 1, raised_in = (SELECT change_id FROM open_change),
    revised_at = coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    removed_at = coalesce((SELECT at FROM open_change), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    image = json_object('title', OLD.text, 'due', OLD.due, 'timezone', OLD.timezone)
  WHERE uid = OLD.uid;
END;

-- A rendered component is kept for as long as subscribers would be told nothing new.
CREATE TRIGGER component_outdated AFTER UPDATE ON calendar_item WHEN EXISTS (SELECT 1 FROM component) BEGIN
  DELETE FROM component WHERE id >= 8 * (SELECT id FROM appointment WHERE uid = NEW.uid)
    AND id < 8 * (SELECT id FROM appointment WHERE uid = NEW.uid) + 4;
  DELETE FROM component WHERE id >= 8 * (SELECT id FROM reminder WHERE uid = NEW.uid) + 4
    AND id < 8 * (SELECT id FROM reminder WHERE uid = NEW.uid) + 8;
END;
CREATE TRIGGER appointment_component_leaves AFTER DELETE ON appointment BEGIN
  DELETE FROM component WHERE id >= 8 * OLD.id AND id < 8 * OLD.id + 4;
END;
CREATE TRIGGER reminder_component_leaves AFTER DELETE ON reminder BEGIN
  DELETE FROM component WHERE id >= 8 * OLD.id + 4 AND id < 8 * OLD.id + 8;
END;

-- What a calendar of one tag holds goes by who and what has the tag.
CREATE TRIGGER tagging_published_insert AFTER INSERT ON tagging BEGIN
  UPDATE publication SET revision = revision + 1 WHERE tag IS NOT NULL;
END;
CREATE TRIGGER tagging_published_update AFTER UPDATE ON tagging BEGIN
  UPDATE publication SET revision = revision + 1 WHERE tag IS NOT NULL;
END;
CREATE TRIGGER tagging_published_delete AFTER DELETE ON tagging BEGIN
  UPDATE publication SET revision = revision + 1 WHERE tag IS NOT NULL;
END;
CREATE TRIGGER tag_published AFTER UPDATE ON tag BEGIN
  UPDATE publication SET revision = revision + 1 WHERE tag IS NOT NULL;
END;

-- References by uid follow their thing out; undoing and redoing take out what they must, and nothing else.
CREATE TRIGGER contact_leaves AFTER DELETE ON contact
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM tagging WHERE subject_uid = OLD.uid;
  DELETE FROM property WHERE subject_uid = OLD.uid;
  DELETE FROM external_key WHERE subject_uid = OLD.uid;
  DELETE FROM provenance WHERE subject_uid = OLD.uid;
END;
CREATE TRIGGER job_leaves AFTER DELETE ON job
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM tagging WHERE subject_uid = OLD.uid;
  DELETE FROM property WHERE subject_uid = OLD.uid;
  DELETE FROM external_key WHERE subject_uid = OLD.uid;
  DELETE FROM provenance WHERE subject_uid = OLD.uid;
END;
CREATE TRIGGER note_leaves AFTER DELETE ON note
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM tagging WHERE subject_uid = OLD.uid;
  DELETE FROM property WHERE subject_uid = OLD.uid;
  DELETE FROM external_key WHERE subject_uid = OLD.uid;
  DELETE FROM provenance WHERE subject_uid = OLD.uid;
END;
CREATE TRIGGER appointment_leaves AFTER DELETE ON appointment
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM tagging WHERE subject_uid = OLD.uid;
  DELETE FROM property WHERE subject_uid = OLD.uid;
  DELETE FROM external_key WHERE subject_uid = OLD.uid;
  DELETE FROM provenance WHERE subject_uid = OLD.uid;
END;
CREATE TRIGGER occurrence_leaves AFTER DELETE ON occurrence
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM property WHERE subject_uid = OLD.uid;
END;
CREATE TRIGGER reminder_leaves AFTER DELETE ON reminder
WHEN NOT EXISTS (SELECT 1 FROM open_change o JOIN change c ON c.id = o.change_id WHERE c.kind <> 'do') BEGIN
  DELETE FROM tagging WHERE subject_uid = OLD.uid;
  DELETE FROM property WHERE subject_uid = OLD.uid;
  DELETE FROM external_key WHERE subject_uid = OLD.uid;
  DELETE FROM provenance WHERE subject_uid = OLD.uid;
END;

-- A writer that opened no change need not think of updated_at.
CREATE TRIGGER contact_dated AFTER UPDATE ON contact
WHEN NEW.updated_at IS OLD.updated_at AND NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  UPDATE contact SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id AND updated_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
END;
CREATE TRIGGER job_dated AFTER UPDATE ON job
WHEN NEW.updated_at IS OLD.updated_at AND NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  UPDATE job SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id AND updated_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
END;
CREATE TRIGGER note_dated AFTER UPDATE ON note
WHEN NEW.updated_at IS OLD.updated_at AND NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  UPDATE note SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id AND updated_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
END;
CREATE TRIGGER appointment_dated AFTER UPDATE ON appointment
WHEN NEW.updated_at IS OLD.updated_at AND NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  UPDATE appointment SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id AND updated_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
END;
CREATE TRIGGER reminder_dated AFTER UPDATE ON reminder
WHEN NEW.updated_at IS OLD.updated_at AND NOT EXISTS (SELECT 1 FROM open_change) BEGIN
  UPDATE reminder SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id AND updated_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
END;
