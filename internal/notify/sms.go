package notify

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
)

// SMS is one short message on its way out (短信). It is never stored and never logged.
type SMS struct {
	ID   int64             // of its job, the same at every try: a gateway may leave out what it has sent
	To   string            // a mobile number
	Name string            // of the text: what a gateway has a template for
	Lang string            // zh or ug
	Text string            // the whole sentence
	Args map[string]string // what is filled into a template: number, code, day
}

// LogValue keeps a message out of every log.
func (m SMS) LogValue() slog.Value { return slog.StringValue("sms " + strconv.FormatInt(m.ID, 10)) }

// Texter sends short messages. Errors: Unavailable when the message was surely not taken, Invalid when it never will be;
// after any other nobody knows. None holds a number or a word of the message.
type Texter interface {
	Send(ctx context.Context, m SMS) error
}

// sinkMax is how many messages a Sink keeps.
const sinkMax = 50

// Sink keeps messages in memory instead of sending them: the demo, whose numbers are nobody's, and tests.
type Sink struct {
	mu   sync.Mutex
	sent []SMS
}

// Send keeps the message; the oldest makes room.
func (s *Sink) Send(_ context.Context, m SMS) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sent) == sinkMax {
		s.sent = s.sent[1:]
	}
	s.sent = append(s.sent, m)
	return nil
}

// Sent lists what was sent, the newest first.
func (s *Sink) Sent() []SMS {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]SMS, 0, len(s.sent))
	for i := len(s.sent) - 1; i >= 0; i-- {
		out = append(out, s.sent[i])
	}
	return out
}
