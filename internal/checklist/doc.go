// Package checklist holds the plan's 对照检查表, the 34 items a district is checked against in five tasks, and the
// register of violations (违规招生行为查处登记表) that stands beside them.
//
// The items are printed exactly as the plan prints them, its slips included, because the form goes back to
// those who wrote it: there is no number 6, and 26 (对比), 31 (就学), 32 (进城务工人员子女) and 35 (部分) read as
// they do there. The official files are made in checklist/form.
//
// The register is a projection: its entries come from closed, proven leads by way of the worker and are typed
// nowhere. Every read takes the actor's Scope. It does not know what a lead is.
package checklist
