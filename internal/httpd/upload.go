package httpd

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/evidence"
)

const (
	// uploadsOfOne is how many files of one report come at once.
	uploadsOfOne = 2
	// uploadsOfNetwork is how many come from one network: a quarter of all that a process takes, so that nobody else waits
	// for who sends slowly on purpose.
	uploadsOfNetwork = 32
)

// uploads counts the files that are coming, in this process alone. The zero value is ready; safe for concurrent use.
type uploads struct {
	mu sync.Mutex
	by map[any]int // a form's key, a lead's id, or a network
}

// begin counts a file, or refuses it; end is called when it came or did not.
func (u *uploads) begin(of any, from network) (end func(), err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case u.by[of] >= uploadsOfOne:
		return nil, errs.New(errs.TooMany, "error.upload_one.text")
	case from != network{} && u.by[from] >= uploadsOfNetwork:
		return nil, errs.New(errs.Unavailable, "error.upload_network.text")
	}
	if u.by == nil {
		u.by = map[any]int{}
	}
	u.by[of]++
	u.by[from]++
	return func() { u.end(of, from) }, nil
}

func (u *uploads) end(keys ...any) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, k := range keys {
		if u.by[k]--; u.by[k] == 0 {
			delete(u.by, k)
		}
	}
}

// filing is where a file goes.
type filing struct {
	of   any                             // the form's key or the lead's id
	may  func(ctx context.Context) error // whether it takes one, asked before anything is stored
	keep func(ctx context.Context, u *evidence.Upload) error
}

// takeFile receives the file of the form and hands it on.
func (s *Server) takeFile(c echo.Context, to filing) error {
	f := value[*sentFile](c, ctxFile)
	if f == nil {
		return beside(evidence.Field, errs.T("evidence.none"))
	}
	if err := s.receive(c, f, to); err != nil {
		drain(c)
		return f.told(err)
	}
	return nil
}

func (s *Server) receive(c echo.Context, f *sentFile, to filing) error {
	ctx := c.Request().Context()
	end, err := s.uploads.begin(to.of, s.network(c))
	if err != nil {
		return err
	}
	defer end()
	if err := to.may(ctx); err != nil {
		return err
	}
	u, err := s.Leads.Evidence.Receive(ctx, f.called, f.body)
	if err != nil {
		return err
	}
	if err = f.end(); err == nil {
		err = to.keep(ctx, u)
	}
	if err != nil {
		s.Leads.Evidence.Abandon(ctx, u)
	}
	return err
}

// drain reads what is not taken to its end all the same: a browser sees no answer while it still sends.
func drain(c echo.Context) { _, _ = io.CopyN(io.Discard, c.Request().Body, drainMax) }

// end looks at what comes behind the file: the other control, empty, and nothing else.
func (f *sentFile) end() error {
	form := &Form{values: map[string][]string{}}
	for range partsMax {
		p, err := f.rest.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return evidence.ErrCut
		}
		another, err := form.addPart(p)
		switch {
		case another != nil:
			return beside(evidence.Field, errs.T("evidence.one"))
		case err != nil:
			return err
		case len(form.values) > 0:
			return malformed("field behind the file")
		}
	}
	return malformed("too many parts")
}

// told puts what is wrong with a file beside the control that it came from.
func (f *sentFile) told(err error) error {
	if errors.Is(err, evidence.ErrCut) {
		return beside(f.control, errs.T("evidence.cut"))
	}
	if e := errs.As(err); e != nil && e.Kind == errs.Invalid && len(e.Fields) == 1 {
		return beside(f.control, e.Fields[evidence.Field])
	}
	return err
}

func beside(field string, t errs.Text) error { return errs.Fields(map[string]errs.Text{field: t}) }
