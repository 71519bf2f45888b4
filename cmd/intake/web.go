package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/httpd"
	"sunlead/web"
)

// drainTime is how long running requests may take after a signal: a parent is answered by then, also in a crowd. Who still
// sends a form is cut off; nothing of it was acknowledged.
const drainTime = 15 * time.Second

// pages makes the whole site over a; more sets what differs between the demo and production.
func pages(a *app.App, more func(*httpd.Deps)) (http.Handler, error) {
	texts, err := web.LoadTexts(web.TextFiles)
	if err != nil {
		return nil, err
	}
	d := httpd.Deps{
		Texts: texts[web.SourceLang], Log: a.Log, Wall: a.Wall, Sessions: a.Sessions, Staff: a.Org, Leads: a.Leads, Org: a.Org,
		Notify: a.Notify, Checklist: a.Checklist, Publish: a.Publish, Secret: a.Ring.FormSecret(), Ready: a.DB.Ping,
		Jobs: a.Jobs, StepWaits: a.StepWaits, Metrics: a.Metrics,
		Settings: a.Settings, Hotline: a.Settings.Value("hotline").Phone.Number,
	}
	more(&d)
	d.Languages = spoken(texts, d)
	s, err := httpd.New(d)
	if err != nil {
		return nil, err
	}
	return s.Handler(), nil
}

// spoken are the languages of the public pages beside Chinese; the demo shows everything.
func spoken(texts map[string]*web.Texts, d httpd.Deps) []*web.Texts {
	list := []*web.Texts{texts["en"]}
	if app.SpeaksUyghur(d.Settings, d.Log) || d.Demo {
		list = append(list, texts["ug"])
	}
	return list
}

// answer serves until the context ends, then takes no new connection and lets running requests finish, for at most drain.
func answer(ctx context.Context, listener net.Listener, h http.Handler, drain time.Duration) error {
	server := httpd.HTTPServer(listener.Addr().String(), h)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	return (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
}
