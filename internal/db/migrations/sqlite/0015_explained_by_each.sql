-- +goose Up

-- A delay is explained by each owner: of one due date there may be several explanations.
ALTER TABLE lead_explanations RENAME TO lead_explanations_once;
CREATE TABLE lead_explanations (
  lead_id BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL DEFAULT 0,
  author_id BIGINT NOT NULL DEFAULT 0,
  written BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  told TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL DEFAULT '' CHECK (length(day) <= 10),
  PRIMARY KEY (lead_id, due, written)
) WITHOUT ROWID;
INSERT INTO lead_explanations (lead_id, due, author_id, written, reason, told, day)
  SELECT lead_id, due, author_id, written, reason, told, day FROM lead_explanations_once;
DROP TABLE lead_explanations_once;
