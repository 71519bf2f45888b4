package checklist_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/checklist"
)

func TestItems_areThePlans34WithoutNumber6(t *testing.T) {
	t.Parallel()
	var want, got []int
	for n := 1; n <= 35; n++ {
		if n != 6 {
			want = append(want, n)
		}
	}
	texts := map[string]bool{}
	for _, it := range checklist.Items() {
		got = append(got, it.PrintNo)
		texts[it.Text] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(got) != 34 || len(texts) != 34 || texts[""] {
		t.Errorf("%d items, %d different texts", len(got), len(texts))
	}
	if _, ok := checklist.ItemByNo(6); ok {
		t.Error("the plan prints no 6")
	}
}

func TestGroups_areTheFiveTasks(t *testing.T) {
	t.Parallel()
	type task struct {
		Title string
		Items int
	}
	want := []task{
		{"优化招生入学政策措施", 10},
		{"严格规范招生行为", 8},
		{"强化招生信息公开", 3},
		{"优化招生入学流程", 6},
		{"保障特殊群体入学", 7},
	}
	var got []task
	for _, g := range checklist.Groups() {
		got = append(got, task{g.Title, len(g.Items)})
		for _, it := range g.Items {
			if it.Group != g.Title {
				t.Errorf("item %d says it is in %s", it.PrintNo, it.Group)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestItemByNo_printsThePlansWordsSlipsIncluded(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		1:  "学校划片招生范围是否科学合理",
		5:  "高校附属义务教育学校是否纳入属地招生管理、实行统一招生政策",
		7:  "拔尖创新人才早期培养招生政策是否经由省级教育行政部门制定出台或审批、备案",
		14: "是否收取或变相收取与入学挂钩、关联的“捐资助学款”“共建费”",
		19: "是否设立或变相设立重点班、快慢班",
		26: "是否利用信息化手段自动对比审核入学证明材料",
		28: "是否明确禁止利用各类APP、小程序随意反复采集学生相关信息",
		31: "是否全面落实随迁子女就学政策，精简入学证明材料",
		32: "是否巩固并稳步提升进城务工人员子女在公办学校就读比例",
		35: "是否建立与公安、民政等部分信息共享比对机制",
	} {
		if got, ok := checklist.ItemByNo(n); !ok || got.Text != want {
			t.Errorf("item %d reads %q", n, got.Text)
		}
	}
}

func TestItems_goodAnswerIsNoOnlyForWhatIsForbidden(t *testing.T) {
	t.Parallel()
	for _, it := range checklist.Items() {
		want := checklist.Yes
		if it.PrintNo >= 12 && it.PrintNo <= 19 {
			want = checklist.No
		}
		if it.Good != want {
			t.Errorf("item %d: good answer %s", it.PrintNo, it.Good)
		}
	}
	if checklist.Yes != "是" || checklist.No != "否" {
		t.Error("the answers are written as on the form")
	}
}
