package app

import (
	"log/slog"

	"sunlead/internal/config"
	"sunlead/internal/db"
	"sunlead/internal/evidence"
)

// FromConfig is what the operator's configuration says of the house.
func FromConfig(c config.Config, log *slog.Logger) Config {
	return Config{
		Database: db.Config{Dialect: db.Dialect(c.Database.Dialect), DSN: c.Database.DSN}, Keys: c.Keys, Settings: c.Settings, SMS: c.SMS.On(), Log: log,
		Scanner: evidence.Scanner{Network: c.ClamAV.Network, Address: c.ClamAV.Address},
	}
}
