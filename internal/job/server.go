package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"sunlead/internal/outbox"
)

const (
	queueName = "sunlead"
	// concurrency is how many tasks, of up to 64 jobs each, a process runs at one time: more would only queue
	// for the same rows and connections.
	concurrency = 4
	// checkEvery bounds what the queue adds to the way of a report.
	checkEvery = 20 * time.Millisecond
	// taskTimeout is above runTimeout: our own limit speaks first, so that the queue never sees a failure.
	taskTimeout     = 2 * time.Minute
	shutdownTimeout = 8 * time.Second
)

// newServer makes the queue's server over a connection that stays ours to close.
func newServer(client redis.UniversalClient, log *slog.Logger) *asynq.Server {
	return asynq.NewServerFromRedisClient(client, asynq.Config{
		Concurrency: concurrency, Queues: map[string]int{queueName: 1}, TaskCheckInterval: checkEvery,
		ShutdownTimeout: shutdownTimeout, Logger: queueLog{log}, LogLevel: asynq.WarnLevel,
	})
}

// mux is the table of handlers as the queue wants it. A task is always done for the queue: what failed is
// noted in the database and offered again from there.
func mux(r *runner) *asynq.ServeMux {
	m := asynq.NewServeMux()
	for kind := range r.handlers {
		m.HandleFunc(string(kind), func(ctx context.Context, t *asynq.Task) error {
			var ids []int64
			if err := json.Unmarshal(t.Payload(), &ids); err != nil {
				r.log.ErrorContext(ctx, "task not readable", slog.String("kind", string(kind)), slog.String("error", err.Error()))
				return nil
			}
			r.run(ctx, kind, ids)
			return nil
		})
	}
	return m
}

// queue offers tasks to asynq.
type queue struct {
	client *asynq.Client
	ping   redis.UniversalClient
}

// Offer enqueues one task of ids. A task that is already there counts as offered: an earlier try arrived
// after all.
func (q *queue) Offer(ctx context.Context, kind outbox.Kind, taskID string, ids []int64) error {
	payload, err := json.Marshal(ids)
	if err != nil {
		return fmt.Errorf("encode task: %w", err)
	}
	_, err = q.client.EnqueueContext(ctx, asynq.NewTask(string(kind), payload),
		asynq.TaskID(taskID), asynq.Queue(queueName), asynq.MaxRetry(0), asynq.Timeout(taskTimeout))
	if err != nil && !errors.Is(err, asynq.ErrTaskIDConflict) {
		return fmt.Errorf("enqueue %s: %w", kind, err)
	}
	return nil
}

// Ping asks whether the queue answers.
func (q *queue) Ping(ctx context.Context) error { return ping(ctx, q.ping) }

// queueLog gives asynq's lines the shape of ours. They name task ids and kinds, never content.
type queueLog struct{ log *slog.Logger }

func detail(args []any) slog.Attr { return slog.String("detail", fmt.Sprint(args...)) }

// Debug is part of asynq.Logger.
func (l queueLog) Debug(args ...any) { l.log.Debug("queue", detail(args)) }

// Info is part of asynq.Logger.
func (l queueLog) Info(args ...any) { l.log.Info("queue", detail(args)) }

// Warn is part of asynq.Logger.
func (l queueLog) Warn(args ...any) { l.log.Warn("queue", detail(args)) }

// Error is part of asynq.Logger.
func (l queueLog) Error(args ...any) { l.log.Error("queue", detail(args)) }

// Fatal is part of asynq.Logger; ending the process is for cmd to decide.
func (l queueLog) Fatal(args ...any) { l.log.Error("queue", detail(args)) }
