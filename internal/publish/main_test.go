package publish_test

import (
	"testing"

	"sunlead/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }
