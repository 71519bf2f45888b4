// While many report at once, the browser shows that it took some trouble: it looks for the number behind a salt that has a
// given SHA-256 (ALTCHA's first protocol). Nobody notices; without a script a small sum is asked instead.
const form = document.querySelector("form[data-work]");

// SHA-256 of ASCII text, for pages without crypto.subtle: plain HTTP, and some web views.
const primes = [];
for (let n = 2; primes.length < 64; n++) {
  if (primes.every((p) => n % p)) {
    primes.push(n);
  }
}
const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
const rounds = primes.map((p) => fraction(Math.cbrt(p)));
const start = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));

function sha256(text) {
  const size = (((text.length + 8) >> 6) + 1) * 16;
  const words = new Int32Array(size);
  for (let i = 0; i < text.length; i++) {
    words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  }
  words[text.length >> 2] |= 128 << (24 - (text.length % 4) * 8);
  words[size - 1] = text.length * 8;
  const sum = start.slice();
  const w = new Int32Array(64);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  for (let at = 0; at < size; at += 16) {
    let [a, b, c, d, e, f, g, h] = sum;
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        w[i] = words[at + i];
      } else {
        const x = w[i - 15];
        const y = w[i - 2];
        w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i] + w[i]) | 0;
      const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => {
      sum[i] = (sum[i] + x) | 0;
    });
  }
  return sum;
}

async function solve({ salt, challenge, maxnumber }) {
  const want = challenge.match(/.{8}/g).map((x) => parseInt(x, 16) | 0);
  const { subtle } = window.crypto || {};
  for (let n = 0; n <= maxnumber; n++) {
    let got;
    if (subtle) {
      const view = new DataView(await subtle.digest("SHA-256", new TextEncoder().encode(salt + n)));
      got = want.map((_, i) => view.getInt32(i * 4));
    } else {
      got = sha256(salt + n);
      if (n % 500 === 499) {
        await new Promise((rest) => setTimeout(rest)); // the page stays alive
      }
    }
    if (want.every((x, i) => x === got[i])) {
      return n;
    }
  }
}

if (form) {
  const work = JSON.parse(form.dataset.work);
  solve(work).then((number) => {
    if (number === undefined) {
      return; // the sum stays
    }
    const { algorithm, challenge, salt, signature } = work;
    form.elements.altcha.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    if (form.dataset.go && !form.elements.sum.value) {
      form.submit();
    }
  });
}
