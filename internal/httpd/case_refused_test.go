package httpd

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// staleForms are the forms whose text a second person may write at the same time: what is typed in one, and what the
// other reads of the draft.
var staleForms = map[lead.Move]struct {
	typed map[string]string
	draft func(b *caseBench, user, number string) error
	reads string
}{
	lead.MoveReply: {
		map[string]string{"found": goodReply().Found + "（承办甲写）", "result": "责令改正。", "finding": "unproven", "summary": "承办甲的摘要"},
		func(b *caseBench, user, number string) error {
			return b.Leads.DraftReply(b.t.Context(), b.who(user), b.ref(user, number), goodReply())
		},
		goodReply().Found,
	},
	lead.MoveReject: {
		map[string]string{"reason": "no_object", "elsewhere": "承办甲写的去处"},
		func(b *caseBench, user, number string) error {
			return b.Leads.DraftReject(b.t.Context(), b.who(user), b.ref(user, number), lead.Rejection{Reason: "out_of_scope", Elsewhere: "请向示例区市场监督管理部门反映"})
		},
		"请向示例区市场监督管理部门反映",
	},
	lead.MoveExtend: {
		map[string]string{"reason": "other", "days": "3", "done": "承办甲已经核对收条和报名登记，还要再走访两家", "told": "承办甲写给反映人的说明"},
		func(b *caseBench, user, number string) error {
			return b.Leads.DraftExtension(b.t.Context(), b.who(user), b.ref(user, number), lead.Extension{
				Reason: "on_site", Days: 5, Done: "已到示例一小核对收条和报名登记，还需向其他家长核实", Told: "您反映的问题还需要核实，办理时间会延长",
			})
		},
		"已到示例一小核对收条和报名登记",
	},
}

// Two people write at once. Who comes second reads both texts, loses nothing, and can send when it is possible again.
func TestStale_bothTextsSideBySide(t *testing.T) {
	t.Parallel()
	for move, form := range staleForms {
		t.Run(string(move), func(t *testing.T) {
			t.Parallel()
			b := newCaseBench(t)
			number := b.submit()
			b.sign("handler", number)
			v := b.as("handler")
			mine := v.Get(casePath(number) + "/" + string(move)).Form("main form")
			for name, value := range form.typed {
				mine = mine.Set(name, value)
			}
			must(t, form.draft(b, "handler2", number))

			p := v.Submit(mine, "")
			wantStatus(t, p, 409)
			both(t, p, form.typed, form.reads)
			wantText(t, p, "现在没有需要您做的：等待负责人审")
			must(t, b.Leads.SendBack(t.Context(), b.who("leader"), b.ref("leader", number), "依据不足，请补充"))
			p = v.Submit(p.Form("main form"), "")
			wantStatus(t, p, 409)
			wantText(t, p, "这件线索刚刚有了变化", "退回修改", "依据不足，请补充")
			both(t, p, form.typed, form.reads)
			p = v.Submit(p.Form("main form"), "")
			wantStatus(t, p, 200)
			wantText(t, p, "已提交")
		})
	}
}

// both looks for the one text in the form and for the other beside it.
func both(t *testing.T, p *testkit.Page, typed map[string]string, reads string) {
	t.Helper()
	f := p.Form("main .case--both form")
	for name, value := range typed {
		if f.Get(name) != value {
			t.Errorf("%s is %q, typed was %q", name, f.Get(name), value)
		}
	}
	if beside := p.One("main .changed"); !strings.Contains(beside.Text(), reads) || !strings.Contains(beside.Text(), "承办乙") {
		t.Errorf("beside it stands %s", beside.Text())
	}
}

// What happened before the form was opened is no news.
func TestStale_tellsOnlyWhatIsNew(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	v := b.as("handler")
	form := v.Get(casePath(number) + "/contact").Form("main form")
	must(t, b.Leads.Accept(t.Context(), b.who("handler2"), b.ref("handler2", number), lead.ByHotline))
	p := v.Submit(form.Set("method", "phone").Set("result", "reached").Set("note", "已与反映人核实情况"), "")
	wantStatus(t, p, 409)
	if got := p.Texts("main .changed .timeline__title"); len(got) != 1 || !strings.Contains(got[0], "受理") {
		t.Errorf("told are %q", got)
	}
	p = v.Submit(p.Form("main form").Set("note", "短"), "")
	wantStatus(t, p, 422)
	if p.Has("main .changed") {
		t.Error("what was read is told again")
	}
	wantText(t, v.Submit(p.Form("main form").Set("note", "已与反映人核实情况"), ""), "联系情况已登记")
}

// standing brings one case of 天山区 into each of the states.
func (b *caseBench) standing() map[lead.State]string {
	ctx, leader, day := b.t.Context(), b.who("leader"), map[lead.State]string{}
	for _, s := range []lead.State{
		lead.Assigned, lead.InProgress, lead.WaitingReporter, lead.ReviewPending, lead.ExtendPending, lead.Replied, lead.Reopened, lead.Merged, lead.Closed,
		lead.Rejected,
	} {
		day[s] = b.submit()
	}
	day[lead.StateNew] = b.submit(benchLost)
	for _, s := range []lead.State{lead.InProgress, lead.WaitingReporter, lead.ReviewPending, lead.ExtendPending, lead.Replied, lead.Reopened, lead.Closed, lead.Rejected} {
		b.sign("handler", day[s])
	}
	for _, s := range []lead.State{lead.ReviewPending, lead.Replied, lead.Reopened, lead.Closed} {
		r := goodReply()
		r.Finding = lead.Unproven
		must(b.t, b.Leads.DraftReply(ctx, b.who("handler"), b.ref("handler", day[s]), r))
	}
	must(b.t, staleForms[lead.MoveExtend].draft(b, "handler", day[lead.ExtendPending]))
	must(b.t, staleForms[lead.MoveReject].draft(b, "handler", day[lead.Rejected]))
	for _, s := range []lead.State{lead.Replied, lead.Reopened, lead.Closed, lead.Rejected} {
		must(b.t, b.Leads.Approve(ctx, leader, b.ref("leader", day[s])))
	}
	must(b.t, b.Leads.Close(ctx, b.who("handler"), b.ref("handler", day[lead.Closed]), ""))
	cs, err := b.Leads.Get(ctx, b.who("handler"), day[lead.Reopened])
	must(b.t, err)
	must(b.t, b.Leads.Rate(ctx, cs.ID, lead.Said{Solved: lead.Unsolved}))
	must(b.t, b.Leads.Ask(ctx, b.who("handler"), b.ref("handler", day[lead.WaitingReporter]), lead.Asking{Question: "请问缴费是在哪一天，有没有收条", Days: lead.AskDays[0]}))
	b.merge(day[lead.Merged], day[lead.InProgress])
	return day
}

// Every state of the table, every page and form of a case, everybody who works: what is refused names what is possible.
func TestRefused_namesWhatIsPossibleNow(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	day := b.standing()
	refused := 0
	for _, user := range []string{"handler", "handler2", "leader", "cityhandler", "cityleader"} {
		v := b.as(user)
		token := v.Get(messagesPath).One("header input[name=csrf]").Attr("value")
		for _, state := range slices.Sorted(maps.Keys(day)) {
			number := day[state]
			cs, err := b.Leads.Get(t.Context(), b.who(user), number)
			if err != nil {
				continue // not theirs to know of
			}
			if cs.State != state {
				t.Fatalf("the case for %s is %s", state, cs.State)
			}
			for _, r := range b.routes {
				if !strings.HasPrefix(r.Path, "/cases/:number/") || r.Perm != org.WorkCases {
					continue
				}
				path := strings.Replace(r.Path, ":number", number, 1)
				p := benchRaw(t, v, r.Method, path, url.Values{"csrf": {token}, "version": {idText(cs.Version - 1)}}.Encode()) // stale: nothing is made
				if p.Status == 409 && strings.Contains(p.Text(), "这件线索刚刚有了变化") && lead.Can(b.who(user), lead.Move(strings.ReplaceAll(pathEnd(path), "-", "_")), &cs.Lead) == nil {
					continue // refused for being stale: the form is there again, or the case is a link away
				}
				if p.Status != 409 && p.Status != 403 {
					continue
				}
				refused++
				for _, m := range b.possible(cs) {
					if !strings.Contains(p.Text(), b.moveName(org.Actor{}, cs, m)) {
						t.Errorf("%s %s of what is %s, by %s: %d does not name %s: %s", r.Method, path, state, user, p.Status, m, p.Text())
					}
				}
				if len(b.possible(cs)) == 0 && !strings.Contains(p.Text(), "现在没有需要您做的：") && !strings.Contains(p.Text(), "现在可以做：分派") {
					t.Errorf("%s %s of what is %s, by %s: %d says nothing of what is waited for: %s", r.Method, path, state, user, p.Status, p.Text())
				}
			}
		}
	}
	if refused < 200 {
		t.Errorf("only %d refusals", refused)
	}
}

func pathEnd(path string) string { return path[strings.LastIndex(path, "/")+1:] }
