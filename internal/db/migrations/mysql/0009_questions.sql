-- +goose NO TRANSACTION
-- +goose Up
-- Questions to the reporter (提问): the promises stand still from `asked` to `ended`.
CREATE TABLE IF NOT EXISTS lead_questions (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  question TEXT NOT NULL,
  asked_by BIGINT NOT NULL DEFAULT 0,
  asked BIGINT NOT NULL DEFAULT 0,
  until BIGINT NOT NULL DEFAULT 0,
  outcome VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  answer TEXT NOT NULL,
  answered_by BIGINT NOT NULL DEFAULT 0,
  ended BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY lead_questions_lead (lead_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'leads' AND column_name = 'supplied');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE leads ADD COLUMN supplied BIGINT NOT NULL DEFAULT 0');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
