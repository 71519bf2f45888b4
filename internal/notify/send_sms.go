package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/config"
	"sunlead/internal/errs"
)

const (
	gatewayTimeout = 10 * time.Second // for one message, from the connection to the end of the answer
	gatewayAnswer  = 64 << 10         // bytes of an answer that are looked at
)

// Gateway sends short messages by an HTTP service: one POST for each, with the key as a bearer token. Its body is a JSON
// object, or a form, of id, to, template, text and the arguments: which language somebody speaks is no field of its own.
type Gateway struct {
	config.SMS
	client *http.Client
}

// NewGateway makes the gateway of a configuration that names one.
func NewGateway(c config.SMS) *Gateway {
	dial := &net.Dialer{Timeout: 3 * time.Second}
	return &Gateway{SMS: c, client: &http.Client{
		Timeout:       gatewayTimeout,
		Transport:     &http.Transport{DialContext: dial.DialContext, TLSHandshakeTimeout: 5 * time.Second, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // a number goes to nobody else
	}}
}

// Send hands one message to the gateway.
func (g *Gateway) Send(ctx context.Context, m SMS) error {
	body, kind, err := g.body(m)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.URL, bytes.NewReader(body))
	if err != nil {
		return errors.New("sms gateway: its address cannot be used")
	}
	r.Header.Set("Content-Type", kind)
	if g.Key != "" {
		r.Header.Set("Authorization", "Bearer "+g.Key)
	}
	answer, err := g.client.Do(r)
	if err != nil {
		return unsent(err)
	}
	defer func() { _ = answer.Body.Close() }()
	return g.read(answer)
}

// body writes the message as the gateway wants it.
func (g *Gateway) body(m SMS) (body []byte, contentType string, err error) {
	fields := map[string]string{"id": strconv.FormatInt(m.ID, 10), "to": m.To, "template": g.template(m), "text": m.Text}
	for name, v := range m.Args {
		fields[name] = v
	}
	if g.Form {
		form := url.Values{}
		for name, v := range fields {
			form.Set(name, v)
		}
		return []byte(form.Encode()), "application/x-www-form-urlencoded", nil
	}
	body, err = json.Marshal(fields)
	return body, "application/json; charset=utf-8", err
}

// template is the gateway's own name of a text: of the language if there is one, otherwise of the text.
func (g *Gateway) template(m SMS) string {
	if id := g.Templates[m.Name+"."+m.Lang]; id != "" {
		return id
	}
	return g.Templates[m.Name]
}

// unsent tells a gateway that nobody reached from one that may have taken the message. The cause would name the address,
// which may hold a password.
func unsent(err error) error {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return errs.Wrap(errs.Unavailable, errors.New("sms gateway: not reached"), "error.job")
	}
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		return errors.New("sms gateway: no answer in time")
	}
	return errors.New("sms gateway: the connection broke")
}

// read says what an answer means. Its words are not repeated: they may name the number.
func (g *Gateway) read(answer *http.Response) error {
	said := fmt.Errorf("sms gateway: status %d", answer.StatusCode)
	switch code := answer.StatusCode; {
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable:
		return errs.Wrap(errs.Unavailable, said, "error.job")
	case code >= 400 && code < 500:
		return errs.Wrap(errs.Invalid, said, "error.job")
	case code < 200 || code > 299:
		return said
	}
	name, want, asked := strings.Cut(g.OK, "=")
	if !asked {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, gatewayAnswer))
	var fields map[string]any
	if err != nil || json.Unmarshal(body, &fields) != nil {
		return errors.New("sms gateway: its answer is not what was agreed")
	}
	if fmt.Sprint(fields[name]) != want {
		return errs.Wrap(errs.Invalid, errors.New("sms gateway: it refused the message"), "error.job")
	}
	return nil
}
