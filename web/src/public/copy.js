// A button beside the code of the receipt that puts it on the clipboard, where the browser can.
const code = document.querySelector("[data-copy]");
if (code && navigator.clipboard) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = code.getAttribute("data-copy");
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(code.textContent.trim()).then(() => {
      button.textContent = code.getAttribute("data-copied");
    }, () => {});
  });
  code.parentNode.insertBefore(button, code.nextSibling);
}
