package evidence

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
)

// Scanner is a ClamAV that listens on a socket.
type Scanner struct {
	Network string // unix or tcp
	Address string // "" for none
}

// scanTime is how long one file may be looked at.
const scanTime = 20 * time.Second

// Verdict is what was found in one file.
type Verdict struct {
	ID    int64
	Found Scan
}

// Look has a file of a lead looked at, outside of any transaction: a large one takes seconds. Unavailable while nobody
// answers. A file that is not there any more needs no verdict.
func (s *Service) Look(ctx context.Context, job ScanJob) (Verdict, error) {
	v := Verdict{job.Evidence, Unscanned}
	r, err := rowByID(ctx, s.DB, job.Evidence)
	if errs.Is(err, errs.NotFound) || err == nil && (r.Scan != Pending || s.Scanner.Address == "") {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	content, err := s.Open(ctx, File{ID: r.ID})
	if err != nil {
		return v, err
	}
	v.Found, err = s.Scanner.look(ctx, content)
	return v, err
}

// Judge writes verdicts in the caller's transaction. A verdict stands: the same job again changes nothing.
func (s *Service) Judge(ctx context.Context, tx db.Tx, verdicts []Verdict) error {
	for _, v := range verdicts {
		if err := setScan(ctx, tx, v.ID, v.Found); err != nil {
			return err
		}
	}
	return nil
}

// look asks in the words of INSTREAM: parts with their length before them, an empty one at the end.
func (c Scanner) look(ctx context.Context, content io.Reader) (Scan, error) {
	ctx, cancel := context.WithTimeout(ctx, scanTime)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, c.Network, c.Address)
	if err != nil {
		return "", away(err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	broken, err := send(conn, content)
	if err != nil {
		return "", err
	}
	said, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadString(0)
	said = strings.TrimRight(said, "\x00\n")
	switch {
	case strings.HasSuffix(said, " FOUND"):
		return Blocked, nil
	case strings.HasSuffix(said, ": OK") && broken == nil:
		return Clean, nil
	case strings.Contains(said, "size limit exceeded"): // its setting is below ours
		return Unscanned, nil
	default:
		return "", away(errors.Join(broken, err, errors.New("the scanner did not say what it found")))
	}
}

func away(err error) error { return errs.Wrap(errs.Unavailable, err, "error.busy") }

// send returns as broken what the scanner did not listen to: it may have an answer already.
func send(to io.Writer, content io.Reader) (broken, err error) {
	if _, broken = io.WriteString(to, "zINSTREAM\x00"); broken != nil {
		return broken, nil
	}
	part := make([]byte, 4+(64<<10))
	for {
		n, err := content.Read(part[4:])
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read what is to be scanned: %w", err)
		}
		done := err != nil
		binary.BigEndian.PutUint32(part, uint32(n)) //nolint:gosec // at most 64 KiB
		if n > 0 {
			if _, broken = to.Write(part[:4+n]); broken != nil {
				return broken, nil
			}
		}
		if done {
			_, broken = to.Write([]byte{0, 0, 0, 0})
			return broken, nil
		}
	}
}
