-- +goose NO TRANSACTION
-- +goose Up

-- What the ledger counts, so that no page has to. A lead stands in up to three kinds of rows:
--   all   every lead, by its state and category
--   due   while an answer is owed (open, not replied), by its due instant, so that what is late is a sum
--   item  once for each of its items of the checklist, by its state.
-- A column that a kind does not count by is 0 or empty. routed is 1 once it was routed. A number is the sum over both
-- tables: changes are appended to lead_deltas in their own transaction, and a job folds them into lead_counts.
CREATE TABLE IF NOT EXISTS lead_counts (
  kind VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  print_no BIGINT NOT NULL DEFAULT 0,
  owner_unit BIGINT NOT NULL DEFAULT 0,
  co_unit BIGINT NOT NULL DEFAULT 0,
  territory_unit BIGINT NOT NULL DEFAULT 0,
  wall_unit BIGINT NOT NULL DEFAULT 0,
  suspicious BIGINT NOT NULL DEFAULT 0,
  routed BIGINT NOT NULL DEFAULT 0,
  open BIGINT NOT NULL DEFAULT 0,
  state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  category VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  due BIGINT NOT NULL DEFAULT 0,
  campaign BIGINT NOT NULL DEFAULT 0,
  leads BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, print_no, owner_unit, co_unit, territory_unit, wall_unit, suspicious, routed, open, state, category, due, campaign),
  KEY lead_counts_leads (leads)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS lead_deltas (
  id BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  print_no BIGINT NOT NULL DEFAULT 0,
  owner_unit BIGINT NOT NULL DEFAULT 0,
  co_unit BIGINT NOT NULL DEFAULT 0,
  territory_unit BIGINT NOT NULL DEFAULT 0,
  wall_unit BIGINT NOT NULL DEFAULT 0,
  suspicious BIGINT NOT NULL DEFAULT 0,
  routed BIGINT NOT NULL DEFAULT 0,
  open BIGINT NOT NULL DEFAULT 0,
  state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  category VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  due BIGINT NOT NULL DEFAULT 0,
  campaign BIGINT NOT NULL DEFAULT 0,
  leads BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Counted anew, for this file may run twice.
DELETE FROM lead_deltas;

DELETE FROM lead_counts;

INSERT INTO lead_counts (kind, owner_unit, co_unit, territory_unit, wall_unit, suspicious, routed, open, state, category, campaign, leads)
SELECT 'all', owner_unit, co_unit, territory_unit, wall_unit, suspicious, CASE WHEN routed > 0 THEN 1 ELSE 0 END AS sent, open, state, category, campaign, COUNT(*)
FROM leads GROUP BY owner_unit, co_unit, territory_unit, wall_unit, suspicious, sent, open, state, category, campaign;

INSERT INTO lead_counts (kind, owner_unit, co_unit, territory_unit, wall_unit, suspicious, routed, open, due, campaign, leads)
SELECT 'due', owner_unit, co_unit, territory_unit, wall_unit, suspicious, CASE WHEN routed > 0 THEN 1 ELSE 0 END AS sent, open, due, campaign, COUNT(*)
FROM leads WHERE open = 1 AND state <> 'replied' GROUP BY owner_unit, co_unit, territory_unit, wall_unit, suspicious, sent, open, due, campaign;

INSERT INTO lead_counts (kind, print_no, owner_unit, co_unit, territory_unit, wall_unit, suspicious, routed, open, state, campaign, leads)
SELECT 'item', print_no, owner_unit, co_unit, territory_unit, wall_unit, suspicious, CASE WHEN routed > 0 THEN 1 ELSE 0 END AS sent, open, state, campaign, COUNT(*)
FROM lead_items JOIN leads ON leads.id = lead_items.lead_id
GROUP BY print_no, owner_unit, co_unit, territory_unit, wall_unit, suspicious, sent, open, state, campaign;

-- A list is read along one of these, in its order. What only narrows it further stands behind, so that it is judged
-- in the index. DESC, so that MariaDB reads forward: it judges nothing in an index that it reads backward. Each
-- table is changed once: neither server has a way to say so that both understand.
SET @there = (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'leads' AND index_name = 'leads_co');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE leads
  DROP INDEX leads_owner,
  DROP INDEX leads_territory,
  DROP INDEX leads_state,
  DROP INDEX leads_received,
  DROP INDEX leads_due,
  ADD INDEX leads_received (received DESC, id DESC, category),
  ADD INDEX leads_state (state, received DESC, id DESC, category),
  ADD INDEX leads_owner (owner_unit, open, received DESC, id DESC, state, category),
  ADD INDEX leads_co (co_unit, open, received DESC, id DESC, state, category),
  ADD INDEX leads_territory (territory_unit, open, received DESC, id DESC, state, category),
  ADD INDEX leads_due (open, due, id, state, category),
  ADD INDEX leads_owner_due (owner_unit, open, due, id, state, category),
  ADD INDEX leads_territory_due (territory_unit, open, due, id, state, category)');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

-- Lists of an item are read along its own index, in the order of receipt.
SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'lead_items' AND column_name = 'at');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE lead_items
  ADD COLUMN at BIGINT NOT NULL DEFAULT 0,
  DROP INDEX lead_items_print_no,
  ADD INDEX lead_items_print_no (print_no, at DESC, lead_id DESC)');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
UPDATE lead_items JOIN leads ON leads.id = lead_items.lead_id SET at = received;

SET @there = (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'messages' AND index_name = 'messages_unseen');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE messages
  ADD INDEX messages_unseen (staff_id, seen, wall_unit),
  ADD INDEX messages_kind (staff_id, kind, at, id)');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

SET @there = (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'violations' AND index_name = 'violations_wall');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE violations
  ADD INDEX violations_wall (wall_unit, id)');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

SET @there = (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'violation_items' AND index_name = 'violation_items_print_no');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE violation_items
  ADD INDEX violation_items_print_no (print_no, violation_id)');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
