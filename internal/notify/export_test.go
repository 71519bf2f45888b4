package notify

import "time"

// Patience makes a gateway wait for as long as a test can.
func (g *Gateway) Patience(d time.Duration) { g.client.Timeout = d }
