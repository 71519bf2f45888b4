package org

import "slices"

// post is a seat that exists in a city, and whether whoever sits there may be named for walled leads (限知).
type post struct {
	seat
	mayBeNamed bool
}

// posts are all of them: a 专班 of a district, or a discipline officer in a bureau, is a mistake.
var posts = []post{
	{seat{Operator, City}, false},
	{seat{Handler, City}, true},
	{seat{Leader, City}, true},
	{seat{Monitor, City}, false},
	{seat{Admin, City}, false},
	{seat{Handler, District}, false},
	{seat{Leader, District}, false},
	{seat{DisciplineOfficer, Discipline}, false},
}

// Posted reports whether a unit of the kind has this role, and whether its holder may be named for walled leads.
func Posted(role Role, kind UnitKind) (exists, mayBeNamed bool) {
	i := slices.IndexFunc(posts, func(p post) bool { return p.seat == seat{role, kind} })
	return i >= 0, i >= 0 && posts[i].mayBeNamed
}

// Roles lists the roles that some unit has.
func Roles() []Role {
	var roles []Role
	for _, p := range posts {
		if !slices.Contains(roles, p.role) {
			roles = append(roles, p.role)
		}
	}
	return roles
}
