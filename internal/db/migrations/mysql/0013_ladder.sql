-- +goose NO TRANSACTION
-- +goose Up
SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'leads' AND column_name = 'explained_due');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE leads
  ADD COLUMN explained_due BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN supervised_due BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN muted_until BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN mute_by BIGINT NOT NULL DEFAULT 0');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

-- -1: taken before a step drafted its letter
SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'lead_steps' AND column_name = 'letter_id');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE lead_steps ADD COLUMN letter_id BIGINT NOT NULL DEFAULT -1');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

CREATE TABLE IF NOT EXISTS lead_explanations (
  lead_id BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL DEFAULT 0,
  author_id BIGINT NOT NULL DEFAULT 0,
  written BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL,
  told TEXT NOT NULL,
  day VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  PRIMARY KEY (lead_id, due)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS lead_mutes (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL,
  until BIGINT NOT NULL DEFAULT 0,
  asked_by BIGINT NOT NULL DEFAULT 0,
  asked BIGINT NOT NULL DEFAULT 0,
  granted_by BIGINT NOT NULL DEFAULT 0,
  granted BIGINT NOT NULL DEFAULT 0,
  ended_by BIGINT NOT NULL DEFAULT 0,
  ended BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY lead_mutes_lead (lead_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
