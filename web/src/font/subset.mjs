// Cuts Noto Naskh Arabic (OFL.txt, beside this file) down to what Uyghur is written with: subset.mjs WEIGHT OUT.woff2
// The forms in which letters join, and the licence in the font's own names, are kept.
import { readFile, writeFile } from "node:fs/promises";
import subset from "subset-font";

// The 32 letters, the hamza's seat, tatweel, joiners and directions, and the punctuation that is drawn for the script. Digits,
// brackets and everything Latin or Chinese come from the reader's own fonts.
const signs = "ئابپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىيە" + "،؛؟«»ـ" + "\u200c\u200d\u200e\u200f";
const licence = [14]; // the name that says where its licence stands

const [weight, out] = process.argv.slice(2);
const whole = `../../../node_modules/@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-${weight}-normal.woff2`;
const font = await readFile(new URL(whole, import.meta.url));
await writeFile(out, await subset(font, signs, { targetFormat: "woff2", preserveNameIds: licence }));
