-- What readers see. A view's columns are the fields of its Row.

CREATE VIEW address_row AS
SELECT id, contact_id, street, city, region, postcode, country, label, preferred,
  ltrim(
    coalesce(', ' || replace(street, char(10), ', '), '') || coalesce(', ' || city, '')
    || coalesce(', ' || region, '') || coalesce(', ' || postcode, '') || coalesce(', ' || country, ''),
    ', ') AS formatted
FROM address;

CREATE VIEW works_for AS
SELECT r.from_id AS contact_id, o.id AS company_id, o.name AS company
FROM relation r JOIN contact o ON o.id = r.to_id
WHERE r.kind = 'works_for' AND r.until IS NULL
  AND r.id = (SELECT min(id) FROM relation WHERE from_id = r.from_id AND kind = 'works_for' AND until IS NULL);

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

CREATE VIEW note_row AS
SELECT n.id, n.uid, c.id AS contact_id, c.name AS contact, n.job_id, n.channel, n.direction, n.at, n.body
FROM note n
LEFT JOIN note_contact nc ON nc.note_id = n.id AND nc.position = 0
LEFT JOIN contact c ON c.id = nc.contact_id;

CREATE VIEW job_row AS
SELECT j.id, j.uid, c.id AS contact_id, c.name AS contact, j.title, j.description, j.stage, j.value, j.currency,
  j.due,
  (SELECT formatted FROM address_row WHERE id = j.site_id) AS site,
  (SELECT json_group_array(name) FROM (SELECT t.name FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.subject_uid = j.uid ORDER BY t.name_key)) AS tags,
  (SELECT json_group_array(json_object('stage', stage, 'on', on_date)) FROM (SELECT * FROM job_move WHERE job_id = j.id ORDER BY id)) AS stages
FROM job j
LEFT JOIN job_contact jc ON jc.job_id = j.id AND jc.position = 0
LEFT JOIN contact c ON c.id = jc.contact_id;

-- The location falls back to the job's site, then to the first contact's address.
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

CREATE VIEW reminder_row AS
SELECT r.id, r.uid, r.text, r.due, r.contact_id, c.name AS contact, r.job_id, r.repeat, r.repeat_after, r.done_at
FROM reminder r LEFT JOIN contact c ON c.id = r.contact_id;

-- A number in every form that people write: international, national, as typed, and backwards (after a z), so that
-- its ending is found by prefix too.
CREATE VIEW phone_forms AS
SELECT contact_id,
  ltrim(value, '+') || ' ' || coalesce(national, '') || ' ' || coalesce(raw, '') || ' z' || substr(value, -1, 1) || substr(value, -2, 1) || substr(value, -3, 1) || substr(value, -4, 1) || substr(value, -5, 1) || substr(value, -6, 1) || substr(value, -7, 1) || substr(value, -8, 1) || substr(value, -9, 1) || substr(value, -10, 1) || substr(value, -11, 1) || substr(value, -12, 1) || substr(value, -13, 1) || substr(value, -14, 1) || substr(value, -15, 1) AS forms
FROM phone;

-- What the search index holds. The letters that unicode61 does not fold are folded here and in the query; text of ASCII,
-- which has as many bytes as characters, needs none of it.
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

-- One view a kind: through a UNION of them SQLite would read every note to find one.
CREATE VIEW note_doc AS
SELECT id, '' AS title, CASE WHEN length(body) = length(CAST(body AS BLOB)) THEN body ELSE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(body,'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') END AS body FROM note;

CREATE VIEW job_doc AS
SELECT id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(title,'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') AS title,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce(description, '') || coalesce(' ' || (SELECT formatted FROM address_row WHERE id = job.site_id), ''),'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') AS body
FROM job;

CREATE VIEW appointment_doc AS
SELECT id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(title,'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') AS title, CASE WHEN length(coalesce(location, '') || coalesce(' ' || description, '')) = length(CAST(coalesce(location, '') || coalesce(' ' || description, '') AS BLOB)) THEN coalesce(location, '') || coalesce(' ' || description, '') ELSE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce(location, '') || coalesce(' ' || description, ''),'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') END AS body
FROM appointment;

CREATE VIEW reminder_doc AS
SELECT id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(text,'ł','l'),'Ł','l'),'ø','o'),'Ø','o'),'đ','d'),'Đ','d'),'ð','d'),'Ð','d'),'þ','th'),'Þ','th'),'æ','ae'),'Æ','ae'),'œ','oe'),'Œ','oe'),'ß','ss'),'ẞ','ss'),'ħ','h'),'Ħ','h'),'ı','i') AS title, '' AS body FROM reminder;
