package testkit_test

import (
	"context"
	"testing"
	"time"

	"sunlead/internal/testkit"
)

func TestNewRedis_isEmptyAndOnesOwn(t *testing.T) {
	t.Parallel()
	one, two := testkit.NewRedis(t).Client(t), testkit.NewRedis(t).Client(t)
	if err := one.Set(t.Context(), "k", "v", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if n, err := two.DBSize(t.Context()).Result(); err != nil || n != 0 {
		t.Errorf("the other test's Redis holds %d keys, err %v", n, err)
	}
}

func TestNewRedis_letsKeysExpire(t *testing.T) {
	t.Parallel()
	c := testkit.NewRedis(t).Client(t)
	if err := c.Set(t.Context(), "k", "v", 100*time.Millisecond).Err(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		n, err := c.Exists(ctx, "k").Result()
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}
