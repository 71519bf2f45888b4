package demo

import (
	"errors"
	"fmt"

	"sunlead/internal/lead"
	"sunlead/internal/org"
)

func handOver(p *player, s *story) error {
	a, ref, err := p.by(s, org.Handler)
	if err != nil {
		return err
	}
	return p.Leads.ProposeHandOver(p.ctx, a, ref, lead.Handing{
		Recipient: lead.ToDiscipline, Reason: "涉嫌利用招生谋取利益，可能违反廉洁纪律，按“发现一起、查处一起”的要求移交", Contact: lead.ContactAgreed,
	})
}

// over is the newest hand-over of a story as its side sees it.
func (p *player) over(s *story, role org.Role) (org.Actor, lead.OverRef, error) {
	a, ref, err := p.by(s, role)
	if err != nil {
		return a, lead.OverRef{}, err
	}
	c, err := p.Leads.Get(p.ctx, a, ref.Number)
	if err != nil || len(c.HandOvers) == 0 {
		return a, lead.OverRef{}, errors.Join(err, fmt.Errorf("no hand-over of %s", ref.Number))
	}
	h := c.HandOvers[len(c.HandOvers)-1]
	return a, lead.OverRef{Number: ref.Number, ID: h.ID, Version: h.Version}, nil
}

func agree(p *player, s *story) error {
	a, ref, err := p.over(s, org.Leader)
	if err != nil {
		return err
	}
	return p.Leads.ApproveHandOver(p.ctx, a, ref, lead.Agreement{})
}

// officer is who receives packages, and the package of a story as they see it.
func (p *player) officer(s *story) (org.Actor, lead.OverRef, error) {
	_, ref, err := p.over(s, org.Leader)
	ref.Number = ""
	for _, st := range p.staff {
		if st.Role == org.DisciplineOfficer {
			return st.Actor(), ref, err
		}
	}
	return org.Actor{}, ref, errors.Join(err, errors.New("nobody receives packages"))
}

func signPackage(p *player, s *story) error {
	a, ref, err := p.officer(s)
	if err != nil {
		return err
	}
	return p.Leads.SignHandOver(p.ctx, a, ref, lead.OverReceipt{})
}

func returnPackage(p *player, s *story) error {
	a, ref, err := p.officer(s)
	if err != nil {
		return err
	}
	return p.Leads.ReturnHandOver(p.ctx, a, ref, lead.OverReturnSlip{Why: "material", Note: "请补充转账记录和学校收费公示后再行移交"})
}

func answerPackage(p *player, s *story) error {
	a, ref, err := p.officer(s)
	if err != nil {
		return err
	}
	return p.Leads.AnswerHandOver(p.ctx, a, ref, lead.OverFeedback{Outcome: "cleared", Told: "未发现学校教职工参与，收款人问题已转有权处理的机关"})
}
