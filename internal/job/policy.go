package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrEvicts says that Redis would throw parts of the queue away when it is full, silently.
var ErrEvicts = errors.New("redis must not evict keys: set maxmemory-policy noeviction, see deploy/redis.conf")

// policyWithin bounds the question at the start.
const policyWithin = 2 * time.Second

// CheckRedis refuses a Redis whose policy is another than noeviction. One that does not answer, or does not say, is
// only noted: the worker may start before it.
func CheckRedis(ctx context.Context, o *redis.UniversalOptions, log *slog.Logger) error {
	client := redis.NewUniversalClient(settled(o))
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, policyWithin)
	defer cancel()
	policy, err := policyOf(ctx, client)
	switch {
	case err != nil:
		log.WarnContext(ctx, "the policy of redis is not known", slog.String("error", err.Error()))
		return nil
	case policy != "noeviction":
		return fmt.Errorf("%w (it is %s)", ErrEvicts, policy)
	default:
		return nil
	}
}

// policyOf asks INFO, which managed services answer that refuse CONFIG.
func policyOf(ctx context.Context, client redis.UniversalClient) (string, error) {
	info, err := client.Info(ctx, "memory").Result()
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(info) {
		if policy, ok := strings.CutPrefix(line, "maxmemory_policy:"); ok {
			return strings.TrimSpace(policy), nil
		}
	}
	return "", errors.New("redis does not say")
}
