package lead

import (
	"context"
	"unicode/utf8"

	"sunlead/internal/db"
)

// Said is what a reporter says of an answer (评价): the three questions, and what else they like to say. Those after the
// second may be left out.
type Said struct {
	Solved    Rating
	Contacted string // yes or no; "" for not said
	Satisfied string // one of Satisfactions; "" for not said
	Words     string // at most 500 characters
}

// The answers to 有工作人员联系过您吗.
const (
	Yes = yes
	No  = no
)

// Satisfactions are the answers to 对办理满意吗, the best first.
var Satisfactions = []string{"very_good", "good", "fair", "bad", "very_bad"}

// saidMax is the length of what else is said, in characters.
const saidMax = 500

func (r *Said) check() Problems {
	p, n := Problems{}, utf8.RuneCountInString(r.Words)
	p.add(!oneOf(string(r.Solved), string(Solved), string(Partial), string(Unsolved)), "solved", "track.solved.required")
	p.add(!oneOf(r.Contacted, "", Yes, No), "contacted", "error.choice")
	p.add(r.Satisfied != "" && !oneOf(r.Satisfied, Satisfactions...), "satisfied", "error.choice")
	p.add(n > saidMax, "words", "error.long", "max", saidMax)
	return p
}

// Rated is what was said of one answer.
type Rated struct {
	LeadID    int64
	Round     int64 // 0 for the first answer, 1 for the one after a reopening
	Contacted string
	Solved    Rating
	Satisfied string
	Words     string
	At        int64
}

// TableName tells the store where ratings lie.
func (Rated) TableName() string { return "lead_ratings" }

// keep stores what was said of the answer in hand.
func (r *Said) keep(ctx context.Context, st *step) error {
	return db.Insert(ctx, st.tx, []Rated{{
		LeadID: st.l.ID, Round: st.l.Reopened, Contacted: r.Contacted, Solved: r.Solved, Satisfied: r.Satisfied, Words: r.Words, At: st.at,
	}})
}
