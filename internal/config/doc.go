// Package config reads the environment once, at start, into one struct. Nobody else reads it.
package config
