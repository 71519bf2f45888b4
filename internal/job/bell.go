package job

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"sunlead/internal/outbox"
)

// channel carries the kinds of jobs that wait, between processes.
const channel = "sunlead:outbox"

// bellPause is how long a bell is silent after Redis did not answer; the relay's slow tick finds the jobs.
const bellPause = time.Second

// Bell wakes the relays of other processes: a web server that has no worker gives its Ring to outbox.Box.Nudge.
// It is best effort and never on the way of a request.
type Bell struct {
	client redis.UniversalClient
	log    *slog.Logger
	cancel context.CancelFunc
	done   sync.WaitGroup
	wake   chan struct{}

	mu      sync.Mutex
	waiting map[outbox.Kind]bool
}

// NewBell starts a bell; Stop ends it.
func NewBell(o *redis.UniversalOptions, log *slog.Logger) *Bell {
	ctx, cancel := context.WithCancel(context.Background())
	b := &Bell{
		client: redis.NewUniversalClient(settled(o)), log: log, cancel: cancel,
		wake: make(chan struct{}, 1), waiting: map[outbox.Kind]bool{},
	}
	b.done.Go(func() { b.loop(ctx) })
	return b
}

// Ring asks for the relays' attention to a kind. It never blocks; many rings before the next message are one.
func (b *Bell) Ring(kind outbox.Kind) {
	b.mu.Lock()
	b.waiting[kind] = true
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Ping asks whether Redis answers.
func (b *Bell) Ping(ctx context.Context) error { return ping(ctx, b.client) }

// Stop ends the bell. Stopping twice is fine.
func (b *Bell) Stop() {
	b.cancel()
	b.done.Wait()
	_ = b.client.Close() // closed before, or nothing to lose
}

func (b *Bell) loop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.wake:
		}
		if err := b.publish(ctx, b.take()); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "other processes not woken", slog.String("error", err.Error()))
			pause(ctx, bellPause)
		}
	}
}

func (b *Bell) take() map[outbox.Kind]bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	kinds := b.waiting
	b.waiting = map[outbox.Kind]bool{}
	return kinds
}

func (b *Bell) publish(ctx context.Context, kinds map[outbox.Kind]bool) error {
	ctx, cancel := context.WithTimeout(ctx, offerTimeout)
	defer cancel()
	for kind := range kinds {
		if err := b.client.Publish(ctx, channel, string(kind)).Err(); err != nil {
			return err
		}
	}
	return nil
}

// listen nudges for what other processes' bells say, until ctx is done; it connects again by itself.
func listen(ctx context.Context, client redis.UniversalClient, nudge func(outbox.Kind)) {
	sub := client.Subscribe(ctx, channel)
	defer func() { _ = sub.Close() }() // a subscription that cannot be closed is gone
	heard := sub.Channel()
	for {
		select {
		case <-ctx.Done():
			return
		case m, ok := <-heard:
			if !ok {
				return
			}
			nudge(outbox.Kind(m.Payload))
		}
	}
}
