package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// conn is a lean HTTP/1.1 client: it shares the machine with what it measures, so it costs as little as possible.
type conn struct {
	net.Conn
	r *bufio.Reader
}

func dial(ctx context.Context, addr string) (*conn, error) {
	c, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &conn{c, bufio.NewReaderSize(c, 16<<10)}, nil
}

// answer is what a request got; body is kept only when asked for.
type answer struct {
	status   int
	location string
	cookies  []string
	size     int
	body     []byte
}

var errClosed = errors.New("the server will close the connection")

// ask sends one request and reads its answer away.
func (c *conn) ask(request []byte) (answer, error) { return c.exchange(request, false) }

func (c *conn) exchange(request []byte, keep bool) (answer, error) {
	a := answer{}
	if err := c.SetDeadline(time.Now().Add(90 * time.Second)); err != nil {
		return a, err
	}
	if _, err := c.Write(request); err != nil {
		return a, err
	}
	line, err := c.r.ReadSlice('\n')
	if err != nil {
		return a, err
	}
	if len(line) < 12 {
		return a, fmt.Errorf("odd answer %q", line)
	}
	if a.status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return a, err
	}
	chunked, ends := false, false
	for {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return a, err
		}
		if len(line) <= 2 {
			break
		}
		name, value, _ := bytes.Cut(line[:len(line)-2], []byte(": "))
		switch strings.ToLower(string(name)) {
		case "content-length":
			a.size, _ = strconv.Atoi(string(value))
		case "location":
			a.location = string(value)
		case "set-cookie":
			pair, _, _ := strings.Cut(string(value), ";")
			a.cookies = append(a.cookies, pair)
		case "transfer-encoding":
			chunked = true
		case "connection":
			ends = string(value) == "close"
		}
	}
	if chunked {
		return a, errors.New("a chunked answer")
	}
	if keep {
		a.body = make([]byte, a.size)
		_, err = io.ReadFull(c.r, a.body)
	} else {
		_, err = c.r.Discard(a.size)
	}
	if err == nil && ends {
		err = errClosed
	}
	return a, err
}

func get(path, cookie string) []byte {
	return []byte("GET " + path + " HTTP/1.1\r\nHost: bench\r\nSec-Fetch-Site: same-origin\r\nCookie: " + cookie + "\r\n\r\n")
}

func post(path, cookie string, fields url.Values) []byte {
	body := fields.Encode()
	return []byte("POST " + path + " HTTP/1.1\r\nHost: bench\r\nSec-Fetch-Site: same-origin\r\nCookie: " + cookie +
		"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body)
}

var keyField = regexp.MustCompile(`name="key" value="([^"]+)"`)

// forms fetches n forms of /report/all and fills them in, as n parents would before they press the button.
func forms(ctx context.Context, addr string, n int) ([][]byte, error) {
	const fetchers = 8
	out := make([][]byte, n)
	failed := make([]error, fetchers)
	var all sync.WaitGroup
	for f := range fetchers {
		all.Go(func() { failed[f] = fetch(ctx, addr, out, f, fetchers) })
	}
	all.Wait()
	return out, errors.Join(failed...)
}

// fetch makes every step-th form from from on.
func fetch(ctx context.Context, addr string, out [][]byte, from, step int) error {
	c, err := dial(ctx, addr)
	if err != nil {
		return err
	}
	defer c.Close()
	for i := from; i < len(out); i += step {
		a, err := c.exchange(get("/report/all", ""), true)
		if err != nil {
			return err
		}
		key := keyField.FindSubmatch(a.body)
		if key == nil {
			return fmt.Errorf("no form in an answer of status %d", a.status)
		}
		out[i] = report(string(key[1]), strings.Join(a.cookies, "; "), i)
	}
	return nil
}

// report is a parent's report of about 400 characters, with a phone number: 1.2 KB of text.
func report(key, cookies string, i int) []byte {
	const sentence = "示例一小报名时要求先交共建费才给学位，只写收条不开票据，请核查并告诉我们应该怎么办。"
	return post("/report/all", cookies, url.Values{
		"key": {key}, "cat": {"fee"}, "district": {[]string{"650102", "650103", "650104", "650105"}[i%4]}, "school_q": {"示例一小"},
		"about": {"school"}, "text": {strings.Repeat(sentence, 9) + strconv.Itoa(i)}, "mode": {"phone"},
		"phone": {"1990000" + fmt.Sprintf("%04d", i%10000)}, "consent": {"1"}, "sum": {sum(key)},
	})
}

// sum answers beforehand what a crowd is asked, so that more reports are measured than the site takes unasked.
func sum(key string) string {
	b, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil || len(b) < 2 {
		return ""
	}
	return strconv.Itoa(2 + int(b[0])%8 + 1 + int(b[1])%9)
}
