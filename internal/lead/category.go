package lead

import "slices"

// Category is one choice of the first question, with the checklist items it speaks of.
type Category struct {
	ID    string
	Items []int // printed numbers
	Money bool  // asks for the amount and who took it
	topic topic
}

// topic groups categories for the jurisdiction table (domain rule 1.3).
type topic int

const (
	byTerritory topic = iota // 划片, 政策, 公开, 流程: the territory leads
	byAuthority              // 收费, 考试, 分班, 承诺: the school's own authority leads
)

// NoSeat is the category of the red lane: a child without any school place.
const NoSeat = "noseat"

// categories: 没有学上 first (domain rule 1.12).
var categories = []Category{
	{NoSeat, []int{1, 31, 33}, false, byTerritory},
	{"fee", []int{14}, true, byAuthority},
	{"zone", []int{1, 2, 3, 11}, false, byTerritory},
	{"test", []int{12, 13, 16}, false, byAuthority},
	{"class", []int{17, 19}, false, byAuthority},
	{"promise", []int{10, 11, 15, 18}, false, byAuthority},
	{"info", []int{20, 21, 22}, false, byTerritory},
	{"process", []int{23, 24, 25, 26, 27, 28}, false, byTerritory},
	{"migrant", []int{31, 32}, false, byTerritory},
	{"special", []int{29, 30, 33, 34, 35}, false, byTerritory},
	{"priority", []int{4, 5, 7, 8, 9}, false, byTerritory},
	{"staff", nil, false, byTerritory},
	{"other", nil, false, byTerritory},
}

// Categories returns the choices of the first question, in order.
func Categories() []Category { return slices.Clone(categories) }

// CategoryByID finds a category.
func CategoryByID(id string) (Category, bool) {
	i := slices.IndexFunc(categories, func(c Category) bool { return c.ID == id })
	if i < 0 {
		return Category{}, false
	}
	return categories[i], true
}

// Whom a report is about (`about`), and of what nature (`nature`).
const (
	AboutSchool   = "school"
	AboutDistrict = "district_bureau"
	AboutCity     = "city_bureau"
	AboutAgency   = "agency"
	AboutUnsure   = "unsure"
	AboutHigher   = "higher" // never stored: it leads to a page of its own, while rule 9 is on

	NatureWork    = "work"
	NatureConduct = "conduct"
)

// Abouts lists the answers to "您反映的主要是谁的问题".
func Abouts() []string {
	return []string{AboutSchool, AboutDistrict, AboutCity, AboutAgency, AboutUnsure}
}

// aboutBureau reports that a bureau itself is meant, so that the nature is asked.
func aboutBureau(about string) bool { return about == AboutDistrict || about == AboutCity }

// Stages of schooling, answers to `stage`.
func Stages() []string { return []string{"primary", "junior", "transfer", "other"} }
