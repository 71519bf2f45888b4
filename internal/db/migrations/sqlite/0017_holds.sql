-- +goose Up

-- The due date for which a 督办单 to the owner waits to be issued.
ALTER TABLE leads ADD COLUMN drafted_due BIGINT NOT NULL DEFAULT 0;

-- Who had to act on a lead until when, of leads that were late then.
CREATE TABLE lead_holds (
  lead_id BIGINT NOT NULL DEFAULT 0,
  id BIGINT NOT NULL DEFAULT 0,
  unit BIGINT NOT NULL DEFAULT 0,
  until BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id, id)
) WITHOUT ROWID;

UPDATE leads SET drafted_due = due WHERE open = 1 AND due > 0 AND supervised_due <> due AND last_step IN ('supervise', 'notice') AND owner_unit <> 1
  AND EXISTS (SELECT 1 FROM letters WHERE letters.issued = 0 AND letters.to_unit = leads.owner_unit AND letters.id =
    (SELECT letter_id FROM lead_steps WHERE lead_steps.lead_id = leads.id AND lead_steps.due = leads.due AND lead_steps.step = 'supervise'));
