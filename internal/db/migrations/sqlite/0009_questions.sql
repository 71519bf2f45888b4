-- +goose Up
-- Questions to the reporter (提问): the promises stand still from `asked` to `ended`.
CREATE TABLE lead_questions (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  question TEXT NOT NULL DEFAULT '',
  asked_by BIGINT NOT NULL DEFAULT 0,
  asked BIGINT NOT NULL DEFAULT 0,
  until BIGINT NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT '' CHECK (length(outcome) <= 12),
  answer TEXT NOT NULL DEFAULT '',
  answered_by BIGINT NOT NULL DEFAULT 0,
  ended BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE INDEX lead_questions_lead ON lead_questions (lead_id, id);

ALTER TABLE leads ADD COLUMN supplied BIGINT NOT NULL DEFAULT 0;
