// A page with something to correct is read from there: the summary has the focus, for screen readers and keyboards.
const summary = document.querySelector(".govuk-error-summary");
if (summary) {
  summary.focus();
}
