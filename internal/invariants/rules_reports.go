package invariants

// reports: what one report leaves is there whole or not at all.
var reports = []Invariant{
	{
		ID: "INV-2", Says: "a lead has its text, a trail that begins with the report, and its clocks",
		lead: func(_ *env, f *file) bool { return f.texts != 1 || !f.begins() || !f.clocked() },
	},
	{
		ID: "INV-2-contact", Says: "a sealed contact is there exactly when the report is not anonymous",
		lead: func(_ *env, f *file) bool { return (f.reporters == 1) == f.Anonymous },
	},
	{
		ID: "INV-2-orphan", Says: "nothing is stored of a lead that is not there", on: withLeads,
		left: true,
	},
	{
		ID: "INV-2-stream", Says: "every stream of the trail belongs to a lead or a unit", on: withLeads,
		whole: strayStreams,
	},
}

func withLeads(o *Options) bool { return !o.Alone }

// begins: the first entry is the report itself, at the instant it was received.
func (f *file) begins() bool {
	return len(f.entries) > 0 && f.entries[0].Kind == "submitted" && f.entries[0].At == f.Received
}

// clocked: the promises and the 15 days began with the report; no clock ever runs against the discipline body.
func (f *file) clocked() bool {
	want := []string{"sign", "law_accept"}
	if !f.Anonymous {
		want = append(want, "contact")
	}
	n := 0
	for _, kind := range want {
		if f.clock(kind, 0) != nil {
			n++
		}
	}
	answers := 0
	for _, c := range f.clocks {
		if c.Round == 0 && owesAnswer(c.Kind) {
			answers++
		}
	}
	return n == len(want) && answers == 1 || n == 0 && answers == 0 && f.bornWalled()
}

// bornWalled: reported as misconduct of the city bureau from the first moment.
func (f *file) bornWalled() bool { return f.Nature == conduct && f.About == aboutCity }

const (
	conduct   = "conduct"
	aboutCity = "city_bureau"
)

func (f *file) clock(kind string, round int64) *clock {
	for i := range f.clocks {
		if f.clocks[i].Kind == kind && f.clocks[i].Round == round {
			return &f.clocks[i]
		}
	}
	return nil
}
