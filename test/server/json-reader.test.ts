/** JSON in chunks is read as `JSON.parse` reads all of it, and what is no JSON is refused. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { JsonReader } from "../../server/json-reader.ts";

/** What comes out for a text that comes in chunks of some lengths, again and again; undefined for what is refused. */
function read(text: string, lengths: readonly number[]): { readonly value: unknown } | undefined {
  const reader = new JsonReader(() => undefined);
  try {
    for (let at = 0, turn = 0; at < text.length; turn++) {
      const length = lengths[turn % lengths.length];
      reader.read(text.slice(at, at + length));
      at += length;
    }
    return { value: reader.end() };
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error));
    return undefined;
  }
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const json = fc.oneof(
  fc.json(),
  fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.stringify(value, undefined, 1)),
  // Every character as an escape, backslashes and quotes in rows.
  fc.string({ unit: fc.constantFrom("\\", '"', "u", "\ud83d", "\udc00", "\n", "n") }).map((text) => {
    const escaped = [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
    return `{"text":${JSON.stringify(text)},"__proto__":["${escaped.join("")}"]}`;
  }),
);

describe("A reader of JSON in chunks", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(json, lengths, (text, lengths) => {
        assert.deepEqual(read(text, lengths), { value: JSON.parse(text) });
      }),
      { numRuns: 3_000 },
    );
  });

  it("refuses what JSON.parse refuses", () => {
    const broken = fc.tuple(json, fc.nat(), fc.constantFrom(...'",:[]{}\\ 0e-tnu\n\u0001'), fc.nat(2));
    fc.assert(
      fc.property(broken, lengths, ([text, place, character, removed], lengths) => {
        const at = place % (text.length + 1);
        const changed = text.slice(0, at) + character + text.slice(at + removed);
        assert.deepEqual(read(changed, lengths), parsed(changed), changed);
      }),
      { numRuns: 5_000 },
    );
  });

  it("hands a long string on while it comes, and no short one", () => {
    const parts: number[] = [];
    const reader = new JsonReader(() => ({ add: (part) => parts.push(part.length), end: () => "long" }));
    const text = "a line\n".repeat(50_000);
    const body = JSON.stringify({ a: "short", b: [text], c: { text } });
    for (let at = 0; at < body.length; at += 10_000) reader.read(body.slice(at, at + 10_000));
    assert.deepEqual(reader.end(), { a: "short", b: [text], c: { text: "long" } });
    assert.deepEqual(
      reader.long.map(({ holder, key }) => holder[key]),
      ["long"],
    );
    assert.ok(Math.max(...parts) < 60_000, "no part is much longer than what came");
    assert.equal(
      parts.reduce((sum, length) => sum + length),
      text.length,
    );
  });

  it("keeps no number that has no end", () => {
    assert.equal(read("1".repeat(1_001), [100]), undefined);
    assert.deepEqual(read(`[${"1".repeat(300)}]`, [100]), { value: [JSON.parse("1".repeat(300))] });
  });
});
