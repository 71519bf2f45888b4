package db

import "strings"

var likeEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// Like escapes what somebody typed for use inside `LIKE ? ESCAPE '!'`: a percent sign finds a percent sign.
func Like(typed string) string { return likeEscaper.Replace(typed) }
