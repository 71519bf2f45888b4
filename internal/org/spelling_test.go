package org

import "testing"

func TestFinds_asPeopleTypeSchools(t *testing.T) {
	t.Parallel()
	school := School{Name: "示例区第十八小学", Aliases: "十八小|示例实验"}
	for typed, want := range map[string]bool{
		"第十八": true, "18小": true, "第18小学": true, "实验": true,
		"shili": true, "slqdsbxx": true, "ShiLi Qu": true, "sbx": true, "18x": true, "shiba": true, "slsy": true, "syan": false,
		"8小": true, "28小": false, "zhongxue": false, "shq": false, "四": false,
	} {
		if got := seek(typed).finds(school, spellings(school)); got != want {
			t.Errorf("%s: %v", typed, got)
		}
	}
}

func TestHanNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1": "一", "10": "十", "18": "十八", "20": "二十", "66": "六十六", "100": "一百", "101": "一百零一", "110": "一百一十", "113": "一百一十三",
		"0": "0", "200": "200", "99999999999999999999": "99999999999999999999",
	} {
		if got := hanNumber(text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}
