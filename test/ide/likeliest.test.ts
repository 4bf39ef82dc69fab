/** Of more names than a list has, those are in it that have what is typed; they are told without what only the chosen one needs. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { likeliest } from "../../vm-core/ide/candidate.ts";
import { analyze, completions, distanceOf, MOST_CANDIDATES } from "../../vm-core/index.ts";

it("as many names are chosen as a list has: those that begin with what is typed, then those that have it, in their order", () => {
  const names = Array.from({ length: 3_000 }, (_, i) => ({
    name: `${["sum", "Sun", "user-max", "average"][i % 4]}-${i}`,
  }));
  for (const typed of ["", "su", "SU", "sum-1", "sm", "nothing"]) {
    const begin = names.filter(({ name }) => name.startsWith(typed));
    const have = names.filter((one) => !begin.includes(one) && distanceOf(typed, one.name) !== undefined);
    const others = names.filter((one) => !begin.includes(one) && !have.includes(one));
    const chosen = new Set([...begin, ...have, ...others].slice(0, MOST_CANDIDATES));
    assert.deepEqual(
      likeliest(names, typed),
      names.filter((one) => chosen.has(one)),
    );
  }
  assert.equal(likeliest(names.slice(0, 10), "nothing").length, 10);
});

it("completions without documentation are the same otherwise", () => {
  const text = "; The area of a square.\n(define (area side) (* side side))\n(ar)\n";
  const snapshot = analyze("file:///a.lisp", 1, text);
  const offset = text.length - 2;
  const [whole, brief] = [false, true].map((isBrief) => completions(snapshot, offset, { isBrief }));
  const withoutDocumentation = ({ documentation: _, ...rest }: (typeof whole)[number]) => rest;
  assert.deepEqual(brief.map(withoutDocumentation), whole.map(withoutDocumentation));
  assert.match(whole.find(({ label }) => label === "area")?.documentation ?? "", /square/);
  assert.equal(brief.find(({ label }) => label === "area")?.documentation, undefined);
});

it("whoever asks is told whether names were left out, and of no other list", () => {
  const ask = (text: string): boolean => {
    let isLeftOut = false;
    const onLeftOut = (): void => {
      isLeftOut = true;
    };
    const snapshot = analyze("file:///a.lisp", 1, text);
    assert.ok(completions(snapshot, text.length - 2, { onLeftOut }).length > MOST_CANDIDATES);
    return isLeftOut;
  };
  const defined = (count: number) =>
    Array.from({ length: count }, (_, i) => `(define sum-${i} ${i})\n`).join("");
  assert.equal(ask(`${defined(MOST_CANDIDATES)}(su)\n`), false);
  assert.equal(ask(`${defined(MOST_CANDIDATES + 1)}(su)\n`), true);
});
