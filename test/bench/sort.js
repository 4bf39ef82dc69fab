"use strict";
const fs = require("node:fs");
const END = null;
function numbers(n, seed) {
  return n === 0 ? END : { head: seed, tail: numbers(n - 1, (seed * 1103 + 12345) % 65536) };
}
function odds(items) {
  return items === END ? items : { head: items.head, tail: evens(items.tail) };
}
function evens(items) {
  return items === END ? items : odds(items.tail);
}
function merge(a, b) {
  if (a === END) return b;
  if (b === END) return a;
  return a.head < b.head
    ? { head: a.head, tail: merge(a.tail, b) }
    : { head: b.head, tail: merge(a, b.tail) };
}
function sorted(items) {
  return items === END || items.tail === END ? items : merge(sorted(odds(items)), sorted(evens(items)));
}
function main(n) {
  let total = 0;
  for (; n > 0; n--) {
    let items = sorted(numbers(500, n));
    for (let i = 0; i < 250; i++) items = items.tail;
    total += items.head;
  }
  return String(total);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
