package httpd

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

// Why a report that is about to be sent is asked for some work first.
const (
	tollNetwork = "network" // many came from one network
	tollAll     = "all"     // many came from everywhere
	tollHasty   = "hasty"   // nobody writes so quickly
	tollTrap    = "trap"    // a field was filled in that nobody sees
)

// tollLeads say why: that many come, or nothing that would not be true.
var tollLeads = map[string]string{tollNetwork: "toll.lead", tollAll: "toll.lead", tollHasty: "toll.lead.plain", tollTrap: "toll.lead.plain"}

const (
	networkFree = 60              // reports of one network at once; a school or a carrier is one, and is never locked out
	networkPace = 6 * time.Second // and one more in this time: 600 an hour
	allFree     = 12_000          // of everybody: the first evening of the enrolment
	allPace     = 100 * time.Millisecond
	tollMemory  = 2 // times as many are remembered, so that a flood that ended is soon forgotten
	hasty       = 4 * time.Second
)

// everywhere is the network of everybody.
var everywhere = network{1}

// tolls counts reports that are about to be sent. In this process alone, in memory.
type tolls struct{ networks, all meter }

func newTolls() *tolls {
	return &tolls{meter{pace: networkPace, most: networkFree * tollMemory}, meter{pace: allPace, most: allFree * tollMemory}}
}

// add counts one and says whether that was too many, "" when not.
func (t *tolls) add(n network, now time.Time) string {
	all, one := t.all.add(everywhere, now), t.networks.add(n, now)
	switch {
	case one > networkFree:
		return tollNetwork
	case all > allFree:
		return tollAll
	default:
		return ""
	}
}

// busy reports that the next one would be asked.
func (t *tolls) busy(n network, now time.Time) bool {
	return t.networks.see(n, now) >= networkFree || t.all.see(everywhere, now) >= allFree
}

// tollFields are what the forms that send a report carry: the field that nobody sees, the work of the browser, and the answer
// of who has none that works.
func tollFields(set *fieldSet) *fieldSet {
	return set.with(0, []string{"website", "altcha"}).digits("sum")
}

// whyToll says why this report is asked, "" when it is not. Who comes from this very machine, past our proxy, is never hasty.
func (s *Server) whyToll(c echo.Context, r *lead.Report) string {
	n, now := s.network(c), s.Wall.Now()
	begun := s.keyIssued(c)
	if r.Begun != 0 {
		begun = clock.FromMilli(r.Begun)
	}
	switch why := s.tolls.add(n, now); {
	case s.form(c).Get("website") != "":
		return tollTrap
	case why != "":
		return why
	case n != (network{}) && now.Sub(begun) < hasty:
		return tollHasty
	default:
		return ""
	}
}

// tollView asks for a small sum, which a browser with a script spares its reader.
type tollView struct {
	Page
	Action string
	Lead   string // why they are asked
	Key    string
	Work   string // the challenge, JSON
	Sum    web.Field
	Hidden []web.Field // the whole form that was sent: nothing is lost
	Send   web.Button
}

// toll stands between a report and the ledger while many come. It asks for work, or for a sum in words, and refuses nobody.
func (s *Server) toll(c echo.Context, r *lead.Report) (asked bool, err error) {
	f, answer := s.form(c), sumOf(r.Key)
	why := s.whyToll(c, r)
	if why == "" || s.worked(f.Get("altcha"), r.Key) || f.Digits("sum") == strconv.Itoa(answer.a+answer.b) {
		return false, nil
	}
	s.figures.tolls.Add(1, why)
	v := &tollView{
		Page: s.page(c), Action: s.path(c), Lead: s.Texts.T(tollLeads[why]), Key: s.keyFieldOf(c, r.Key),
		Send: web.Button{Label: s.Texts.T("button.submit")},
	}
	if v.Work, err = s.newChallenge(r.Key); err != nil {
		return true, err
	}
	v.Sum = web.Field{
		Name: "sum", Width: "4", InputMode: "numeric", Autocomplete: "off", Value: f.Get("sum"),
		Label: v.T("toll.sum.label", "a", v.T("toll."+strconv.Itoa(answer.a)), "b", v.T("toll."+strconv.Itoa(answer.b))),
	}
	v.Hidden, v.Keeps = carried(f, "altcha", "sum"), v.Action == reportAll.path
	if f.Get("sum") == "" {
		return true, s.render(c, http.StatusOK, "report/toll", v)
	}
	err = errs.Fields(lead.Problems{"sum": errs.T("toll.sum.wrong")})
	v.Sum.Error = s.fieldError(err, "sum")
	return true, s.invalid(c, "report/toll", v, err)
}

type sum struct{ a, b int }

// sumOf is the question for a form: the same for each try.
func sumOf(k formKey) sum { return sum{2 + int(k[0])%8, 1 + int(k[1])%9} }

// path is the address of the request in every language.
func (s *Server) path(c echo.Context) string { return value[route](c, ctxRoute).Path }
