package demo

import (
	"fmt"

	"sunlead/internal/org"
	"sunlead/internal/publish"
)

// told is one publication of the demo: who writes it, and how far it is.
type told struct {
	by    string // the slug of the unit's accounts
	kind  publish.Kind
	what  publish.Content
	until publish.State
}

// publications are what the demo's bureaus have told everybody, and what waits; fiction as everything here.
func publications(year int) []told {
	doc := func(c publish.Content, no int) publish.Content {
		c.DocNo, c.DocDate = fmt.Sprintf("示教字〔%d〕%d号", year, no), fmt.Sprintf("%d-05-20", year)
		c.ValidFrom, c.ValidTo = fmt.Sprintf("%d-06-01", year), fmt.Sprintf("%d-05-31", year+1)
		return c
	}
	return []told{
		{"city", publish.Policy, doc(publish.Content{
			Label: publish.Rules, Title: "免试就近入学",
			Body: "义务教育学校不考试、不面试、不看证书。公办学校按划片招生；民办学校报名人数超过计划的，电脑随机录取。",
		}, 3), publish.Published},
		{"tianshan", publish.Policy, doc(publish.Content{
			Label: publish.Dates, District: "650102", Title: "天山区小学一年级报名时间",
			Body: "网上报名：7月1日至7月10日。\n现场核对材料：7月12日至7月16日，10:00–18:00。\n录取结果：8月10日前在学校公告栏和网站公布。",
		}, 5), publish.Published},
		{"tianshan", publish.Policy, doc(publish.Content{
			Label: publish.Papers, District: "650102", Title: "天山区报名要带的材料",
			Body: "户口簿、父母一方的房屋材料或居住证。\n随迁子女带居住证和务工或经商的证明，两样都可以。\n不需要预防接种以外的体检报告，不收复印费。",
		}, 5), publish.Published},
		{"tianshan", publish.Policy, doc(publish.Content{
			Label: publish.Zone, District: "650102", SchoolName: "示例一小", Title: "示例一小招生范围",
			Body: "示例路以东、示例街以北、示例河以南的住宅小区。\n新建小区“示例家园”今年起划入示例一小。",
		}, 6), publish.Published},
		{"shayibake", publish.Policy, doc(publish.Content{
			Label: publish.Zone, District: "650103", SchoolName: "示例三小", Title: "示例三小招生范围和调整说明",
			Body: "示例大道以西的住宅小区。示例花园小区今年由示例二小改划到示例三小，原因是示例二小学位已满。",
		}, 8), publish.Published},
		{"shayibake", publish.Response, publish.Content{
			District: "650103", SchoolName: "示例二小", Topics: publish.TopicsOf([]string{"promise"}), Title: "关于“交钱保证录取示例二小”的答复",
			Body: "示例二小没有委托任何人收钱，录取只看划片，交钱没有用。\n有人自称能保证录取的，请不要转账；已经转账的，请向公安机关报案，并告诉我们。",
		}, publish.Published},
		{"city", publish.Clarification, publish.Content{
			Label: publish.Explained, Topics: publish.TopicsOf([]string{"fee", "promise"}), Title: "学校能不能收与入学挂钩的钱？",
			Body: "不能。义务教育不收学费、杂费，也不得以“共建费”“捐资助学”等名义收取与入学挂钩的费用。承诺交钱就能录取的，都不可信。",
		}, publish.Published},
		{"tianshan", publish.Clarification, publish.Content{
			Label: publish.Statement, District: "650102", Topics: publish.TopicsOf([]string{"process"}), Title: "报名系统上传材料失败的情况说明",
			Body: "7月2日上午系统繁忙，部分家长上传失败，当天下午已经恢复。没有传成的，可以再传一次，不影响录取。",
		}, publish.Published},
		{"tianshan", publish.Policy, doc(publish.Content{
			Label: publish.Zone, District: "650102", SchoolName: "示例九中", Title: "示例九中招生范围", Body: "天山区示例一小、示例二小对口直升，其他小学按划片。",
		}, 9), publish.Pending},
		{"gaoxin", publish.Clarification, publish.Content{
			Label: publish.Rumour, District: "650104", SchoolName: "示例实验中学", Topics: publish.TopicsOf([]string{"test"}), Title: "网传示例实验中学入学要考试",
			Body: "示例实验中学没有组织入学考试，按划片招生。", Basis: "到校询问教务主任和五位家长，查阅了七月的校历",
		}, publish.Agreeing},
	}
}

// publish writes and decides what the demo's bureaus told everybody, before its first report.
func (p *player) publish() error {
	s := &publish.Service{DB: p.DB, Case: p.Clock, Wall: p.Clock}
	for i, t := range publications(p.Clock.Now().Year()) {
		if err := p.tell(s, byte(i+1), t); err != nil {
			return fmt.Errorf("publish %q: %w", t.what.Title, err)
		}
	}
	return nil
}

func (p *player) tell(s *publish.Service, key byte, t told) error {
	writer, leader := p.account(t.by+"-handler"), p.account(t.by+"-leader")
	if err := p.placeSchool(&t.what); err != nil {
		return err
	}
	id, err := s.Create(p.ctx, writer, [16]byte{key}, t.kind, t.what, 0)
	if err == nil {
		err = s.Submit(p.ctx, writer, publish.Ref{ID: id, Version: 1})
	}
	if err == nil && t.until != publish.Pending {
		err = s.Approve(p.ctx, leader, publish.Ref{ID: id, Version: 2})
	}
	return err
}

// placeSchool finds the school of a name in its district.
func (p *player) placeSchool(c *publish.Content) error {
	hits, err := p.Org.FindSchools(p.ctx, c.SchoolName)
	for _, h := range hits {
		if h.Name == c.SchoolName && h.District == c.District {
			c.SchoolID = h.ID
		}
	}
	return err
}

// account is who signs in by a name.
func (p *player) account(user string) org.Actor {
	for _, s := range p.staff {
		if s.UserName == user {
			return s.Actor()
		}
	}
	return org.Actor{}
}
