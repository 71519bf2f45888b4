package deadline

import (
	"slices"
	"time"
)

// Shipped returns the calendar that comes with the program: Urumqi, 2025 to 2027. Make it once and keep it.
func Shipped() Calendar { return ShippedWith("") }

// ShippedWith returns the shipped calendar with an installation's own tables of some years. The mark tells its
// versions apart; it is empty when the years say what ships.
func ShippedWith(mark string, years ...Year) Calendar {
	all := ShippedYears()
	for _, y := range years {
		all = slices.DeleteFunc(all, func(s Year) bool { return s.Year == y.Year })
	}
	return New("urumqi-2025.1"+mark, shippedSeasons(), append(all, years...)...)
}

// shippedSeasons are the Region's summer and winter office hours; only the end of the day matters here.
func shippedSeasons() []Season {
	return []Season{
		{Month: time.May, Day: 1, Close: 20 * time.Hour},
		{Month: time.October, Day: 1, Close: 19*time.Hour + 30*time.Minute},
	}
}

// ShippedYears returns the tables Shipped is made of. 2026 and 2027 wait for the operator's confirmation.
func ShippedYears() []Year {
	return []Year{
		{
			Year:   2025,
			Source: "国务院办公厅关于2025年部分节假日安排的通知；自治区2025年放假通知（肉孜节、古尔邦节）",
			Off: []Span{
				{Month: 1, Day: 1, Days: 1, Reason: NewYear},
				{Month: 1, Day: 28, Days: 8, Reason: Spring},
				{Month: 3, Day: 29, Days: 3, Reason: Roza},
				{Month: 4, Day: 4, Days: 3, Reason: Qingming},
				{Month: 5, Day: 1, Days: 5, Reason: Labour},
				{Month: 5, Day: 31, Days: 3, Reason: DragonBoat},
				{Month: 6, Day: 6, Days: 5, Reason: Qurban},
				{Month: 10, Day: 1, Days: 8, Reason: National},
			},
			Work: []Span{
				{Month: 1, Day: 26, Days: 1, Reason: MakeUp},
				{Month: 2, Day: 8, Days: 1, Reason: MakeUp},
				{Month: 4, Day: 27, Days: 1, Reason: MakeUp},
				{Month: 9, Day: 28, Days: 1, Reason: MakeUp},
				{Month: 10, Day: 11, Days: 1, Reason: MakeUp},
			},
		},
		{
			Year:        2026,
			Source:      "国务院办公厅关于2026年部分节假日安排的通知；肉孜节、古尔邦节按历法暂列，以自治区通知为准",
			Provisional: true,
			Off: []Span{
				{Month: 1, Day: 1, Days: 3, Reason: NewYear},
				{Month: 2, Day: 15, Days: 9, Reason: Spring},
				{Month: 3, Day: 20, Days: 3, Reason: Roza, Provisional: true},
				{Month: 4, Day: 4, Days: 3, Reason: Qingming},
				{Month: 5, Day: 1, Days: 5, Reason: Labour},
				{Month: 5, Day: 27, Days: 5, Reason: Qurban, Provisional: true},
				{Month: 6, Day: 19, Days: 3, Reason: DragonBoat},
				{Month: 9, Day: 25, Days: 3, Reason: MidAutumn},
				{Month: 10, Day: 1, Days: 7, Reason: National},
			},
			Work: []Span{
				{Month: 1, Day: 4, Days: 1, Reason: MakeUp},
				{Month: 2, Day: 14, Days: 1, Reason: MakeUp},
				{Month: 2, Day: 28, Days: 1, Reason: MakeUp},
				{Month: 5, Day: 9, Days: 1, Reason: MakeUp},
				{Month: 9, Day: 20, Days: 1, Reason: MakeUp},
				{Month: 10, Day: 10, Days: 1, Reason: MakeUp},
			},
		},
		{
			// The statutory days by the almanac, each weekend day among them replaced by the next working
			// day. Exchanges and the Region's festivals are added when they are announced.
			Year:        2027,
			Source:      "《全国年节及纪念日放假办法》法定假日，调休以国务院办公厅和自治区通知为准",
			Provisional: true,
			Off: []Span{
				{Month: 1, Day: 1, Days: 1, Reason: NewYear, Provisional: true},
				{Month: 2, Day: 5, Days: 6, Reason: Spring, Provisional: true},
				{Month: 4, Day: 5, Days: 1, Reason: Qingming, Provisional: true},
				{Month: 5, Day: 1, Days: 4, Reason: Labour, Provisional: true},
				{Month: 6, Day: 9, Days: 1, Reason: DragonBoat, Provisional: true},
				{Month: 9, Day: 15, Days: 1, Reason: MidAutumn, Provisional: true},
				{Month: 10, Day: 1, Days: 5, Reason: National, Provisional: true},
			},
		},
	}
}
