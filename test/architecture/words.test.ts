/** Comments, documents and messages use the usual word for a thing, also where English has a picturesque one. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { it } from "node:test";

/** Each with what is written instead. */
const UNUSUAL: readonly (readonly [RegExp, string])[] = [
  [/\bbehind (?:it|them|this|each|a|an|the|one)\b/, "after"],
  [/\b(?:goes on|go on (?:with|at|after))\b/, "continues"],
  [
    /\bstands? (?:still|at|in|on|there|beside|before|behind|where|between|below|above|around)\b/,
    "is, or is stopped",
  ],
];

const FOLDERS = ["vm-core", "server", "debug-adapter", "client", "docs", "README.md", "ARCHITECTURE.md"];

it("The words are the usual ones", () => {
  const files = execFileSync("git", ["ls-files", "--", ...FOLDERS], { encoding: "utf8" }).split("\n");
  const found: string[] = [];
  for (const file of files.filter((name) => /\.(?:ts|md|ttvm|lisp)$/.test(name))) {
    readFileSync(file, "utf8")
      .split("\n")
      .forEach((line, index) => {
        for (const [pattern, instead] of UNUSUAL) {
          const match = pattern.exec(line);
          if (match !== null) found.push(`${file}:${index + 1}: "${match[0]}": ${instead}`);
        }
      });
  }
  assert.deepEqual(found, []);
});
