-- +goose NO TRANSACTION
-- +goose Up

-- The instant after which an answer is of no use to the reporter, 0 for none, and the order of the work: the earlier of
-- that and of the promise. The database works it out, so that no row can disagree with itself.
SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'leads' AND column_name = 'sort_at');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE leads
  ADD COLUMN use_by BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN sort_at BIGINT GENERATED ALWAYS AS (CASE WHEN use_by > 0 AND (due = 0 OR use_by < due) THEN use_by ELSE due END) STORED,
  DROP INDEX leads_due,
  DROP INDEX leads_owner_due,
  DROP INDEX leads_territory_due,
  ADD INDEX leads_due (open, sort_at, id, state, category, due),
  ADD INDEX leads_owner_due (owner_unit, open, sort_at, id, state, category, due),
  ADD INDEX leads_territory_due (territory_unit, open, sort_at, id, state, category, due)');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

-- The counters by date know it too, and of the category whether it is the red lane's ('noseat'): else it is empty there.
DROP TABLE IF EXISTS lead_deltas;

DROP TABLE IF EXISTS lead_counts;

CREATE TABLE lead_counts (
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
  sort_at BIGINT NOT NULL DEFAULT 0,
  campaign BIGINT NOT NULL DEFAULT 0,
  leads BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, print_no, owner_unit, co_unit, territory_unit, wall_unit, suspicious, routed, open, state, category, due, sort_at, campaign),
  KEY lead_counts_leads (leads)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE lead_deltas (
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
  sort_at BIGINT NOT NULL DEFAULT 0,
  campaign BIGINT NOT NULL DEFAULT 0,
  leads BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO lead_counts (kind, owner_unit, co_unit, territory_unit, wall_unit, suspicious, routed, open, state, category, due, campaign, leads)
SELECT 'all', owner_unit, co_unit, territory_unit, wall_unit, suspicious, CASE WHEN routed > 0 THEN 1 ELSE 0 END AS sent, open, state, category,
  CASE WHEN state = 'waiting_reporter' THEN due ELSE 0 END AS late, campaign, COUNT(*)
FROM leads GROUP BY owner_unit, co_unit, territory_unit, wall_unit, suspicious, sent, open, state, category, late, campaign;

INSERT INTO lead_counts (kind, owner_unit, co_unit, territory_unit, wall_unit, suspicious, routed, open, category, due, sort_at, campaign, leads)
SELECT 'due', owner_unit, co_unit, territory_unit, wall_unit, suspicious, CASE WHEN routed > 0 THEN 1 ELSE 0 END AS sent, open,
  CASE WHEN category = 'noseat' THEN category ELSE '' END AS lane, due, sort_at, campaign, COUNT(*)
FROM leads WHERE open = 1 AND state NOT IN ('replied', 'merged') AND NOT (state = 'waiting_reporter' AND due = 0)
GROUP BY owner_unit, co_unit, territory_unit, wall_unit, suspicious, sent, open, lane, due, sort_at, campaign;

INSERT INTO lead_counts (kind, print_no, owner_unit, co_unit, territory_unit, wall_unit, suspicious, routed, open, state, due, campaign, leads)
SELECT 'item', print_no, owner_unit, co_unit, territory_unit, wall_unit, suspicious, CASE WHEN routed > 0 THEN 1 ELSE 0 END AS sent, open, state,
  CASE WHEN state = 'waiting_reporter' THEN due ELSE 0 END AS late, campaign, COUNT(*)
FROM lead_items JOIN leads ON leads.id = lead_items.lead_id
GROUP BY print_no, owner_unit, co_unit, territory_unit, wall_unit, suspicious, sent, open, state, late, campaign;

-- What a draft says of a child without a school place: where and when it was placed, or why the law gives it none here.
-- And what a draft proposes as the respondent, when it takes a wall away.
SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'lead_drafts' AND column_name = 'placed_school');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE lead_drafts
  ADD COLUMN placed_school VARCHAR(60) NOT NULL DEFAULT '''',
  ADD COLUMN placed_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
  ADD COLUMN no_place VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
  ADD COLUMN seat_note VARCHAR(200) NOT NULL DEFAULT '''',
  ADD COLUMN about VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
  ADD COLUMN nature VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
  ADD COLUMN district VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''''');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
