-- +goose Up

-- What a job carries that nobody may read in the table: a 查询码 on its way to the reporter. It is deleted with the row.
ALTER TABLE outbox ADD COLUMN sealed BLOB NOT NULL DEFAULT x'';

-- What the reporter said of an answer (评价): of each round once.
CREATE TABLE lead_ratings (
  lead_id BIGINT NOT NULL DEFAULT 0,
  round BIGINT NOT NULL DEFAULT 0,
  contacted TEXT NOT NULL DEFAULT '' CHECK (length(contacted) <= 3),
  solved TEXT NOT NULL DEFAULT '' CHECK (length(solved) <= 12),
  satisfied TEXT NOT NULL DEFAULT '' CHECK (length(satisfied) <= 12),
  words TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id, round)
) WITHOUT ROWID;

-- What the reporter added without being asked (补充说明).
CREATE TABLE lead_additions (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  words TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE INDEX lead_additions_lead ON lead_additions (lead_id, id);
