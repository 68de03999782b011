//go:build tools

// Package tools names the program that is built from this module: nats-server's own main package.
package tools

import _ "github.com/nats-io/nats-server/v2"
