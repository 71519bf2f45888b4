//go:build !unix

package vault

// checkMode knows nothing of who may read a file here.
func checkMode(string) error { return nil }
