-- +goose Up

-- What the ledger counts, so that no page has to. A lead stands in up to three kinds of rows:
--   all   every lead, by its state and category
--   due   while an answer is owed (open, not replied), by its due instant, so that what is late is a sum
--   item  once for each of its items of the checklist, by its state.
-- A column that a kind does not count by is 0 or empty. routed is 1 once it was routed. A number is the sum over both
-- tables: changes are appended to lead_deltas in their own transaction, and a job folds them into lead_counts.
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
  campaign BIGINT NOT NULL DEFAULT 0,
  leads BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, print_no, owner_unit, co_unit, territory_unit, wall_unit, suspicious, routed, open, state, category, due, campaign)
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
  campaign BIGINT NOT NULL DEFAULT 0,
  leads BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);

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
-- in the index. DESC, so that MariaDB reads forward: it judges nothing in an index that it reads backward.
DROP INDEX leads_owner;
DROP INDEX leads_territory;
DROP INDEX leads_state;
DROP INDEX leads_received;
DROP INDEX leads_due;

CREATE INDEX leads_received ON leads (received DESC, id DESC, category);
CREATE INDEX leads_state ON leads (state, received DESC, id DESC, category);
CREATE INDEX leads_owner ON leads (owner_unit, open, received DESC, id DESC, state, category);
CREATE INDEX leads_co ON leads (co_unit, open, received DESC, id DESC, state, category);
CREATE INDEX leads_territory ON leads (territory_unit, open, received DESC, id DESC, state, category);
CREATE INDEX leads_due ON leads (open, due, id, state, category);
CREATE INDEX leads_owner_due ON leads (owner_unit, open, due, id, state, category);
CREATE INDEX leads_territory_due ON leads (territory_unit, open, due, id, state, category);

-- Lists of an item are read along its own index, in the order of receipt.
ALTER TABLE lead_items ADD COLUMN at BIGINT NOT NULL DEFAULT 0;
UPDATE lead_items SET at = (SELECT received FROM leads WHERE leads.id = lead_items.lead_id);
DROP INDEX lead_items_print_no;
CREATE INDEX lead_items_print_no ON lead_items (print_no, at DESC, lead_id DESC);

CREATE INDEX messages_unseen ON messages (staff_id, seen, wall_unit);
CREATE INDEX messages_kind ON messages (staff_id, kind, at, id);
CREATE INDEX violations_wall ON violations (wall_unit, id);
CREATE INDEX violation_items_print_no ON violation_items (print_no, violation_id);
