"use strict";
const fs = require("node:fs");
function main(n) {
  let a = 1;
  let b = 0;
  for (let i = 0; i < n; i++) {
    a = (a + (i & 255)) % 65521;
    b = (b + a) % 65521;
  }
  return String(b * 65536 + a);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
