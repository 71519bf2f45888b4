-- +goose Up

-- What is walled is not counted: the index holds the wall, so that a count reads nothing else.
DROP INDEX messages_kind;
CREATE INDEX messages_kind ON messages (staff_id, kind, at, id, wall_unit);
