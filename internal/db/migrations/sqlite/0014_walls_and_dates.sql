-- +goose Up

-- The instant after which an answer is of no use to the reporter, 0 for none, and the order of the work: the earlier of
-- that and of the promise. The database works it out, so that no row can disagree with itself.
ALTER TABLE leads ADD COLUMN use_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN sort_at BIGINT GENERATED ALWAYS AS (CASE WHEN use_by > 0 AND (due = 0 OR use_by < due) THEN use_by ELSE due END) VIRTUAL;
DROP INDEX leads_due;
DROP INDEX leads_owner_due;
DROP INDEX leads_territory_due;
CREATE INDEX leads_due ON leads (open, sort_at, id, state, category, due);
CREATE INDEX leads_owner_due ON leads (owner_unit, open, sort_at, id, state, category, due);
CREATE INDEX leads_territory_due ON leads (territory_unit, open, sort_at, id, state, category, due);

-- The counters by date know it too, and of the category whether it is the red lane's ('noseat'): else it is empty there.
DROP TABLE lead_deltas;
DROP TABLE lead_counts;
CREATE TABLE lead_counts (
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 4),
  print_no BIGINT NOT NULL DEFAULT 0,
  owner_unit BIGINT NOT NULL DEFAULT 0,
  co_unit BIGINT NOT NULL DEFAULT 0,
  territory_unit BIGINT NOT NULL DEFAULT 0,
  wall_unit BIGINT NOT NULL DEFAULT 0,
  suspicious BIGINT NOT NULL DEFAULT 0,
  routed BIGINT NOT NULL DEFAULT 0,
  open BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT '' CHECK (length(state) <= 20),
  category TEXT NOT NULL DEFAULT '' CHECK (length(category) <= 12),
  due BIGINT NOT NULL DEFAULT 0,
  sort_at BIGINT NOT NULL DEFAULT 0,
  campaign BIGINT NOT NULL DEFAULT 0,
  leads BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, print_no, owner_unit, co_unit, territory_unit, wall_unit, suspicious, routed, open, state, category, due, sort_at, campaign)
) WITHOUT ROWID;

CREATE INDEX lead_counts_leads ON lead_counts (leads);

CREATE TABLE lead_deltas (
  id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 4),
  print_no BIGINT NOT NULL DEFAULT 0,
  owner_unit BIGINT NOT NULL DEFAULT 0,
  co_unit BIGINT NOT NULL DEFAULT 0,
  territory_unit BIGINT NOT NULL DEFAULT 0,
  wall_unit BIGINT NOT NULL DEFAULT 0,
  suspicious BIGINT NOT NULL DEFAULT 0,
  routed BIGINT NOT NULL DEFAULT 0,
  open BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT '' CHECK (length(state) <= 20),
  category TEXT NOT NULL DEFAULT '' CHECK (length(category) <= 12),
  due BIGINT NOT NULL DEFAULT 0,
  sort_at BIGINT NOT NULL DEFAULT 0,
  campaign BIGINT NOT NULL DEFAULT 0,
  leads BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);

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
ALTER TABLE lead_drafts ADD COLUMN placed_school TEXT NOT NULL DEFAULT '' CHECK (length(placed_school) <= 60);
ALTER TABLE lead_drafts ADD COLUMN placed_on TEXT NOT NULL DEFAULT '' CHECK (length(placed_on) <= 10);
ALTER TABLE lead_drafts ADD COLUMN no_place TEXT NOT NULL DEFAULT '' CHECK (length(no_place) <= 20);
ALTER TABLE lead_drafts ADD COLUMN seat_note TEXT NOT NULL DEFAULT '' CHECK (length(seat_note) <= 200);

-- What a draft proposes as the respondent, when it takes a wall away.
ALTER TABLE lead_drafts ADD COLUMN about TEXT NOT NULL DEFAULT '' CHECK (length(about) <= 20);
ALTER TABLE lead_drafts ADD COLUMN nature TEXT NOT NULL DEFAULT '' CHECK (length(nature) <= 12);
ALTER TABLE lead_drafts ADD COLUMN district TEXT NOT NULL DEFAULT '' CHECK (length(district) <= 6);
