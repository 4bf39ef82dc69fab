"use strict";
const fs = require("node:fs");
function tak(x, y, z) {
  return y < x ? tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) : z;
}
function main(n) {
  let sum = 0;
  for (; n > 0; n--) sum += tak(18, 12, 6);
  return String(sum);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
