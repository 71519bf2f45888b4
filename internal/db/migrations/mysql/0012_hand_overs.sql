-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS hand_overs (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 0,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  unit BIGINT NOT NULL DEFAULT 0,
  recipient VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  to_unit BIGINT NOT NULL DEFAULT 0,
  to_name VARCHAR(100) NOT NULL DEFAULT '',
  on_paper BIGINT NOT NULL DEFAULT 0,
  about VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  reason TEXT NOT NULL,
  contact VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  legal TEXT NOT NULL,
  owed BIGINT NOT NULL DEFAULT 0,
  proposed BIGINT NOT NULL DEFAULT 0,
  proposed_by BIGINT NOT NULL DEFAULT 0,
  decided BIGINT NOT NULL DEFAULT 0,
  decided_by BIGINT NOT NULL DEFAULT 0,
  remark TEXT NOT NULL,
  letter_id BIGINT NOT NULL DEFAULT 0,
  year BIGINT NOT NULL DEFAULT 0,
  serial BIGINT NOT NULL DEFAULT 0,
  answer_id BIGINT NOT NULL DEFAULT 0,
  sent BIGINT NOT NULL DEFAULT 0,
  signed BIGINT NOT NULL DEFAULT 0,
  receipt_day VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  receiver VARCHAR(60) NOT NULL DEFAULT '',
  returned BIGINT NOT NULL DEFAULT 0,
  why VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  note TEXT NOT NULL,
  answered BIGINT NOT NULL DEFAULT 0,
  outcome VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  feedback TEXT NOT NULL,
  reminded BIGINT NOT NULL DEFAULT 0,
  remind_at BIGINT NOT NULL DEFAULT 0,
  last_form VARBINARY(32) NOT NULL,
  PRIMARY KEY (id),
  KEY hand_overs_lead (lead_id, id),
  KEY hand_overs_inbox (to_unit, state, sent, id),
  KEY hand_overs_remind (state, remind_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS hand_over_evidence (
  hand_over_id BIGINT NOT NULL DEFAULT 0,
  no BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ref BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  hash VARBINARY(32) NOT NULL,
  PRIMARY KEY (hand_over_id, no),
  KEY hand_over_evidence_lead (lead_id, hand_over_id, no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS hand_over_reveals (
  id BIGINT NOT NULL DEFAULT 0,
  hand_over_id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  staff_id BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL,
  allowed BIGINT NOT NULL DEFAULT 0,
  allowed_by BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY hand_over_reveals_of (hand_over_id, id),
  KEY hand_over_reveals_lead (lead_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'leads' AND column_name = 'hand_over');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE leads
  ADD COLUMN hand_over VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''''');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

-- What was closed before with 移交=是 is owed (domain rule 1.5).
UPDATE leads SET hand_over = 'owed' WHERE hand_over = '' AND NOT EXISTS (SELECT h.id FROM hand_overs AS h WHERE h.lead_id = leads.id)
  AND ((state = 'closed' AND draft_id IN (SELECT d.id FROM lead_drafts AS d WHERE d.hand_over = 1))
    OR (state <> 'closed' AND reopened > 0 AND id IN (SELECT v.lead_id FROM violations AS v WHERE v.hand_over = 1)));
