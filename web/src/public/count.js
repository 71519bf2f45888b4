// Near the end of a long text it says how much may still be written. Nothing is cut off; the server counts again.
for (const area of document.querySelectorAll("[data-max]")) {
  const note = document.createElement("p");
  note.className = "govuk-hint count";
  note.setAttribute("role", "status");
  area.after(note);
  const say = () => {
    const { max, left, over } = area.dataset;
    const n = max - [...area.value.trim()].length;
    note.textContent = n > 200 ? "" : (n < 0 ? over : left).replace("{n}", Math.abs(n));
  };
  area.addEventListener("input", say);
  say();
}
