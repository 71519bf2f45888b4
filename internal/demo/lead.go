package demo

import "sunlead/internal/lead"

// story is one demo lead: when it came in, what was said, and how far it is worked.
type story struct {
	ago      int // working days before now
	source   lead.Source
	kind     lead.Kind
	category string
	about    string
	nature   string
	district string
	school   string
	item     int
	text     string
	anon     bool
	urgent   string // why it is a 24-hour case
	typed    bool   // the school's name was typed, and nobody chose which it is
	acts     []act
}

// act is one move, made some working days after the report came in.
type act struct {
	after int
	do    func(p *player, s *story) error
}

// worked is what every case goes through before its answer.
func worked(more ...act) []act {
	return append([]act{{0, sign}, {1, accept}, {1, contact}}, more...)
}

// stories are the leads of the demo, told as far as the moves of this ledger carry them.
func stories() []story { return append(shown(), more()...) }

// shown are the leads that show each state and each source.
func shown() []story {
	return []story{
		{
			ago: 16, category: "fee", district: "650102", school: "示例一小", item: 14,
			text: "示例一小报名时，工作人员要求先交三万元“共建费”才给学位，只写收条不开票据，请核查",
			acts: worked(act{3, answer(feeProven)}, act{4, approve}, act{5, closeIt}, act{6, handOver}, act{6, agree}, act{7, signPackage}),
		},
		{
			ago: 6, category: "staff", about: lead.AboutDistrict, nature: lead.NatureConduct, district: "650102", anon: true,
			text: "听说区教育局有人打招呼，把片区外的孩子安排进示例一小，有聊天截图，不想让区里知道是我",
			acts: []act{{0, sign}, {1, accept}},
		},
		{
			ago: 4, source: lead.FromCall, category: "zone", district: "650103", school: "示例三小", item: 1,
			text: "我们小区今年改划到两公里外的示例三小，没看到公示和说明，想知道划片依据是什么",
			acts: worked(),
		},
		{
			ago: 3, source: lead.From12345, category: "zone", district: "650103", school: "示例二小", item: 1,
			text: "小区对口学校突然变了，报名系统里选不到原来的示例二小，希望尽快给个说法",
			acts: []act{{0, sign}, {1, merge}},
		},
		{
			ago: 14, category: "test", district: "650104", school: "示例实验中学", item: 16,
			text: "示例实验中学周末借培训机构教室搞“摸底测试”，说考得好才能签录取意向书",
			acts: []act{{1, sign}, {7, explain}, {9, supervise}},
		},
		{
			ago: 3, source: lead.FromVisit, category: "priority", district: "650104", school: "示例大学附属小学", item: 5,
			text: "示例大学附属小学只招教职工子女，附近小区户籍的孩子不让报名，请按属地政策办理",
			acts: worked(act{2, markComplex}),
		},
		{
			ago: 4, source: lead.FromCall, category: "migrant", district: "650105", item: 31,
			text: "有居住证和务工合同，学校又要房产证明和两年社保，材料跑了四趟还没报上名",
			acts: worked(act{4, ask("请问您是哪个街道的居住证，四次分别被退回了哪份材料？知道的请写上日期。")}),
		},
		{
			ago: 4, source: lead.FromLetter, category: "class", district: "650105", school: "示例七中", item: 19,
			text: "示例七中初一设了两个“实验班”，师资和作息都跟别的班不同，请核实是不是重点班",
			acts: worked(act{2, answer(classUnproven)}),
		},
		{
			ago: 2, category: "noseat", district: "650106", school: "示例团场学校", item: 4, typed: true,
			text: "示例团场学校说只收本团户籍，我们住得最近却两边都不收，孩子九月还没有学上",
			acts: []act{{0, giveBack}},
		},
		{
			ago: 5, source: lead.FromPatrol, category: "promise", district: "650106", school: "示例民办学校", item: 11,
			text: "检查发现示例民办学校报名人数超过招生计划，未见电脑随机摇号的过程记录", anon: true,
			acts: []act{{0, sign}, {1, accept}, {3, extend}},
		},
		{
			ago: 15, source: lead.FromCall, category: "special", district: "650107", item: 30,
			text: "邻居家孩子上学期起就没去学校，一直在家帮忙干活，希望有人上门了解、劝返复学",
			acts: worked(act{3, answer(dropoutProven)}, act{4, approve}, act{5, closeIt}),
		},
		{
			ago: 3, category: "special", district: "650109", school: "示例五小", item: 33, urgent: "孩子已经停学在家",
			text: "孩子能正常上课，只是走路不便，示例五小一直让等通知，想就近随班就读",
			acts: worked(act{1, answer(seatGiven)}, act{1, approve}),
		},
		{
			ago: 7, source: lead.FromAbove, category: "promise", district: "650109", school: "示例民办学校", item: 15,
			text: "示例民办学校公众号写“提前锁定学位、学费八折”，请核查是否虚假宣传招揽生源",
			acts: worked(act{2, answer(adUnproven)}, act{3, approve}, act{5, unsolved}),
		},
		{
			ago: 2, source: lead.FromCall, kind: lead.Enquiry, category: "info", district: "650121", school: "示例中心校", item: 20,
			text: "想查今年示例中心校的划片范围和报名时间，网站上只有去年的，请问在哪里公布",
			acts: worked(act{1, answer(enquiryAnswered)}, act{1, approve}),
		},
		{
			ago: 4, category: "other", district: "650121",
			text: "幼儿园在伙食费之外又收兴趣班费用，不交就不让参加活动，希望退费并处理",
			acts: []act{{0, sign}, {1, reject}, {1, approve}},
		},
	}
}

// more makes that every group of a work list has somebody in it.
func more() []story {
	return []story{
		{ago: 0, category: "process", district: "650102", school: "示例一小", text: "报名系统上传居住证总是失败，电话打不通，离截止只有三天了"},
		{ago: 5, category: "info", district: "650102", text: "学校说新生名单贴在校门口，可是我们去了两次都没有看到", acts: worked()},
		{ago: 6, category: "zone", district: "650102", school: "示例九中", item: 2, text: "新建小区今年才交房，问了几次都说对口学校还没有定", acts: []act{{1, sign}}},
		{ago: 2, category: "migrant", district: "650109", item: 32, text: "居住证刚满一年，公办学校说学位已满，让我们自己想办法", acts: []act{{0, sign}, {1, ask("请问您去的是哪一所学校，学校有没有给书面答复？")}, {2, supply}}},
		{ago: 3, category: "process", district: "650103", school: "示例三小", text: "报名时要的房屋材料和公示的不一样，改了两次都没有通过审核", acts: []act{{0, sign}, {1, withdraw}}},
		{ago: 1, source: lead.FromCall, category: "zone", district: "unsure", text: "我们住在两个区交界的地方，两边都说不归自己管，不知道该去哪里报名", anon: true},
		{ago: 1, category: "other", district: "650105", text: "有家长说找教育局的人打招呼就能换学校，不知道是不是真的，请查一查", anon: true},
		{
			ago: 22, category: "promise", district: "650103", school: "示例二小", item: 15,
			text: "有人自称认识示例二小的老师，收两万元保证能录取，钱交了两个月没有消息",
			acts: worked(act{3, answer(brokerPartly)}, act{4, approve}, act{4, closeIt}, act{5, handOver}, act{6, agree}, act{7, signPackage}, act{18, answerPackage}),
		},
		{
			ago: 4, category: "fee", district: "650105", school: "示例七中", item: 14, text: "示例七中后勤让家长把教辅材料费转到个人账户，不开票据",
			acts: worked(act{1, handOver}, act{2, agree}, act{3, returnPackage}),
		},
		{
			ago: 3, category: "priority", district: "650109", school: "示例五小", item: 5, text: "示例五小招生时有的孩子材料不全也录取了，听说是找了人",
			acts: worked(act{1, handOver}, act{2, agree}),
		},
	}
}

// remedy is the way to object that every answer names.
const remedy = "如对本答复有异议，可自收到之日起三十日内向上一级教育行政部门申请复查，也可以在查询页选择“没有解决”。"

var (
	feeProven = lead.Reply{
		Found:  "经到校核查收据存根、询问相关人员，示例一小在报名时收取了与入学挂钩的“共建费”，您反映的情况属实。",
		Result: "已责令学校全额退还所收费用，并按照义务教育阶段免试就近入学和禁止收取与入学挂钩费用的规定处理。", Finding: lead.Proven, Items: []int{14},
		Summary: "反映示例一小以“共建费”名义收取与入学挂钩的费用", Violation: "yes", Subject: "示例一小", Conduct: "报名时收取与入学挂钩的“共建费”，只写收条不开票据",
		Measures: "责令全额退还；对学校负责人诫勉谈话，分管副校长某作出检查", HandOver: "yes",
	}
	classUnproven = lead.Reply{
		Found: "经查阅分班记录和课表，两个班系按随机方式编班，任课教师统一调配，作息与其他班级一致。", Result: "未发现设立重点班的情况，已要求学校公开分班办法。",
		Finding: lead.Unproven, Items: []int{19}, Summary: "反映示例七中设“实验班”",
	}
	dropoutProven = lead.Reply{
		Found: "经社区和学校共同上门了解，孩子确有一学期未到校，情况属实，已与监护人面谈。", Result: "孩子已复学，学校安排了补课，并列入控辍保学台账跟踪。",
		Finding: lead.Proven, Items: []int{30}, Summary: "反映适龄儿童辍学在家", Violation: "no",
	}
	brokerPartly = lead.Reply{
		Found: "经查，收款人不是示例二小教职工，学校没有收取任何费用，家长转账记录属实。", Result: "已向家长说明招生政策，收款人冒用学校名义的问题按程序处理。",
		Finding: lead.Partly, Items: []int{15}, Summary: "反映有人冒用示例二小名义收钱承诺录取", Violation: "no",
	}
	seatGiven = lead.Reply{
		Found: "经与学校和家长核实，孩子具备随班就读条件，学校此前未及时办理手续。", Result: "学校已办理入学手续，九月一日起随班就读，并安排一楼教室。",
		Finding: lead.Partly, Items: []int{33}, Summary: "反映示例五小拖延随班就读手续", Violation: "no",
	}
	adUnproven = lead.Reply{
		Found: "学校已删除相关文章，称系招生代理自行发布，未与家长签订任何书面承诺。", Result: "对学校提出提醒，要求规范招生宣传。",
		Finding: lead.Unproven, Items: []int{15}, Summary: "反映示例民办学校招生宣传不实",
	}
	enquiryAnswered = lead.Reply{
		Found: "今年的划片范围和报名时间已在县教育局网站“招生入学”专栏公布，学校公告栏同步张贴。", Result: "已电话告知查询方法，并将网站旧通知下线。",
		Finding: lead.Answered, Summary: "咨询示例中心校划片范围和报名时间",
	}
)
