"use strict";
const fs = require("node:fs");
const TEXT = "the quick brown fox jumps over the lazy dog while the other dog sleeps and the fox looks back at it";
function endOfWord(i) {
  while (i < TEXT.length && TEXT[i] !== " ") i++;
  return i;
}
function count() {
  const counts = new Map();
  for (let i = 0; i < TEXT.length; ) {
    const end = endOfWord(i);
    const word = TEXT.slice(i, end);
    counts.set(word, (counts.get(word) ?? 0) + 1);
    i = end + 1;
  }
  return counts;
}
function main(n) {
  let total = 0;
  for (; n > 0; n--) total += count().get("the");
  return String(total);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
