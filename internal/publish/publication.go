package publish

import (
	"slices"
	"strings"

	"sunlead/internal/org"
)

// Kind says what is told.
type Kind string

// The kinds.
const (
	Policy        Kind = "policy"        // 招生政策, 划片: by district, for one school or for all of its schools
	Response      Kind = "response"      // 公开答复 to a school and a topic
	Clarification Kind = "clarification" // 辟谣, 政策解读, 情况说明
	Statistics    Kind = "statistics"    // counts of a period, as they were released
)

// Kinds lists all of them.
func Kinds() []Kind { return []Kind{Policy, Response, Clarification, Statistics} }

// State is where a publication stands.
type State string

// The states.
const (
	Draft     State = "draft"
	Pending   State = "pending"  // a leader of the unit decides
	Agreeing  State = "agreeing" // the city decides: a 辟谣
	Returned  State = "returned"
	Published State = "published"
	Withdrawn State = "withdrawn"
	Dropped   State = "dropped"
)

// States lists all of them, what waits for somebody first.
func States() []State {
	return []State{Pending, Agreeing, Returned, Draft, Published, Withdrawn, Dropped}
}

// Labels of policy entries say which question of a parent they answer.
const (
	Zone   = "zone"   // 划片: which school
	Dates  = "dates"  // when to register
	Papers = "papers" // what to bring
	Rules  = "rules"  // the policy itself
)

// Labels of clarifications (domain rule 1.15).
const (
	Rumour    = "rumour"    // 辟谣: only what is verified, and only with the city
	Explained = "explained" // 政策解读
	Statement = "statement" // 情况说明
)

// labels of each kind; a kind without any has none.
var labels = map[Kind][]string{Policy: {Zone, Dates, Papers, Rules}, Clarification: {Explained, Statement, Rumour}}

// Labels lists those of a kind, in the order of the pages.
func Labels(k Kind) []string { return slices.Clone(labels[k]) }

// Content is what was written; limits are in content.go.
type Content struct {
	Label      string `json:"label,omitempty"`
	District   string `json:"district,omitempty"` // six digits; "" is the whole city
	SchoolID   int64  `json:"school_id,omitempty"`
	SchoolName string `json:"school,omitempty"`
	Topics     string `json:"topics,omitempty"` // categories of leads as ",fee,zone,"; "" is every topic
	Title      string `json:"title"`
	Body       string `json:"body"`
	Basis      string `json:"basis,omitempty"` // of a 辟谣: how it was verified; never public
	DocNo      string `json:"doc_no,omitempty"`
	DocDate    string `json:"doc_date,omitempty"` // 2006-01-02, as ValidFrom and ValidTo
	ValidFrom  string `json:"valid_from,omitempty"`
	ValidTo    string `json:"valid_to,omitempty"`
	Figures    string `json:"figures,omitempty"` // of a release: JSON of Figures
}

// Publication is one row of `publications`. Instants are UTC milliseconds of the Case clock, 0 for "not yet".
type Publication struct {
	ID      int64
	UnitID  int64
	Kind    Kind
	State   State
	Version int64

	Content `gorm:"embedded"`

	Replaces   int64 // what it takes the place of when it is published; 0 for none
	AuthorID   int64 // who wrote last
	Written    int64
	ApprovedBy int64
	AgreedBy   int64 // who of the city agreed to a 辟谣
	Published  int64
	Withdrawn  int64
	Reason     string // of the last decision against it, or of the city's agreement
	FormHash   []byte
}

// TableName tells the store where publications lie.
func (Publication) TableName() string { return "publications" }

// Event is one line of a publication's history: who did what, with which version, and what was written.
type Event struct {
	PublicationID int64
	Version       int64
	Move          Move
	Shelf         bool // it changed what the public sees
	StaffID       int64
	At            int64
	Reason        string
	Content       string
}

// TableName tells the store where the history lies.
func (Event) TableName() string { return "publication_events" }

// IsRumour reports a 辟谣.
func (c *Content) IsRumour() bool { return c.Label == Rumour }

// TopicList is the topics, none for every topic.
func (c *Content) TopicList() []string {
	return strings.FieldsFunc(c.Topics, func(r rune) bool { return r == ',' })
}

// TopicsOf is how a list of topics is stored.
func TopicsOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return "," + strings.Join(list, ",") + ","
}

// About reports that it speaks of a topic, at a place: every empty part of the content means all.
func (c *Content) About(district string, school int64, topic string) bool {
	return (c.District == "" || c.District == district) && (c.SchoolID == 0 || c.SchoolID == school) &&
		(c.Topics == "" || strings.Contains(c.Topics, ","+topic+","))
}

// ofCity reports what belongs to the city itself.
func ofCity(p *Publication) bool { return p.UnitID == org.CityID }
