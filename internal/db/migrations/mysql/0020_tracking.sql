-- +goose NO TRANSACTION
-- +goose Up

-- What a job carries that nobody may read in the table: a 查询码 on its way to the reporter. It is deleted with the row.
SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'outbox' AND column_name = 'sealed');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE outbox ADD COLUMN sealed VARBINARY(1000) NOT NULL DEFAULT ''''');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

-- What the reporter said of an answer (评价): of each round once.
CREATE TABLE IF NOT EXISTS lead_ratings (
  lead_id BIGINT NOT NULL DEFAULT 0,
  round BIGINT NOT NULL DEFAULT 0,
  contacted VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  solved VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  satisfied VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  words TEXT NOT NULL,
  at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id, round)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What the reporter added without being asked (补充说明).
CREATE TABLE IF NOT EXISTS lead_additions (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  words TEXT NOT NULL,
  at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY lead_additions_lead (lead_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
