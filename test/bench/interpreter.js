"use strict";
const fs = require("node:fs");
const BODY = ["if", "n", ["count", ["-", "n", 1], ["+", "total", "n"]], "total"];
function lookup(name, names, values) {
  let i = 0;
  while (names[i] !== name) i++;
  return values[i];
}
function evaluate(e, names, values) {
  if (typeof e === "number") return e;
  if (typeof e === "string") return lookup(e, names, values);
  if (e[0] === "+") return evaluate(e[1], names, values) + evaluate(e[2], names, values);
  if (e[0] === "-") return evaluate(e[1], names, values) - evaluate(e[2], names, values);
  if (e[0] === "if")
    return evaluate(e[1], names, values) === 0 ? evaluate(e[3], names, values) : evaluate(e[2], names, values);
  return evaluate(BODY, ["n", "total"], [evaluate(e[1], names, values), evaluate(e[2], names, values)]);
}
function main(n) {
  let total = 0;
  for (; n > 0; n--) total += evaluate(["count", 100, n], ["n", "total"], [0, 0]);
  return String(total);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
