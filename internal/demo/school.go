package demo

import "sunlead/internal/org"

// Schools are the demo's schools: fiction, and every name says so.
func Schools() []org.School {
	return []org.School{
		{Name: "示例一小", Aliases: "一小|第一小学|示例第一小学", District: "650102", Affiliation: org.ByDistrict},
		{Name: "示例九中", Aliases: "九中|示例第九中学", District: "650102", Affiliation: org.ByCity},
		{Name: "示例二小", Aliases: "二小|第二小学", District: "650103", Affiliation: org.ByDistrict},
		{Name: "示例三小", Aliases: "三小|第三小学", District: "650103", Affiliation: org.ByDistrict},
		{Name: "示例实验中学", Aliases: "实验中学", District: "650104", Affiliation: org.ByDistrict},
		{Name: "示例大学附属小学", Aliases: "附小|大学附小", District: "650104", Affiliation: org.ByUniversity},
		{Name: "示例七中", Aliases: "七中|示例第七中学", District: "650105", Affiliation: org.ByDistrict},
		{Name: "示例团场学校", Aliases: "团场学校", District: "650106", Affiliation: org.ByCorps},
		{Name: "示例民办学校", Aliases: "民办学校", District: "650106", Affiliation: org.ByPrivate, Private: true},
		{Name: "示例四小", Aliases: "四小", District: "650107", Affiliation: org.ByDistrict},
		{Name: "示例五小", Aliases: "五小|第五小学", District: "650109", Affiliation: org.ByDistrict},
		{Name: "示例民办学校", Aliases: "民办学校", District: "650109", Affiliation: org.ByPrivate, Private: true},
		{Name: "示例中心校", Aliases: "中心校", District: "650121", Affiliation: org.ByDistrict},
	}
}
