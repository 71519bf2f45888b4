package httpd

import "testing"

func TestAdminUsers_listsAccountsAndNothingElse(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	page := o.as("admin").Get("/admin/users")
	has(t, page, "共 11 个账号", "天山承办人", "天山区教育局", "热线话务员", "可查看限知", "停用", "cityleader")
	if page.Has("main form") || page.Has("main a") {
		t.Error("the list offers something to press")
	}
	hasNot(t, page, "argon2")
	for _, user := range []string{"cityleader", "operator", "monitor"} {
		if p := o.as(user).Get("/admin/users"); p.Status != 403 {
			t.Errorf("%s: %d", user, p.Status)
		}
	}
}
