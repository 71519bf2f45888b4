package demo

import (
	"fmt"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/lead"
	"sunlead/internal/org"
)

func submit(p *player, s *story) error {
	r := s.report(len(p.numbers) + 1)
	hits, err := p.Org.FindSchools(p.ctx, s.school)
	if err != nil {
		return err
	}
	for _, h := range hits {
		if h.Name == s.school && h.District == s.district && !s.typed {
			r.SchoolID = h.ID
		}
	}
	rec, err := p.Leads.Submit(p.ctx, r)
	if err != nil {
		return err
	}
	p.numbers[s] = rec.Number
	return p.route()
}

// by is the person of the lead's owner with the role, and the lead as they see it.
func (p *player) by(s *story, role org.Role) (org.Actor, lead.Ref, error) {
	number := p.numbers[s]
	for _, st := range p.staff {
		a := st.Actor()
		if a.Role != role {
			continue
		}
		if c, err := p.Leads.Get(p.ctx, a, number); err == nil && c.OwnerUnit == a.Unit {
			return a, lead.Ref{Number: number, Version: c.Version}, nil
		}
	}
	return org.Actor{}, lead.Ref{}, fmt.Errorf("nobody is %s of %s", role, number)
}

func sign(p *player, s *story) error {
	a, ref, err := p.by(s, org.Handler)
	if err != nil {
		return err
	}
	return p.Leads.Sign(p.ctx, a, ref)
}

func accept(p *player, s *story) error {
	a, ref, err := p.by(s, org.Handler)
	if err != nil {
		return err
	}
	procedure := lead.ByHotline
	if s.kind == lead.Enquiry {
		procedure = lead.ByEnquiry
	}
	return p.Leads.Accept(p.ctx, a, ref, procedure)
}

func contact(p *player, s *story) error {
	a, ref, err := p.by(s, org.Handler)
	if err != nil {
		return err
	}
	return p.Leads.Contact(p.ctx, a, ref, lead.Contacted{Method: "phone", Result: "reached", Note: "已电话核实反映的情况和诉求"})
}

// merge puts the report under the one about the same matter in its district.
func merge(p *player, s *story) error {
	a, ref, err := p.by(s, org.Handler)
	if err != nil {
		return err
	}
	for other, number := range p.numbers {
		if other != s && other.category == s.category && other.district == s.district {
			return p.Leads.Merge(p.ctx, a, ref, number)
		}
	}
	return fmt.Errorf("nothing to merge %s into", ref.Number)
}

// giveBack objects as soon as the lead was given to a district.
func giveBack(p *player, s *story) error {
	a, ref, err := p.by(s, org.Handler)
	if err != nil {
		return err
	}
	return p.Leads.Return(p.ctx, a, ref, lead.Return{
		Reason: "other_tree", To: org.CityID, Basis: "示例团场学校为兵团所属，招生范围由兵团划定，建议由市教育局牵头商兵团办理",
	})
}

func extend(p *player, s *story) error {
	a, ref, err := p.by(s, org.Handler)
	if err != nil {
		return err
	}
	return p.Leads.DraftExtension(p.ctx, a, ref, lead.Extension{
		Reason: "school", Days: 5, Done: "已调取报名和录取名册，正在与学校核对摇号过程记录",
		Told: "学校正在补交招生过程的记录，核对需要更多时间，给您添麻烦了",
	})
}

func ask(question string) func(p *player, s *story) error {
	return func(p *player, s *story) error {
		a, ref, err := p.by(s, org.Handler)
		if err != nil {
			return err
		}
		return p.Leads.Ask(p.ctx, a, ref, lead.Asking{Question: question, Days: 7})
	}
}

// supply is the reporter's answer to the question that waits.
func supply(p *player, s *story) error {
	pub, err := p.Leads.PublicByNumber(p.ctx, p.numbers[s])
	if err != nil {
		return err
	}
	if pub, err = p.Leads.Public(p.ctx, pub.ID); err != nil {
		return err
	}
	return p.Leads.Answer(p.ctx, pub.ID, pub.Asked().ID, "去的是示例五小，只有口头答复，说学位已满，没有给任何书面材料。")
}

func markComplex(p *player, s *story) error {
	a, ref, err := p.by(s, org.Leader)
	if err != nil {
		return err
	}
	return p.Leads.MarkComplex(p.ctx, a, ref, "涉及教职工子女、属地户籍和学校历史协议，需要与高校共同核实")
}

func withdraw(p *player, s *story) error {
	pub, err := p.Leads.PublicByNumber(p.ctx, p.numbers[s])
	if err != nil {
		return err
	}
	return p.Leads.Withdraw(p.ctx, pub.ID, "学校已经同意补报材料，不用再查了")
}

// explain tells the reporter a new date, once the ladder has asked for it.
func explain(p *player, s *story) error {
	a, ref, err := p.by(s, org.Leader)
	if err != nil {
		return err
	}
	return p.Leads.Explain(p.ctx, a, ref, lead.Explained{
		Reason: "经办人抽调参加招生巡查，学校补交的测试记录还没有核对完",
		Day:    p.Clock.Now().In(clock.Beijing).AddDate(0, 0, 20).Format(time.DateOnly),
		Told:   "学校的测试情况还在核对，没有按时答复您，很抱歉",
	})
}

// supervise issues the 督办单 that the ladder has drafted.
func supervise(p *player, s *story) error {
	number := p.numbers[s]
	for _, st := range p.staff {
		a := st.Actor()
		if a.Role != org.Leader || a.Unit != org.CityID {
			continue
		}
		c, err := p.Leads.Get(p.ctx, a, number)
		if err != nil {
			return err
		}
		for _, l := range c.Letters {
			if l.Kind == lead.LetterSupervise {
				return p.Leads.Issue(p.ctx, a, number, l.ID, p.Leads.Preset(l.Kind))
			}
		}
	}
	return fmt.Errorf("nothing to issue about %s", number)
}

func answer(r lead.Reply) func(p *player, s *story) error {
	r.Remedy = remedy
	return func(p *player, s *story) error {
		a, ref, err := p.by(s, org.Handler)
		if err != nil {
			return err
		}
		return p.Leads.DraftReply(p.ctx, a, ref, r)
	}
}

func reject(p *player, s *story) error {
	a, ref, err := p.by(s, org.Handler)
	if err != nil {
		return err
	}
	return p.Leads.DraftReject(p.ctx, a, ref, lead.Rejection{
		Reason: "out_of_scope", Elsewhere: "幼儿园收费由所在地教育局学前教育科室和市场监管部门负责，可以拨打 12345 或 12315 反映。",
	})
}

func approve(p *player, s *story) error {
	a, ref, err := p.by(s, org.Leader)
	if err != nil {
		return err
	}
	return p.Leads.Approve(p.ctx, a, ref)
}

func closeIt(p *player, s *story) error {
	a, ref, err := p.by(s, org.Handler)
	if err != nil {
		return err
	}
	return p.Leads.Close(p.ctx, a, ref, "")
}

func unsolved(p *player, s *story) error {
	_, ref, err := p.by(s, org.Leader)
	if err != nil {
		return err
	}
	pub, err := p.Leads.PublicByNumber(p.ctx, ref.Number)
	if err != nil {
		return err
	}
	return p.Leads.Rate(p.ctx, pub.ID, lead.Said{Solved: lead.Unsolved})
}
