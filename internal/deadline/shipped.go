package deadline

import (
	"slices"
	"time"
)

// Shipped returns the calendar that comes with the program: Urumqi, 2022 to 2027. Make it once and keep it.
func Shipped() Calendar { return ShippedWith("") }

// ShippedWith returns the shipped calendar with an installation's own tables of some years. The mark tells its
// versions apart; it is empty when the years say what ships.
func ShippedWith(mark string, years ...Year) Calendar {
	all := ShippedYears()
	years = slices.Clone(years)
	slices.SortFunc(years, func(a, b Year) int { return a.Year - b.Year })
	for _, y := range years {
		all = slices.DeleteFunc(all, func(s Year) bool { return s.Year == y.Year })
	}
	return New("urumqi-2025.2"+mark, shippedSeasons(), append(all, years...)...)
}

// shippedSeasons are the Region's summer and winter office hours; only the end of the day matters here.
func shippedSeasons() []Season {
	return []Season{
		{Month: time.May, Day: 1, Close: 20 * time.Hour},
		{Month: time.October, Day: 1, Close: 19*time.Hour + 30*time.Minute},
	}
}

// ShippedYears returns the tables Shipped is made of. 2026 and 2027 wait for the operator's confirmation; of 2024 we did
// not find what the Region announced.
func ShippedYears() []Year { return append(pastYears(), yearsNow()...) }

// pastYears are for leads of earlier years that are brought in from files.
func pastYears() []Year {
	return []Year{
		{
			Year:   2022,
			Source: "国办发明电〔2021〕11号；自治区2022年节假日放假安排和冬夏季作息时间的通知",
			Off: []Span{
				{Month: 1, Day: 1, Days: 3, Reason: NewYear},
				{Month: 1, Day: 31, Days: 7, Reason: Spring},
				{Month: 4, Day: 3, Days: 3, Reason: Qingming},
				{Month: 4, Day: 30, Days: 5, Reason: Labour},
				{Month: 5, Day: 5, Days: 1, Reason: Roza}, // 3 May, within the Labour holiday
				{Month: 6, Day: 3, Days: 3, Reason: DragonBoat},
				{Month: 7, Day: 9, Days: 5, Reason: Qurban},
				{Month: 9, Day: 10, Days: 3, Reason: MidAutumn},
				{Month: 10, Day: 1, Days: 7, Reason: National},
				{Month: 12, Day: 31, Days: 1, Reason: NewYear},
			},
			Work: makeUps("01-29", "01-30", "04-02", "04-24", "05-07", "10-08", "10-09"),
		},
		{
			Year:   2023,
			Source: "国办发明电〔2022〕16号；自治区关于2023年节假日放假安排和冬夏季作息时间的通知",
			Off: []Span{
				{Month: 1, Day: 1, Days: 2, Reason: NewYear},
				{Month: 1, Day: 21, Days: 7, Reason: Spring},
				{Month: 4, Day: 5, Days: 1, Reason: Qingming},
				{Month: 4, Day: 21, Days: 1, Reason: Roza}, // 22 April is a Saturday
				{Month: 4, Day: 29, Days: 5, Reason: Labour},
				{Month: 6, Day: 22, Days: 3, Reason: DragonBoat},
				{Month: 6, Day: 28, Days: 3, Reason: Qurban},
				{Month: 9, Day: 29, Days: 8, Reason: National},
			},
			Work: makeUps("01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"),
		},
		{
			Year:   2024,
			Source: "国办发明电〔2023〕7号；肉孜节、古尔邦节按历法暂列，以自治区通知为准",
			Off: []Span{
				{Month: 1, Day: 1, Days: 1, Reason: NewYear},
				{Month: 2, Day: 10, Days: 8, Reason: Spring},
				{Month: 4, Day: 4, Days: 3, Reason: Qingming},
				{Month: 4, Day: 10, Days: 1, Reason: Roza, Provisional: true},
				{Month: 5, Day: 1, Days: 5, Reason: Labour},
				{Month: 6, Day: 10, Days: 1, Reason: DragonBoat},
				{Month: 6, Day: 17, Days: 3, Reason: Qurban, Provisional: true},
				{Month: 9, Day: 15, Days: 3, Reason: MidAutumn},
				{Month: 10, Day: 1, Days: 7, Reason: National},
			},
			Work: makeUps("02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"),
		},
	}
}

// makeUps are days like 01-29 that are worked in exchange.
func makeUps(days ...string) []Span {
	spans := make([]Span, len(days))
	for i, d := range days {
		t, _ := time.Parse("01-02", d) // Year.Check is run over all that ships
		spans[i] = Span{Month: t.Month(), Day: t.Day(), Days: 1, Reason: MakeUp}
	}
	return spans
}

// yearsNow are the years of the leads at work.
func yearsNow() []Year {
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
			Work: makeUps("01-26", "02-08", "04-27", "09-28", "10-11"),
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
			Work: makeUps("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
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
