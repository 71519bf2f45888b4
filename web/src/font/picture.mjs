// Cuts the fonts of the receipt that is saved as a picture (internal/receipt), all under OFL.txt beside this file, down to its
// words: picture.mjs. Noto Sans SC has the Chinese and the Latin, Noto Naskh Arabic the Uyghur.
import { readFile, writeFile } from "node:fs/promises";
import subset from "subset-font";

const root = new URL("../../../", import.meta.url);
const words = async (lang) => Object.values(JSON.parse(await readFile(new URL(`web/texts/${lang}/picture.json`, root)))).join("");
const latin = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");
// The shapes of joined letters, as the program looks them up.
const shapes = String.fromCodePoint(...(await readFile(new URL("internal/receipt/joined.go", root), "utf8")).match(/0xF[0-9A-F]{3}/g).map(Number));
const licence = [14]; // the name that says where its licence stands

for (const [name, whole, signs] of [
  ["zh", "noto-sans-sc/files/noto-sans-sc-chinese-simplified-500-normal.woff2", await words("zh")],
  ["latin", "noto-sans-sc/files/noto-sans-sc-latin-500-normal.woff2", latin],
  ["ug", "noto-naskh-arabic/files/noto-naskh-arabic-arabic-400-normal.woff2", " ،؟" + shapes],
]) {
  const font = await readFile(new URL(`node_modules/@fontsource/${whole}`, root));
  const cut = await subset(font, signs, { targetFormat: "sfnt", preserveNameIds: licence, noLayoutClosure: true });
  await writeFile(new URL(`internal/receipt/fonts/${name}.ttf`, root), cut);
}
