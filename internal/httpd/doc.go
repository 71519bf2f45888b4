// Package httpd answers HTTP: routes, middleware, forms, sessions, cookies, rendering and the error page.
//
// It holds no rule of the ledger and no SQL: a handler reads a form, calls one service method and shows a page.
// Nothing here is told who a reader is beyond their session: no address, browser or referrer is kept or logged.
//
// # How to add a page
//
//  1. A line in routes (routes.go): method, path, one permission, handler, options. A POST declares its fields
//     there and a GET its query; anything undeclared or repeated is 400 before the handler runs. Staff POSTs are
//     checked for the session's token, public ones for a signed key (hidden field key, see keyField);
//     Keyless is for public POSTs that store nothing. A new :name in a path needs its pattern in pathRules.
//
//     {post, "/cases/:number/reply", org.WorkCases, (*Server).postReply, options{
//     Form: fields("finding").multi("items").long("text"), Limit: textLimit}},
//
//  2. A handler in a file named like the address (case_reply.go), at most 40 lines: s.form(c) → service → page or
//     s.redirect. Check fields with Form.Len, OneOf, Digits and Fail, then Form.Err; services may fail with
//     errs.Fields too. When it fails, s.invalid(c, page, &view, err) shows the form again (422, 409, 429) and
//     returns every other error to the error page. s.actor(c) is who asks, s.flash leaves a sentence for the
//     page after the redirect. Long texts: declare them with long (an error page then gives them back) and set
//     Limit to textLimit, so that too much writing is 422 with a count, not 413.
//
//  3. A view struct that embeds Page: type replyView struct { Page; Text web.Field }, its Page from s.page(c),
//     each Field.Error from s.fieldError(err, name).
//
//  4. A template web/templates/<noun>/<page>.html with the blocks title and main, and its line in pageTable
//     (pages.go) with its layout. Staff forms carry {{template "csrf" .CSRF}}.
//
//  5. Its sentences in web/texts/zh/<noun>.json.
//
// A GET writes nothing but the trail. HEAD comes with GET. Entries of the staff navigation are in navTable.
package httpd
