package main

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"sunlead/internal/deadline"
	"sunlead/web"
)

// asked is what `intake due` prints.
func asked(t *testing.T, args ...string) string {
	t.Helper()
	q, err := readDue(args)
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	texts, err := web.LoadTexts(web.TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	printDue(&out, texts[web.SourceLang], deadline.Due(q.calendar, q.rule, q.from, q.pauses...))
	return out.String()
}

func TestDue_printsTheDateAndWhy(t *testing.T) {
	t.Parallel()
	want := `2025-06-13 20:00
2025-06-05 周四  收到当天，不计算
2025-06-06 周五  古尔邦节
2025-06-07 周六  古尔邦节
2025-06-08 周日  古尔邦节
2025-06-09 周一  古尔邦节
2025-06-10 周二  古尔邦节
2025-06-11 周三  工作日  第 1 天
2025-06-12 周四  工作日  第 2 天
2025-06-13 周五  工作日  第 3 天
`
	if got := asked(t, "-from", "2025-06-05T18:00", "-rule", "3wd"); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestDue_takesUnitsRulesZonesAndPauses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ args, want string }{
		{"-from 2025-06-05T18:00 -rule 60d", "2025-08-04 24:00"},
		{"-from 2025-06-05T18:00 -rule 24h", "2025-06-06 18:00"},
		{"-from 2025-06-05T10:00:00Z -rule 24h", "2025-06-06 18:00"},
		{"-from 2025-06-05T10:00:00+06:00 -rule 24h", "2025-06-06 12:00"},
		{"-from 2025-06-05T18:00 -rule answer", "2025-06-17 20:00"},
		{"-from 2025-06-05T18:00 -rule law_answer", "2025-08-04 24:00"},
		{"-from 2025-06-05T18:00 -rule 3wd -pause 2025-06-11T10:00/2025-06-12T12:00", "2025-06-16 20:00"},
		{"-from 2025-06-05T18:00 -rule 60d -pause 2025-06-11T10:00/2025-07-12T12:00", "2025-08-04 24:00"},
	} {
		if got := asked(t, strings.Fields(tt.args)...); !strings.HasPrefix(got, tt.want+"\n") {
			t.Errorf("%s: got\n%s\nwant %s", tt.args, got, tt.want)
		}
	}
	if got := asked(t, "-from", "2027-06-05T18:00", "-rule", "3wd"); !strings.Contains(got, "暂定") {
		t.Errorf("nothing says that 2027 is not announced: %s", got)
	}
}

func TestDue_refusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"", "-from 2025-06-05T18:00", "-rule 3wd", "-from 5.6.2025 -rule 3wd", "-from 2025-06-31T18:00 -rule 3wd", "-from 2025-06-05T18:00 -rule 0wd",
		"-from 2025-06-05T18:00 -rule -3wd", "-from 2025-06-05T18:00 -rule 99999d", "-from 2025-06-05T18:00 -rule 3w", "-from 2025-06-05T18:00 -rule 3wd more",
		"-from 2025-06-05T18:00 -rule 3wd -pause 2025-06-11T10:00", "-from 2025-06-05T18:00 -rule 3wd -pause 2025-06-12T10:00/2025-06-11T10:00",
		"-from 2025-06-05T18:00 -rule 3wd -settings /no/such/file",
	} {
		if _, err := readDue(strings.Fields(args)); err == nil {
			t.Errorf("%q was understood", args)
		}
	}
	if err := runDue(t.Context(), nil, os.Stdout); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("err = %v, want the usage", err)
	}
}
