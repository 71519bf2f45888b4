// A form with a file says that it is sending, and stops what would be refused after minutes. A photo is made smaller first
// (1600 px): less to send, and no word of where it was taken leaves the phone. Whatever fails sends the file as it is.
const side = 1600;
const most = 50 << 20;

// createImageBitmap asks no picture of the page, which may show none but ours; where it cannot turn a photo upright it fails.
const smaller = async (file) => {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const by = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * by);
  canvas.height = Math.round(image.height * by);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return blob && blob.size < file.size ? blob : null;
};

const put = (input, file, blob) => {
  const held = new DataTransfer(); // missing in old web views: the form goes as it is
  held.items.add(new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
  input.files = held.files;
};

for (const form of document.querySelectorAll("form[data-sending]")) {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button");
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  form.appendChild(told);
  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (button.disabled || (file && file.size > most)) {
      event.preventDefault();
      told.textContent = button.disabled ? told.textContent : form.dataset.big;
      return;
    }
    if (!file) {
      return;
    }
    button.disabled = true;
    told.textContent = form.dataset.sending;
    if (input.name === "photo" && /jpe?g/.test(file.type)) {
      event.preventDefault();
      smaller(file)
        .then((blob) => blob && put(input, file, blob))
        .catch(() => {})
        .then(() => form.submit());
    }
  });
}
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-sending] button")) {
    button.disabled = false;
  }
});
