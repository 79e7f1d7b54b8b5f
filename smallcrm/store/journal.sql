CREATE TRIGGER contact_uid BEFORE UPDATE OF uid ON "contact" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER contact_journal_delete AFTER DELETE ON "contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'contact', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'kind', OLD."kind", 'name', OLD."name", 'name_key', OLD."name_key", 'prefix', OLD."prefix", 'given_name', OLD."given_name", 'middle_name', OLD."middle_name", 'family_name', OLD."family_name", 'suffix', OLD."suffix", 'nickname', OLD."nickname", 'department', OLD."department", 'role', OLD."role", 'stage', OLD."stage", 'birthday', OLD."birthday", 'prefers', OLD."prefers", 'source', OLD."source", 'about', OLD."about"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER external_key_uid BEFORE UPDATE OF uid ON "external_key" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER external_key_journal_delete AFTER DELETE ON "external_key" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'external_key', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'source', OLD."source", 'key', OLD."key", 'subject_uid', OLD."subject_uid"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER property_uid BEFORE UPDATE OF uid ON "property" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER property_journal_delete AFTER DELETE ON "property" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'property', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'subject_uid', OLD."subject_uid", 'format', OLD."format", 'line', OLD."line"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER provenance_uid BEFORE UPDATE OF uid ON "provenance" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER provenance_journal_delete AFTER DELETE ON "provenance" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'provenance', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'subject_uid', OLD."subject_uid", 'property', OLD."property", 'value', OLD."value", 'source', OLD."source", 'line', OLD."line", 'at', OLD."at"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER stage_uid BEFORE UPDATE OF uid ON "stage" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER stage_journal_delete AFTER DELETE ON "stage" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'stage', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'name', OLD."name", 'meaning', OLD."meaning", 'position', OLD."position"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER tag_uid BEFORE UPDATE OF uid ON "tag" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER tag_journal_delete AFTER DELETE ON "tag" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'tag', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'name', OLD."name", 'name_key', OLD."name_key"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER address_uid BEFORE UPDATE OF uid ON "address" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER address_journal_delete AFTER DELETE ON "address" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'address', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'street', OLD."street", 'city', OLD."city", 'region', OLD."region", 'postcode', OLD."postcode", 'country', OLD."country", 'label', OLD."label", 'preferred', OLD."preferred"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER consent_uid BEFORE UPDATE OF uid ON "consent" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER consent_journal_delete AFTER DELETE ON "consent" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'consent', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'channel', OLD."channel", 'given', OLD."given", 'on_date', OLD."on_date", 'source', OLD."source"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER custom_field_uid BEFORE UPDATE OF uid ON "custom_field" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER custom_field_journal_delete AFTER DELETE ON "custom_field" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'custom_field', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'name', OLD."name", 'value', OLD."value"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER email_uid BEFORE UPDATE OF uid ON "email" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER email_journal_delete AFTER DELETE ON "email" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'email', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'value', OLD."value", 'key', OLD."key", 'label', OLD."label", 'preferred', OLD."preferred"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER handle_uid BEFORE UPDATE OF uid ON "handle" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER handle_journal_delete AFTER DELETE ON "handle" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'handle', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'platform', OLD."platform", 'value', OLD."value"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER merged_uid BEFORE UPDATE OF uid ON "merged" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER merged_journal_delete AFTER DELETE ON "merged" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'merged', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'merged_id', OLD."merged_id", 'merged_uid', OLD."merged_uid", 'contact_id', OLD."contact_id"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER phone_uid BEFORE UPDATE OF uid ON "phone" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER phone_journal_delete AFTER DELETE ON "phone" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'phone', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'value', OLD."value", 'national', OLD."national", 'extension', OLD."extension", 'raw', OLD."raw", 'label', OLD."label", 'preferred', OLD."preferred"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER photo_uid BEFORE UPDATE OF uid ON "photo" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER photo_journal_delete AFTER DELETE ON "photo" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'photo', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'data', OLD."data"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER relation_uid BEFORE UPDATE OF uid ON "relation" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER relation_journal_delete AFTER DELETE ON "relation" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'relation', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'from_id', OLD."from_id", 'to_id', OLD."to_id", 'kind', OLD."kind", 'role', OLD."role", 'since', OLD."since", 'until', OLD."until"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER tagging_uid BEFORE UPDATE OF uid ON "tagging" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER tagging_journal_delete AFTER DELETE ON "tagging" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'tagging', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'tag_id', OLD."tag_id", 'subject_uid', OLD."subject_uid"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER url_uid BEFORE UPDATE OF uid ON "url" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER url_journal_delete AFTER DELETE ON "url" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'url', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'contact_id', OLD."contact_id", 'value', OLD."value", 'label', OLD."label"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER job_uid BEFORE UPDATE OF uid ON "job" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER job_journal_delete AFTER DELETE ON "job" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'title', OLD."title", 'description', OLD."description", 'stage', OLD."stage", 'value', OLD."value", 'currency', OLD."currency", 'due', OLD."due", 'site_id', OLD."site_id"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER appointment_uid BEFORE UPDATE OF uid ON "appointment" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER appointment_journal_delete AFTER DELETE ON "appointment" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'appointment', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'title', OLD."title", 'description', OLD."description", 'starts', OLD."starts", 'ends', OLD."ends", 'timezone', OLD."timezone", 'all_day', OLD."all_day", 'starts_utc', OLD."starts_utc", 'ends_utc', OLD."ends_utc", 'last_utc', OLD."last_utc", 'location', OLD."location", 'status', OLD."status", 'repeat', OLD."repeat", 'job_id', OLD."job_id"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER job_contact_uid BEFORE UPDATE OF uid ON "job_contact" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER job_contact_journal_delete AFTER DELETE ON "job_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job_contact', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'job_id', OLD."job_id", 'contact_id', OLD."contact_id", 'role', OLD."role", 'position', OLD."position"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER job_move_uid BEFORE UPDATE OF uid ON "job_move" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER job_move_journal_delete AFTER DELETE ON "job_move" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'job_move', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'job_id', OLD."job_id", 'stage', OLD."stage", 'on_date', OLD."on_date"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER note_uid BEFORE UPDATE OF uid ON "note" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER note_journal_delete AFTER DELETE ON "note" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'note', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'channel', OLD."channel", 'direction', OLD."direction", 'at', OLD."at", 'body', OLD."body", 'job_id', OLD."job_id"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER reminder_uid BEFORE UPDATE OF uid ON "reminder" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER reminder_journal_delete AFTER DELETE ON "reminder" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'reminder', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'created_at', OLD."created_at", 'updated_at', OLD."updated_at", 'text', OLD."text", 'due', OLD."due", 'timezone', OLD."timezone", 'due_utc', OLD."due_utc", 'contact_id', OLD."contact_id", 'job_id', OLD."job_id", 'repeat', OLD."repeat", 'repeat_after', OLD."repeat_after", 'done_at', OLD."done_at"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER alarm_uid BEFORE UPDATE OF uid ON "alarm" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER alarm_journal_delete AFTER DELETE ON "alarm" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'alarm', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'appointment_id', OLD."appointment_id", 'minutes', OLD."minutes"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER appointment_contact_uid BEFORE UPDATE OF uid ON "appointment_contact" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER appointment_contact_journal_delete AFTER DELETE ON "appointment_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'appointment_contact', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'appointment_id', OLD."appointment_id", 'contact_id', OLD."contact_id", 'role', OLD."role", 'position', OLD."position"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER note_contact_uid BEFORE UPDATE OF uid ON "note_contact" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER note_contact_journal_delete AFTER DELETE ON "note_contact" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'note_contact', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'note_id', OLD."note_id", 'contact_id', OLD."contact_id", 'role', OLD."role", 'position', OLD."position"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

CREATE TRIGGER occurrence_uid BEFORE UPDATE OF uid ON "occurrence" WHEN NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'a uid never changes');
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
CREATE TRIGGER occurrence_journal_delete AFTER DELETE ON "occurrence" BEGIN
  INSERT INTO journal(change_id, table_name, row_id, before, after, source)
  SELECT change_id, 'occurrence', OLD.id,
    json_object('id', OLD."id", 'uid', OLD."uid", 'appointment_id', OLD."appointment_id", 'recurrence', OLD."recurrence", 'cancelled', OLD."cancelled", 'title', OLD."title", 'starts', OLD."starts", 'ends', OLD."ends", 'starts_utc', OLD."starts_utc", 'ends_utc', OLD."ends_utc", 'location', OLD."location", 'status', OLD."status"),
    NULL,
    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;
END;

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
