// While the name of a school is typed, those that may be meant stand below it. The button beside the field does the same
// without a script. Nothing is sent before there is one Chinese letter or two others; what comes is a piece of our own page.
const field = document.querySelector("[data-suggest]");
if (field && window.fetch) {
  const say = document.createElement("p");
  const box = document.createElement("div");
  const beside = field.closest(".with-button") || field.closest(".govuk-form-group");
  say.className = "govuk-visually-hidden";
  say.setAttribute("role", "status");
  beside.after(say, box);

  let last = field.value;
  let timer;
  const show = (typed, html) => {
    if (typed !== last) return; // more was typed meanwhile
    const old = document.querySelector("[name=school_id]");
    if (old && !box.contains(old)) old.closest(".govuk-form-group").remove();
    box.innerHTML = html;
    const first = box.querySelector("p");
    say.textContent = first ? first.textContent : "";
  };
  const ask = () => {
    const typed = last;
    if (!/[^ -~]|\S\S/.test(typed)) return show(typed, "");
    const body = "school_q=" + encodeURIComponent(typed);
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    fetch(field.getAttribute("data-suggest"), { method: "POST", body, headers, credentials: "omit" })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((html) => show(typed, html), () => {});
  };
  const typed = (event) => {
    if (event.isComposing || field.value === last) return;
    last = field.value;
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  };
  field.addEventListener("input", typed);
  field.addEventListener("compositionend", () => typed({}));
}
