-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS letters (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  unit BIGINT NOT NULL DEFAULT 0,
  to_unit BIGINT NOT NULL DEFAULT 0,
  to_name VARCHAR(100) NOT NULL DEFAULT '',
  draft_id BIGINT NOT NULL DEFAULT 0,
  args TEXT NOT NULL,
  year BIGINT NOT NULL DEFAULT 0,
  serial BIGINT NOT NULL DEFAULT 0,
  drafted BIGINT NOT NULL DEFAULT 0,
  drafted_by BIGINT NOT NULL DEFAULT 0,
  issued BIGINT NOT NULL DEFAULT 0,
  issued_by BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY letters_lead (lead_id, id),
  KEY letters_issued (unit, issued, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS letter_serials (
  unit BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  year BIGINT NOT NULL DEFAULT 0,
  last BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (unit, kind, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'leads' AND column_name = 'ending');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE leads
  ADD COLUMN ending VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''''');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
