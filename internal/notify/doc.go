// Package notify holds the messages to staff: in the program first, other ways in send_*.go when they come.
//
// A message carries a text key, a 登记编号 and codes, never content; its sentence is made when it is shown. Who
// hears is resolved when the job runs, and a message about a walled lead (限知) never reaches anybody the wall
// stands against, whatever the sender asked for. It does not know what a lead is: the room internal/job
// translates the ledger's jobs.
package notify
