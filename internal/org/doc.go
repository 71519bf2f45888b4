// Package org answers who somebody is: units, schools, staff, roles, sessions, and which routes a role opens.
//
// It does not know what may be done to a lead (lead.Can) or seen of one (lead.Scope).
package org
