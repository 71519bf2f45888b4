-- +goose Up
CREATE TABLE hand_overs (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT '' CHECK (length(state) <= 12),
  unit BIGINT NOT NULL DEFAULT 0,
  recipient TEXT NOT NULL DEFAULT '' CHECK (length(recipient) <= 12),
  to_unit BIGINT NOT NULL DEFAULT 0,
  to_name TEXT NOT NULL DEFAULT '' CHECK (length(to_name) <= 100),
  on_paper BIGINT NOT NULL DEFAULT 0,
  about TEXT NOT NULL DEFAULT '' CHECK (length(about) <= 20),
  reason TEXT NOT NULL DEFAULT '',
  contact TEXT NOT NULL DEFAULT '' CHECK (length(contact) <= 12),
  legal TEXT NOT NULL DEFAULT '',
  owed BIGINT NOT NULL DEFAULT 0,
  proposed BIGINT NOT NULL DEFAULT 0,
  proposed_by BIGINT NOT NULL DEFAULT 0,
  decided BIGINT NOT NULL DEFAULT 0,
  decided_by BIGINT NOT NULL DEFAULT 0,
  remark TEXT NOT NULL DEFAULT '',
  letter_id BIGINT NOT NULL DEFAULT 0,
  year BIGINT NOT NULL DEFAULT 0,
  serial BIGINT NOT NULL DEFAULT 0,
  answer_id BIGINT NOT NULL DEFAULT 0,
  sent BIGINT NOT NULL DEFAULT 0,
  signed BIGINT NOT NULL DEFAULT 0,
  receipt_day TEXT NOT NULL DEFAULT '' CHECK (length(receipt_day) <= 10),
  receiver TEXT NOT NULL DEFAULT '' CHECK (length(receiver) <= 60),
  returned BIGINT NOT NULL DEFAULT 0,
  why TEXT NOT NULL DEFAULT '' CHECK (length(why) <= 20),
  note TEXT NOT NULL DEFAULT '',
  answered BIGINT NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT '' CHECK (length(outcome) <= 20),
  feedback TEXT NOT NULL DEFAULT '',
  reminded BIGINT NOT NULL DEFAULT 0,
  remind_at BIGINT NOT NULL DEFAULT 0,
  last_form BLOB NOT NULL,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE INDEX hand_overs_lead ON hand_overs (lead_id, id);
CREATE INDEX hand_overs_inbox ON hand_overs (to_unit, state, sent, id);
CREATE INDEX hand_overs_remind ON hand_overs (state, remind_at, id);

CREATE TABLE hand_over_evidence (
  hand_over_id BIGINT NOT NULL DEFAULT 0,
  no BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 12),
  ref BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  hash BLOB NOT NULL,
  PRIMARY KEY (hand_over_id, no)
) WITHOUT ROWID;

CREATE INDEX hand_over_evidence_lead ON hand_over_evidence (lead_id, hand_over_id, no);

CREATE TABLE hand_over_reveals (
  id BIGINT NOT NULL DEFAULT 0,
  hand_over_id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  staff_id BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  allowed BIGINT NOT NULL DEFAULT 0,
  allowed_by BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE INDEX hand_over_reveals_of ON hand_over_reveals (hand_over_id, id);
CREATE INDEX hand_over_reveals_lead ON hand_over_reveals (lead_id, id);

ALTER TABLE leads ADD COLUMN hand_over TEXT NOT NULL DEFAULT '' CHECK (length(hand_over) <= 12);

-- What was closed before with 移交=是 is owed (domain rule 1.5).
UPDATE leads SET hand_over = 'owed' WHERE hand_over = '' AND NOT EXISTS (SELECT h.id FROM hand_overs AS h WHERE h.lead_id = leads.id)
  AND ((state = 'closed' AND draft_id IN (SELECT d.id FROM lead_drafts AS d WHERE d.hand_over = 1))
    OR (state <> 'closed' AND reopened > 0 AND id IN (SELECT v.lead_id FROM violations AS v WHERE v.hand_over = 1)));
