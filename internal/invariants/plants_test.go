package invariants_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/invariants"
	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// plant is one corruption by hand and who must be named for it. In a statement, {lead} is the id of the lead that
// find finds, {number} its number, {n} its row's other id that then finds.
type plant struct {
	id     string
	find   string // of the lead's id
	then   string // of {n}
	do     []string
	names  string // "" for the lead's number
	sqlite bool   // needs an index taken away, which MariaDB does not undo
}

const (
	anyLead     = "SELECT id FROM leads WHERE state = 'in_progress' AND anonymous = 0 AND wall_unit = 0 AND next_step <> '' ORDER BY id LIMIT 1"
	walledLead  = "SELECT id FROM leads WHERE wall_unit > 2 ORDER BY id LIMIT 1"
	alone       = "SELECT id FROM leads WHERE wall_unit < -1 ORDER BY id LIMIT 1"
	moot        = "SELECT lead_id FROM lead_drafts WHERE state = 'void' ORDER BY id LIMIT 1"
	overWall    = "SELECT v.lead_id FROM violations AS v JOIN leads AS l ON l.id = v.lead_id WHERE l.wall_unit = 650103 AND l.state = 'closed' ORDER BY v.id LIMIT 1"
	closedLead  = "SELECT lead_id FROM violations WHERE wall_unit = 0 ORDER BY id LIMIT 1"
	climbed     = "SELECT lead_id FROM lead_steps WHERE step = 'urge' ORDER BY lead_id LIMIT 1"
	again       = "SELECT id FROM leads WHERE state = 'reopened' ORDER BY id LIMIT 1"
	drafted     = "SELECT id FROM leads WHERE state = 'review_pending' ORDER BY id LIMIT 1"
	told        = "SELECT l.id FROM leads AS l JOIN messages AS m ON m.number = l.number WHERE l.wall_unit = 0 AND m.wall_unit = 0 ORDER BY l.id LIMIT 1"
	mergedLead  = "SELECT lead_id FROM lead_merges WHERE followed = 0 ORDER BY lead_id LIMIT 1"
	itsMain     = "SELECT main_id FROM lead_merges WHERE lead_id = {lead}"
	answered    = "SELECT lead_id FROM lead_merges WHERE followed > 0 ORDER BY lead_id LIMIT 1"
	asked       = "SELECT id FROM leads WHERE state = 'waiting_reporter' ORDER BY id LIMIT 1"
	takenBack   = "SELECT id FROM leads WHERE ending = 'withdrawn' ORDER BY id LIMIT 1"
	complicated = "SELECT lead_id FROM lead_clocks WHERE kind = 'answer_complex' ORDER BY lead_id LIMIT 1"
	supplied    = "SELECT lead_id FROM lead_questions WHERE outcome = 'answered' ORDER BY id LIMIT 1"
	contacted   = "SELECT id FROM leads WHERE contacted > 0 ORDER BY id LIMIT 1"
	objected    = "SELECT id FROM leads WHERE state = 'return_pending' ORDER BY id LIMIT 1"
	twice       = "SELECT id FROM leads WHERE returns = 2 ORDER BY id LIMIT 1"
	refused     = "SELECT lead_id FROM lead_drafts WHERE kind = 'return' AND state = 'returned' ORDER BY id LIMIT 1"
	sent        = "SELECT id FROM leads WHERE transferred > 0 ORDER BY id LIMIT 1"
	handed      = "SELECT lead_id FROM hand_overs WHERE state = 'signed' ORDER BY lead_id LIMIT 1"
	noticed     = "SELECT lead_id FROM lead_steps WHERE step = 'notice' AND letter_id > 0 ORDER BY lead_id LIMIT 1"
	paused      = "SELECT lead_id FROM lead_mutes WHERE granted > 0 ORDER BY lead_id LIMIT 1"
	toldAll     = "SELECT id FROM publications WHERE state = 'published' AND unit_id = 650102 ORDER BY id LIMIT 1"
	explained   = "SELECT lead_id FROM lead_explanations ORDER BY lead_id LIMIT 1"
)

func change(set string) []string { return []string{"UPDATE leads SET " + set + " WHERE id = {lead}"} }

// entry adds one line to the lead's trail by hand.
func entry(kind, data, actor string) string {
	return "INSERT INTO trail (stream, seq, kind, version, data, actor, public, at, prev, hash)" +
		" SELECT stream, seq + 1, '" + kind + "', 1, '" + data + "', '" + actor + "', 0, at, hash, hash FROM trail WHERE stream = 'lead/{lead}' AND seq = {n}"
}

const lastSeq = "SELECT trail_seq FROM leads WHERE id = {lead}"

var plants = []plant{
	{id: "INV-2", find: anyLead, do: []string{"DELETE FROM lead_texts WHERE lead_id = {lead}"}},
	{id: "INV-2", find: anyLead, do: []string{"DELETE FROM lead_clocks WHERE lead_id = {lead} AND kind = 'contact'"}},
	{id: "INV-2", find: anyLead, do: []string{"DELETE FROM trail WHERE stream = 'lead/{lead}'"}},
	{id: "INV-2-contact", find: anyLead, do: []string{"DELETE FROM reporters WHERE lead_id = {lead}"}},
	{id: "INV-2-contact", find: anyLead, do: change("anonymous = 1")},
	{id: "INV-27", find: anyLead, do: []string{
		"INSERT INTO evidence (id, lead_id, kind, size, chunks, hash, sealed, scan, ready) VALUES (5, {lead}, 'pdf', 9, 1, '12345678901234567890123456789012', '', 'clean', 1)",
	}},
	{id: "INV-27-told", find: anyLead, do: []string{
		"INSERT INTO evidence (id, lead_id, kind, size, chunks, hash, sealed, scan, ready) VALUES (5, {lead}, 'pdf', 9, 1, '12345678901234567890123456789012', '', 'clean', 1)",
		"INSERT INTO evidence_chunks (evidence_id, n, data) VALUES (5, 0, '1234567890123456789012345')",
	}},
	{id: "INV-27-chunk", find: anyLead, do: []string{"INSERT INTO evidence_chunks (evidence_id, n, data) VALUES (5, 0, 'x')"}, names: "evidence 5"},
	{id: "INV-2-orphan", find: anyLead, names: "lead 99999999", do: []string{
		"INSERT INTO evidence (id, lead_id, hash, sealed) VALUES (5, 99999999, '', '')",
	}},
	{id: "INV-2-orphan", find: anyLead, do: []string{"DELETE FROM leads WHERE id = {lead}"}, names: "lead {lead}"},
	{id: "INV-2-orphan", find: anyLead, do: []string{"INSERT INTO lead_notes (id, lead_id, text) VALUES (5, 99999999, '')"}, names: "lead 99999999"},
	{id: "INV-2-stream", find: anyLead, do: []string{"UPDATE trail SET stream = 'lead/99999999' WHERE stream = 'lead/{lead}'"}, names: "trail lead/99999999"},
	{id: "INV-2-stream", find: anyLead, do: []string{"INSERT INTO unsealed (stream, seq) VALUES ('unit/77', 1)"}, names: "unsealed unit/77"},
	{id: "INV-3", find: anyLead, do: change("owner_unit = 0")},
	{id: "INV-3", find: anyLead, do: change("owner_unit = 77")},
	{id: "INV-3", find: anyLead, do: change("co_unit = owner_unit")},
	{id: "INV-3", find: "SELECT id FROM leads WHERE owner_unit > 2 ORDER BY id LIMIT 1", do: change("territory_unit = 0")},
	{id: "INV-3-routed", find: anyLead, do: change("routed = 0")},
	{id: "INV-5", find: anyLead, names: "job 3", do: []string{
		"INSERT INTO outbox (id, kind, lead_id, payload, created, failure) VALUES (3, 'notify.send', {lead}, '{}', 1, '')",
		"INSERT INTO workers (id, started, seen) VALUES ('w', 1, 9000000000000)",
	}},
	{id: "INV-5-dead", find: anyLead, do: []string{"INSERT INTO outbox (id, kind, payload, dead, failure) VALUES (3, 'notify.send', '{}', 1, 'x')"}, names: "job 3"},
	{id: "INV-5-sealed", find: anyLead, do: []string{"INSERT INTO outbox (id, kind, payload, dead, attempts, failure, sealed) VALUES (3, 'sms.send', '{}', 1, 1, 'x', x'01')"}, names: "job 3"},
	{id: "INV-5-dead", find: anyLead, do: []string{"INSERT INTO outbox (id, kind, payload, attempts, failure) VALUES (3, 'notify.send', '{}', 1, '')"}, names: "job 3"},
	{id: "INV-6-register", find: closedLead, do: []string{"DELETE FROM violations WHERE lead_id = {lead}"}},
	{id: "INV-6-register", find: closedLead, do: []string{"UPDATE violations SET measures = 'x' WHERE lead_id = {lead}"}},
	{id: "INV-6-items", find: closedLead, do: []string{"UPDATE item_counts SET proven = proven + 1 WHERE print_no = 14"}, names: "item 14 of unit 650102 in 2026"},
	{id: "INV-6-items", find: closedLead, do: []string{"DELETE FROM violation_items"}, names: "item 14 of unit 650102 in 2026"},
	{id: "INV-6-message", find: anyLead, then: "SELECT id FROM messages WHERE number = '{number}' ORDER BY id LIMIT 1", do: []string{
		"INSERT INTO messages (id, staff_id, kind, number, args, wall_unit, at, seen) SELECT 7, staff_id, kind, number, args, wall_unit, at + 1, 0 FROM messages WHERE id = {n}",
	}},
	{id: "INV-8", find: walledLead, do: change("wall_unit = 0")},
	{id: "INV-8", find: walledLead, do: change("owner_unit = 650102, territory_unit = 650102")},
	{id: "INV-8", find: walledLead, do: change("co_unit = 650102")},
	{id: "INV-8", find: walledLead, do: change("wall_unit = 650103")},
	{id: "INV-8-message", find: walledLead, do: []string{"UPDATE messages SET wall_unit = 0 WHERE number = '{number}' AND kind = 'message.assigned'"}},
	{id: "INV-8-message", find: walledLead, do: []string{"UPDATE messages SET wall_unit = -1 WHERE number = '{number}' AND kind = 'message.assigned'"}},
	{id: "INV-8-held", find: told, do: change("suspicious = 1")},
	{id: "INV-8-message", find: walledLead, then: "SELECT id FROM staff WHERE unit_id = 650102 ORDER BY id LIMIT 1", do: []string{
		"UPDATE messages SET staff_id = {n} WHERE number = '{number}' AND kind = 'message.assigned'",
	}},
	{id: "red-lane", find: closedLead, do: change("category = 'noseat'")},
	{id: "INV-8-register", find: closedLead, do: []string{"UPDATE violations SET wall_unit = 650102 WHERE lead_id = {lead}"}},
	{id: "INV-8", find: alone, do: change("suspicious = 1")},
	{id: "INV-8", find: alone, do: change("co_unit = 650102")},
	{id: "INV-13-start", find: alone, do: change("due = 1")},
	{id: "INV-18-draft", find: moot, do: []string{"UPDATE lead_drafts SET decided_by = 0 WHERE lead_id = {lead} AND state = 'void'"}},
	{id: "INV-18-draft", find: moot, do: []string{"UPDATE lead_drafts SET decided = written - 1 WHERE lead_id = {lead} AND state = 'void'"}},
	{id: "INV-8-register", find: overWall, do: []string{"UPDATE violations SET wall_unit = 0 WHERE lead_id = {lead}"}},
	{id: "INV-8-message", find: overWall, do: []string{"UPDATE messages SET wall_unit = 0 WHERE number = '{number}'"}},
	{id: "INV-17-order", find: overWall, do: []string{"UPDATE trail SET kind = 'signed' WHERE stream = 'lead/{lead}' AND kind = 'closed'"}},
	{id: "INV-8-two", find: alone, do: change("second_id = 0")},
	{id: "INV-8-two", find: alone, do: change("second_id = second_id + 1")},
	{id: "INV-8-two", find: alone, do: change("wall_unit = -1 - second_id")},
	{id: "INV-8-two", find: alone, do: []string{"UPDATE trail SET kind = 'asked' WHERE stream = 'lead/{lead}' AND kind = 'restrict_asked'"}},
	{id: "INV-8-two", find: alone, do: []string{"UPDATE trail SET actor = (SELECT actor FROM (SELECT actor FROM trail WHERE stream = 'lead/{lead}' AND kind = 'restricted') AS t) WHERE stream = 'lead/{lead}' AND kind = 'restrict_asked'"}},
	{id: "INV-8-two", find: anyLead, do: change("restrict_by = 7")},
	{id: "INV-8", find: alone, do: change("owner_unit = 650102, territory_unit = 650102")},
	{id: "INV-8", find: alone, do: []string{"UPDATE trail SET kind = 'signed' WHERE stream = 'lead/{lead}' AND kind = 'restricted'"}},
	{id: "INV-8-message", find: alone, do: []string{"UPDATE messages SET wall_unit = -1 WHERE number = '{number}'"}},
	{id: "INV-13-start", find: alone, do: []string{"UPDATE lead_clocks SET stopped = 0 WHERE lead_id = {lead} AND kind = 'answer'"}},
	{id: "INV-9", find: contacted, do: []string{"DELETE FROM lead_notes WHERE lead_id = {lead}"}},
	{id: "INV-9", find: anyLead, do: []string{"INSERT INTO lead_notes (id, lead_id, text) VALUES (5, {lead}, '')"}},
	{id: "INV-12", find: climbed, do: []string{"UPDATE lead_steps SET taken = taken - 90000000 WHERE lead_id = {lead} AND step = 'urge'"}},
	{id: "INV-12", find: climbed, do: []string{"UPDATE lead_steps SET due = due + 1 WHERE lead_id = {lead} AND step = 'urge'"}},
	{id: "INV-12-next", find: anyLead, do: change("next_step_at = next_step_at + 1")},
	{id: "INV-12-next", find: anyLead, do: change("next_step = '', next_step_at = 0")},
	{id: "INV-12-next", find: "SELECT id FROM leads WHERE state = 'replied' ORDER BY id LIMIT 1", do: change("next_step_at = replied")},
	{id: "INV-13", find: anyLead, do: []string{"UPDATE lead_clocks SET due = due + 86400000 WHERE lead_id = {lead} AND kind = 'answer'"}},
	{id: "INV-13", find: anyLead, do: []string{"UPDATE lead_clocks SET kind = 'whatever' WHERE lead_id = {lead} AND kind = 'sign'"}},
	{id: "INV-13-start", find: anyLead, do: change("due = due + 86400000")},
	{id: "INV-13-start", find: anyLead, do: []string{"UPDATE lead_clocks SET started = started + 1 WHERE lead_id = {lead} AND kind = 'answer'"}},
	{id: "INV-13-start", find: closedLead, do: []string{"UPDATE lead_clocks SET stopped = 0 WHERE lead_id = {lead} AND kind = 'answer'"}},
	{id: "INV-14", find: climbed, do: []string{"DELETE FROM lead_steps WHERE lead_id = {lead} AND step = 'urge'"}},
	{id: "INV-14", find: climbed, do: []string{"INSERT INTO lead_steps (lead_id, due, step, taken) SELECT lead_id, due + 1, step, taken FROM lead_steps WHERE lead_id = {lead} AND step = 'urge'"}},
	{id: "INV-14", find: climbed, do: change("last_step = 'remind'")},
	{id: "INV-14-letter", find: noticed, do: []string{"DELETE FROM letters WHERE lead_id = {lead} AND kind = 'urge'"}},
	{id: "INV-14-letter", find: noticed, do: []string{"UPDATE lead_steps SET letter_id = 0 WHERE lead_id = {lead} AND step = 'notice'"}},
	{id: "INV-14-letter", find: noticed, do: []string{"UPDATE letters SET args = '{}' WHERE lead_id = {lead} AND kind = 'supervise'"}},
	{id: "INV-14-letter", find: noticed, do: []string{"INSERT INTO letters (id, lead_id, kind, args) VALUES (5, {lead}, 'talk', '{}')"}},
	{id: "INV-14-drafted", find: noticed, do: change("drafted_due = due")},
	{id: "INV-14-hold", find: noticed, do: []string{"INSERT INTO lead_holds (lead_id, id, unit, until) VALUES ({lead}, 5, 1, 5)"}},
	{id: "INV-14-issued", find: noticed, do: []string{"UPDATE letters SET issued = 0, serial = 0 WHERE lead_id = {lead} AND kind = 'notice'"}},
	{id: "INV-14-issued", find: noticed, then: "SELECT id FROM staff WHERE unit_id = 650104 AND role = 'leader'", do: []string{
		"UPDATE letters SET issued_by = {n} WHERE lead_id = {lead} AND kind = 'supervise'",
	}},
	{id: "INV-14-issued", find: noticed, do: []string{"UPDATE letters SET issued = 1, serial = 1, year = 2026 WHERE lead_id = {lead} AND kind = 'talk'"}},
	{id: "INV-14-issued", find: noticed, do: change("supervised_due = 0")},
	{id: "INV-14-explain", find: explained, do: []string{"DELETE FROM lead_explanations WHERE lead_id = {lead}"}},
	{id: "INV-14-explain", find: explained, do: []string{"UPDATE lead_explanations SET written = 5 WHERE lead_id = {lead}"}},
	{id: "INV-14-explain", find: explained, do: change("explained_due = 0")},
	{id: "INV-14-mute", find: paused, do: []string{"UPDATE lead_mutes SET granted_by = asked_by WHERE lead_id = {lead}"}},
	{id: "INV-14-mute", find: paused, do: []string{"DELETE FROM lead_mutes WHERE lead_id = {lead}"}},
	{id: "INV-14-mute", find: paused, do: change("muted_until = 0")},
	{id: "INV-14-mute", find: anyLead, do: change("muted_until = 9000000000000")},
	{id: "INV-14-pause", find: paused, do: []string{"UPDATE lead_mutes SET granted = 5 WHERE lead_id = {lead}"}},
	{id: "INV-15", find: anyLead, do: []string{"UPDATE trail SET at = at - 864000000 WHERE stream = 'lead/{lead}' AND kind = 'signed'"}},
	{id: "INV-16", find: anyLead, do: []string{"UPDATE lead_clocks SET paused = 1 WHERE lead_id = {lead} AND kind = 'law_accept'"}},
	{id: "INV-16-rest", find: asked, do: []string{"UPDATE lead_clocks SET paused = 0 WHERE lead_id = {lead} AND kind = 'answer'"}},
	{id: "INV-16-rest", find: asked, do: []string{"UPDATE lead_clocks SET paused = paused + 1 WHERE lead_id = {lead} AND kind = 'answer'"}},
	{id: "INV-16-rest", find: anyLead, do: []string{"UPDATE lead_clocks SET paused = started WHERE lead_id = {lead} AND kind = 'answer'"}},
	{id: "INV-13", find: supplied, do: []string{"UPDATE lead_questions SET ended = ended + 86400000, until = until + 86400000 WHERE lead_id = {lead}"}},
	{id: "INV-13-start", find: asked, then: "SELECT due FROM lead_clocks WHERE lead_id = {lead} AND kind = 'answer'", do: change("due = {n}")},
	{id: "INV-12-next", find: asked, do: change("next_step_at = next_step_at + 1")},
	{id: "INV-12-next", find: asked, do: change("next_step = '', next_step_at = 0")},
	{id: "INV-18-ending", find: anyLead, do: change("ending = 'withdrawn'")},
	{id: "INV-18-ending", find: takenBack, do: change("ending = ''")},
	{id: "INV-18-ending", find: takenBack, do: change("open = 1")},
	{id: "INV-13-start", find: takenBack, do: []string{"UPDATE lead_clocks SET stopped = 0 WHERE lead_id = {lead} AND kind = 'answer'"}},
	{id: "INV-9", find: takenBack, do: []string{"DELETE FROM lead_notes WHERE lead_id = {lead}"}},
	{id: "INV-13", find: complicated, do: []string{"UPDATE lead_clocks SET kind = 'answer' WHERE lead_id = {lead} AND kind = 'answer_complex'"}},
	{id: "INV-18-said", find: again, do: []string{"UPDATE lead_ratings SET solved = 'solved' WHERE lead_id = {lead}"}},
	{id: "INV-18-said", find: again, do: []string{"UPDATE lead_ratings SET round = 7 WHERE lead_id = {lead}"}},
	{id: "INV-18-said", find: anyLead, do: []string{"INSERT INTO lead_additions (id, lead_id, words, at) VALUES (1, {lead}, 'x', 1)"}},
	{id: "INV-18-question", find: asked, do: change("state = 'in_progress'")},
	{id: "INV-18-question", find: asked, do: []string{"DELETE FROM lead_questions WHERE lead_id = {lead}"}},
	{id: "INV-18-question", find: asked, do: []string{"UPDATE lead_questions SET ended = until, outcome = 'unanswered' WHERE lead_id = {lead}"}},
	{id: "INV-18-question", find: supplied, do: []string{"UPDATE lead_questions SET ended = 0, outcome = '' WHERE lead_id = {lead}"}},
	{id: "INV-18-question", find: supplied, do: []string{"UPDATE lead_questions SET outcome = 'unanswered' WHERE lead_id = {lead}"}},
	{id: "INV-18-question", find: supplied, do: []string{"UPDATE lead_questions SET until = ended - 1 WHERE lead_id = {lead}"}},
	{id: "INV-17", find: anyLead, then: lastSeq, do: []string{entry("closed", "{}", "staff:1")}},
	{id: "INV-17", find: "SELECT id FROM leads WHERE state = 'rejected' ORDER BY id LIMIT 1", then: lastSeq, do: []string{entry("signed", "{}", "staff:1")}},
	{id: "INV-17-order", find: anyLead, then: lastSeq, do: []string{entry("rated", "{}", "reporter")}},
	{id: "INV-17-order", find: anyLead, then: lastSeq, do: []string{entry("danced", "{}", "reporter")}},
	{id: "INV-17-reopen", find: again, then: "SELECT seq FROM trail WHERE stream = 'lead/{lead}' AND kind = 'reopened'", do: []string{
		"UPDATE trail SET data = '{\"n\":1,\"unit\":650104}' WHERE stream = 'lead/{lead}' AND seq = {n}",
	}},
	{id: "INV-17-reopen", find: again, then: lastSeq, do: []string{
		"INSERT INTO trail (stream, seq, kind, version, data, actor, public, at, prev, hash)" +
			" SELECT stream, {n} + 1, kind, 1, data, actor, 0, at, hash, hash FROM trail WHERE stream = 'lead/{lead}' AND kind = 'drafted'",
	}},
	{id: "INV-17-reopen", find: again, then: lastSeq, do: []string{entry("reopened", `{"n":2,"unit":1}`, "reporter"), strings.ReplaceAll(entry("reopened", `{"n":3,"unit":1}`, "reporter"), "{n}", "{n} + 1")}},
	{id: "INV-18", find: anyLead, do: change("version = version + 1")},
	{id: "INV-18", find: anyLead, do: change("state = 'assigned'")},
	{id: "INV-18", find: anyLead, do: change("signed = signed + 1")},
	{id: "INV-18", find: anyLead, do: change("open = 0")},
	{id: "INV-18", find: again, do: change("reopened = 0")},
	{id: "INV-18-draft", find: drafted, do: []string{"UPDATE lead_drafts SET state = 'approved' WHERE lead_id = {lead} AND state = 'pending'"}},
	{id: "INV-18-draft", find: drafted, do: change("draft_id = 0")},
	{id: "INV-18-draft", find: closedLead, do: []string{"UPDATE lead_drafts SET decided_by = author_id WHERE lead_id = {lead}"}},
	{id: "INV-18-draft", find: closedLead, do: change("finding = 'unproven'")},
	{id: "INV-18-draft", find: closedLead, do: []string{"DELETE FROM lead_items WHERE lead_id = {lead}"}},
	{id: "merge", find: mergedLead, do: []string{"DELETE FROM lead_merges WHERE lead_id = {lead}"}},
	{id: "merge", find: mergedLead, do: change("state = 'in_progress'")},
	{id: "merge", find: mergedLead, then: itsMain, do: []string{"UPDATE leads SET open = 0 WHERE id = {n}"}},
	{id: "merge", find: mergedLead, then: itsMain, do: []string{"UPDATE leads SET state = 'replied' WHERE id = {n}"}},
	{id: "merge-chain", find: mergedLead, then: itsMain, do: []string{"INSERT INTO lead_merges (lead_id, main_id, merged, by_id, was) VALUES ({n}, 7, 1, 1, 'assigned')"}},
	{id: "merge-count", find: "SELECT main_id FROM lead_merges ORDER BY main_id LIMIT 1", do: change("children = children + 1")},
	{id: "merge-wall", find: mergedLead, do: change("wall_unit = 650104")},
	{id: "merge-wall", find: mergedLead, do: change("owner_unit = 650104")},
	{id: "merge-answer", find: answered, do: []string{"UPDATE lead_drafts SET result = 'x' WHERE lead_id = {lead}"}},
	{id: "merge-answer", find: answered, do: []string{"UPDATE lead_drafts SET violation = 1 WHERE lead_id = {lead}"}},
	{id: "merge-answer", find: answered, do: []string{"UPDATE lead_drafts SET copy_of = 0 WHERE lead_id = {lead}"}},
	{id: "INV-13-start", find: mergedLead, do: []string{"UPDATE lead_clocks SET stopped = 0 WHERE lead_id = {lead} AND kind = 'answer'"}},
	{id: "INV-19", find: objected, do: change("state = 'in_progress'")},
	{id: "INV-19", find: refused, do: change("state = 'return_pending'")},
	{id: "INV-19", find: objected, do: change("returns = 0")},
	{id: "INV-19", find: refused, do: change("returned_unit = 650109")},
	{id: "INV-19", find: refused, then: "SELECT id FROM staff WHERE unit_id = 650103 AND role = 'leader' ORDER BY id LIMIT 1", do: []string{
		"UPDATE lead_drafts SET decided_by = {n} WHERE lead_id = {lead} AND kind = 'return'",
	}},
	{id: "INV-19", find: twice, then: "SELECT MIN(seq) FROM trail WHERE stream = 'lead/{lead}' AND kind = 'reassigned'", do: []string{
		"UPDATE trail SET data = '{\"owner\":650103}' WHERE stream = 'lead/{lead}' AND seq = {n}",
	}},
	{id: "INV-19-limit", find: refused, do: []string{"UPDATE trail SET at = at + 604800000 WHERE stream = 'lead/{lead}' AND kind = 'drafted'"}},
	{id: "INV-19-limit", find: refused, then: "SELECT MIN(seq) FROM trail WHERE stream = 'lead/{lead}' AND kind = 'drafted'", do: []string{
		"UPDATE trail SET kind = 'deemed' WHERE stream = 'lead/{lead}' AND kind = 'submitted'",
		"UPDATE trail SET seq = 0 WHERE stream = 'lead/{lead}' AND kind = 'routed'",
	}},
	{id: "INV-20", find: sent, do: []string{"DELETE FROM letters WHERE lead_id = {lead} AND serial = 1"}},
	{id: "INV-20", find: sent, do: []string{"UPDATE letters SET serial = 0, issued = 0 WHERE lead_id = {lead} AND serial = 2"}},
	{id: "INV-20", find: sent, do: change("transferred = 0")},
	{id: "INV-20", find: sent, do: []string{"UPDATE lead_drafts SET receipt_day = '' WHERE lead_id = {lead}"}},
	{id: "INV-20", find: sent, do: []string{"UPDATE lead_drafts SET receipt_day = '2026-11-23' WHERE lead_id = {lead}"}},
	{id: "INV-20-number", find: sent, do: []string{"UPDATE letters SET serial = 3 WHERE lead_id = {lead} AND serial = 2"}, names: "transfer of unit 650103 in 2026"},
	{id: "INV-20-number", find: sent, do: []string{"UPDATE letters SET serial = 1 WHERE lead_id = {lead} AND serial = 2"}, names: "transfer of unit 650103 in 2026"},
	{id: "INV-20-number", find: sent, do: []string{"UPDATE letter_serials SET last = 5"}, names: "transfer of unit 650103 in 2026"},
	{id: "INV-21", find: sent, do: change("recused = ''")},
	{id: "INV-21", find: sent, do: []string{"DELETE FROM lead_recusals WHERE lead_id = {lead}"}},
	{id: "INV-21", find: sent, then: lastSeq, do: []string{
		"INSERT INTO trail (stream, seq, kind, version, data, actor, public, at, prev, hash)" +
			" SELECT stream, seq + 1, 'contacted', 1, '{}', actor, 0, at, hash, hash FROM trail WHERE stream = 'lead/{lead}' AND seq = {n}",
	}},
	{id: "INV-21-message", find: sent, then: "SELECT staff_id FROM lead_recusals WHERE lead_id = {lead}", do: []string{
		"INSERT INTO messages (id, staff_id, kind, number, args, wall_unit, at, seen) VALUES (7, {n}, 'message.assigned', '{number}', '{}', 0, 1, 0)",
	}},
	{id: "INV-A1", find: anyLead, do: []string{"UPDATE trail SET actor = 'staff:1' WHERE stream = 'lead/{lead}' AND kind = 'signed'"}},
	{id: "INV-A1", find: anyLead, then: lastSeq, do: []string{"DELETE FROM trail WHERE stream = 'lead/{lead}' AND seq = {n}"}},
	{id: "INV-A1", find: anyLead, do: []string{"DELETE FROM trail WHERE stream = 'lead/{lead}' AND seq = 2"}},
	{id: "INV-A1", find: anyLead, do: change("trail_seq = trail_seq + 1")},
	{id: "INV-A1-unit", find: anyLead, do: []string{"UPDATE trail SET data = '{}' WHERE stream = 'unit/650103'"}, names: "unit/650103"},
	{id: "INV-A1-unit", find: anyLead, do: []string{"DELETE FROM trail WHERE stream = 'unit/650103'"}, names: "unit/650103"},
	{id: "INV-A1-unit", find: anyLead, do: []string{"DELETE FROM unsealed WHERE stream = 'unit/650103'", "DELETE FROM seals WHERE stream = 'unit/650103'"}, names: "unit/650103"},
	{id: "INV-A3", find: anyLead, do: []string{"DELETE FROM unsealed WHERE stream = 'lead/{lead}' AND seq = 2", "DELETE FROM seals WHERE stream = 'lead/{lead}' AND entry = 2"}},
	{id: "number", find: anyLead, do: change("number = '2026-000999-1'"), names: "2026-000999-1"},
	{id: "number", find: anyLead, do: change("number = '2026-999999-1'"), names: "2026-999999-1"},
	{id: "number", find: anyLead, do: change("campaign = 2025")},
	{id: "number", find: anyLead, do: []string{"UPDATE sequences SET next = 2 WHERE name = 'lead-2026'"}},
	{id: "number-unique", find: anyLead, do: []string{"DROP INDEX leads_number", "UPDATE leads SET number = '{number}' WHERE id = (SELECT MAX(id) FROM leads)"}, sqlite: true},
	{id: "counter", find: anyLead, do: change("category = 'special', about = 'school'"), names: "all 0 in_progress special of unit {n}: +1", then: "SELECT owner_unit FROM leads WHERE id = {lead}"},
	{id: "counter", find: closedLead, do: []string{"DELETE FROM lead_items WHERE lead_id = {lead}"}, names: "item 14 closed  of unit {n}: -1", then: "SELECT owner_unit FROM leads WHERE id = {lead}"},
	{id: "counter", find: anyLead, do: []string{"INSERT INTO lead_deltas (id, kind, leads) VALUES (3, 'all', 1)"}, names: "all 0   of unit 0: -1"},
	{id: "counter", find: anyLead, do: []string{"DELETE FROM lead_counts WHERE kind = 'due'", "DELETE FROM lead_deltas WHERE kind = 'due'"}, names: "due 0   of unit 1: +1"},
	{id: "INV-25", find: handed, do: change("hand_over = ''")},
	{id: "INV-25", find: handed, do: []string{"UPDATE hand_overs SET sent = 0 WHERE lead_id = {lead}"}},
	{id: "INV-25", find: anyLead, do: change("hand_over = 'owed'")},
	{id: "INV-25", find: handed, do: []string{"UPDATE trail SET kind = 'rated' WHERE stream = 'lead/{lead}' AND kind = 'handed_over'"}},
	{id: "INV-25-two", find: handed, do: []string{"UPDATE hand_overs SET decided_by = proposed_by WHERE lead_id = {lead}"}},
	{id: "INV-25-two", find: handed, do: []string{"UPDATE hand_overs SET proposed_by = 77 WHERE lead_id = {lead}"}},
	{id: "INV-25-letter", find: handed, do: []string{"UPDATE hand_overs SET serial = serial + 1 WHERE lead_id = {lead}"}},
	{id: "INV-25-letter", find: handed, do: []string{"UPDATE letters SET issued = 0 WHERE lead_id = {lead}"}},
	{id: "INV-25-hash", find: handed, do: []string{"UPDATE lead_texts SET amount = 'x' WHERE lead_id = {lead}"}},
	{id: "INV-25-hash", find: handed, do: []string{"UPDATE lead_notes SET text = 'x' WHERE lead_id = {lead}"}},
	{id: "INV-25-hash", find: handed, do: []string{"DELETE FROM hand_over_evidence WHERE lead_id = {lead}"}},
	{id: "INV-25-remind", find: handed, do: []string{"UPDATE hand_overs SET remind_at = remind_at - 1 WHERE lead_id = {lead}"}},
	{id: "INV-25-remind", find: handed, then: lastSeq, do: []string{strings.ReplaceAll(entry("over_reminded", `{"n":1,"over":0}`, "system"), `"over":0`, `"over":`+"' || (SELECT id FROM hand_overs WHERE lead_id = {lead}) || '")}, sqlite: true},
	{id: "INV-9-package", find: handed, then: "SELECT id FROM hand_overs WHERE lead_id = {lead}", names: "reading 7", do: []string{
		"INSERT INTO hand_over_reveals (id, hand_over_id, lead_id, staff_id, reason) VALUES (7, {n}, {lead}, 1, '')",
	}},
	{id: "INV-20-number", find: handed, do: []string{"UPDATE letters SET serial = serial + 1 WHERE lead_id = {lead}"}, names: "hand_over of unit 650102 in 2026"},
	{id: "INV-26", find: anyLead, then: toldAll, do: []string{"UPDATE publications SET approved_by = author_id WHERE id = {n}"}, names: "publication {n}"},
	{id: "INV-26", find: anyLead, then: toldAll, do: []string{"UPDATE publications SET label = 'rumour' WHERE id = {n}"}, names: "publication {n}"},
	{id: "INV-26", find: anyLead, then: toldAll, do: []string{"UPDATE publications SET unit_id = 650109 WHERE id = {n}"}, names: "publication {n}"},
	{id: "INV-26-history", find: anyLead, then: toldAll, do: []string{"DELETE FROM publication_events WHERE publication_id = {n} AND version = 2"}, names: "publication {n}"},
	{id: "INV-26-history", find: anyLead, then: toldAll, do: []string{"DELETE FROM publications WHERE id = {n}"}, names: "publication {n}"},
	{id: "sequence", find: anyLead, then: "SELECT MAX(id) FROM leads", do: []string{"UPDATE sequences SET next = {n} WHERE name = 'id'"}, names: "leads {n}"},
}

// full is everything a check can ask.
func full() invariants.Options {
	return invariants.Options{Moves: lead.Diagram(), Now: clock.System().Now().Add(time.Hour)}
}

func TestCheck_namesEachPlantedCorruption(t *testing.T) {
	t.Parallel()
	for _, dialect := range testkit.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			p := play(t, dialect)
			for _, f := range p.corrupt(t, full()) {
				t.Fatalf("before anything was planted: %+v", f)
			}
			for i, x := range plants {
				if !x.sqlite || dialect == db.SQLite {
					t.Run(fmt.Sprintf("%s %d", x.id, i), func(t *testing.T) { x.test(t, p) })
				}
			}
		})
	}
}

func (x plant) test(t *testing.T, p *played) {
	t.Helper()
	id := p.one(x.find)
	words := []string{"{lead}", fmt.Sprint(id), "{number}", p.number(id)}
	if x.then != "" {
		words = append(words, "{n}", fmt.Sprint(p.one(strings.NewReplacer(words...).Replace(x.then))))
	}
	fill := strings.NewReplacer(words...).Replace
	statements := make([]string, len(x.do))
	for i, s := range x.do {
		statements[i] = fill(s)
	}
	want := fill(x.names)
	if want == "" {
		want = p.number(id)
	}
	found := p.corrupt(t, full(), statements...)
	for _, f := range found {
		if f.ID == x.id && slices.Contains(f.Offenders, want) {
			return
		}
	}
	t.Errorf("%s does not name %s: %+v", x.id, want, found)
}

// A control that nothing was planted against may be none, and a name for two hides one behind the other.
func TestTable_everyInvariantHasItsPlant(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, v := range invariants.Table() {
		if seen[v.ID] {
			t.Errorf("%s is the name of two", v.ID)
		}
		seen[v.ID] = true
		if !slices.ContainsFunc(plants, func(x plant) bool { return x.id == v.ID }) {
			t.Errorf("nothing is planted against %s", v.ID)
		}
	}
}

// The page that an operator reads when the check finds something.
func TestTable_standsInTheDocs(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join(testkit.Root(t), "docs", "invariants.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range invariants.Table() {
		if line := fmt.Sprintf("| %s | %s |\n", v.ID, v.Says); !strings.Contains(string(doc), line) {
			t.Errorf("docs/invariants.md lacks %s", line)
		}
	}
}
