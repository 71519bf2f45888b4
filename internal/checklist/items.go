package checklist

// Answer is the answer to an item, as the form writes it.
type Answer string

// The answers.
const (
	Yes Answer = "是"
	No  Answer = "否"
)

// Item is one line of the checklist.
type Item struct {
	PrintNo int    // the number the plan prints: 1 to 5, 7 to 35
	Group   string // 重点任务, the task it belongs to
	Text    string // 重点任务排查项目
	Good    Answer // the answer that raises no question
}

// Group is one of the plan's five tasks with its items.
type Group struct {
	Title string
	Items []Item
}

// The five tasks, in the plan's order.
const (
	TaskPolicies   = "优化招生入学政策措施"
	TaskConduct    = "严格规范招生行为"
	TaskPublicity  = "强化招生信息公开"
	TaskProcess    = "优化招生入学流程"
	TaskProtection = "保障特殊群体入学"
)

// Items 12 to 19 ask whether something forbidden is done; every other item asks whether a duty is.
const firstForbidden, lastForbidden = 12, 19

// Items returns the 34 items in the plan's order.
func Items() []Item {
	var items []Item
	for _, g := range Groups() {
		items = append(items, g.Items...)
	}
	return items
}

// ItemByNo returns the item with the printed number, and whether there is one: there is no 6.
func ItemByNo(n int) (Item, bool) {
	for _, it := range Items() {
		if it.PrintNo == n {
			return it, true
		}
	}
	return Item{}, false
}

// Groups returns the five tasks in the plan's order. The slices are the caller's own.
func Groups() []Group {
	return []Group{
		group(TaskPolicies,
			line{1, "学校划片招生范围是否科学合理"},
			line{2, "新建学校招生范围和新建小区对口学校划分工作机制是否完善"},
			line{3, "民转公学校划片招生政策或过渡期政策是否明确"},
			line{4, "自治区属、兵团属、市属义务教育学校是否全面纳入属地招生管理、实行统一招生政策"},
			line{5, "高校附属义务教育学校是否纳入属地招生管理、实行统一招生政策"},
			line{7, "拔尖创新人才早期培养招生政策是否经由省级教育行政部门制定出台或审批、备案"},
			line{8, "外语、艺术、体育类办学特色学校的特殊类型招生政策是否经由省级教育行政部门制定出台或审批、备案"},
			line{9, "高层次人才等特殊群体子女教育优待政策是否有明确的实施依据、范围、要求和程序"},
			line{10, "民办义务教育学校招生是否纳入审批地统一管理"},
			line{11, "民办义务教育学校与公办学校是否同步招生，报名人数超过招生计划的是否实行电脑随机摇号录取"},
		),
		group(TaskConduct,
			line{12, "是否将社会培训机构自行组织的各类考试结果、培训证书作为招生参考或依据"},
			line{13, "是否将学科竞赛成绩、考级证明（证书）等作为招生参考或依据"},
			line{14, "是否收取或变相收取与入学挂钩、关联的“捐资助学款”“共建费”"},
			line{15, "是否以高额物质奖励、虚假宣传、口头承诺或签订录取承诺书等方式招揽生源"},
			line{16, "是否自行组织或与社会培训机构联合组织以选拔生源为目的的各类测试面试"},
			line{17, "公办学校与民办学校是否混合招生、混合编班"},
			line{18, "民办义务教育学校是否违规跨区招生，以借读、挂靠等名义变相违规招生情况"},
			line{19, "是否设立或变相设立重点班、快慢班"},
		),
		group(TaskPublicity,
			line{20, "是否通过互联网等多种方式公布辖区内每所义务教育学校当年度招生政策、划片范围、报名条件、招生程序、入学新生名单等"},
			line{21, "是否建立响应机制，指导区域内热点中小学校及时回应社会和家长关心关注的问题，面向公众公开声明"},
			line{22, "是否设立并公布专门的招生入学热线，畅通政策咨询、举报申诉等渠道"},
		),
		group(TaskProcess,
			line{23, "是否使用统一的招生入学服务平台或招生系统"},
			line{24, "是否实现报名、材料审核和录取一网通办"},
			line{25, "是否实现区域内户籍、房产、居住证、出生证明、疫苗接种等入学相关信息互通共享"},
			line{26, "是否利用信息化手段自动对比审核入学证明材料"},
			line{27, "是否严格按照学籍信息采集表内容采集学生及家长信息"},
			line{28, "是否明确禁止利用各类APP、小程序随意反复采集学生相关信息"},
		),
		group(TaskProtection,
			line{29, "是否能够及时更新全国基础教育管理服务平台控辍保学台账中疑似辍学和辍学学生信息"},
			line{30, "是否采取行动加强辍学学生的劝返复学工作"},
			line{31, "是否全面落实随迁子女就学政策，精简入学证明材料"},
			line{32, "是否巩固并稳步提升进城务工人员子女在公办学校就读比例"},
			line{33, "是否依法保障能够接受普通教育的适龄残疾儿童少年就近就便随班就读"},
			line{34, "是否建立本地农村留守儿童、事实无人抚养儿童、孤儿、家庭经济困难学生等群体入学工作台账"},
			line{35, "是否建立与公安、民政等部分信息共享比对机制"},
		),
	}
}

type line struct {
	no   int
	text string
}

func group(title string, lines ...line) Group {
	g := Group{Title: title, Items: make([]Item, len(lines))}
	for i, l := range lines {
		good := Yes
		if l.no >= firstForbidden && l.no <= lastForbidden {
			good = No
		}
		g.Items[i] = Item{PrintNo: l.no, Group: title, Text: l.text, Good: good}
	}
	return g
}
