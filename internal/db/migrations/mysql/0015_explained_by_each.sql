-- +goose NO TRANSACTION
-- +goose Up

-- A delay is explained by each owner: of one due date there may be several explanations. Run twice it is the same.
ALTER TABLE lead_explanations
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (lead_id, due, written);
