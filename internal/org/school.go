package org

import (
	"slices"
	"strings"
)

// Affiliation is who a school belongs to (隶属).
type Affiliation string

// The affiliations of the jurisdiction table.
const (
	ByDistrict   Affiliation = "district"   // 区属
	ByCity       Affiliation = "city"       // 市属
	ByRegion     Affiliation = "region"     // 自治区属
	ByCorps      Affiliation = "corps"      // 兵团属
	ByUniversity Affiliation = "university" // 高校附属
	ByPrivate    Affiliation = "private"    // 民办
)

// School is one school of the city. Shipped ones are fiction.
type School struct {
	ID          int64
	Name        string
	Aliases     string // separated by |
	District    string
	Affiliation Affiliation
	Private     bool
}

// Called reports that somebody who typed exactly this means the school: it is its name or one of its aliases.
func (s School) Called(typed string) bool {
	return s.Name == typed || slices.Contains(strings.Split(s.Aliases, "|"), typed)
}

// TableName tells the store where schools lie.
func (School) TableName() string { return "schools" }
