/** Texts that are large for no good reason take no more than it takes to say so: bytes are counted as they are told of. */
import assert from "node:assert/strict";
import test, { describe } from "node:test";
import { analyzeLisp } from "../../vm-core/analyze/index.ts";
import { read } from "../../vm-core/lisp/read.ts";
import { within } from "../../vm-core/text/allowance.ts";
import { MOST_OF_A_KIND } from "../../vm-core/text/diagnostic.ts";

/** What reading a text takes, and what comes of it. */
function reading(text: string) {
  let bytes = 0;
  const take = (more: number): void => {
    bytes += more;
  };
  const result = within({ take }, () => read(text));
  return { bytes, ...result, kinds: result.found.map(({ problem }) => problem.kind) };
}

describe("what is nested too deeply", () => {
  const times = 100_000;
  for (const [shape, text] of [
    ["brackets", "(".repeat(times)],
    ["brackets with names", "(a ".repeat(times)],
    ["brackets of all kinds", "([{#(".repeat(times / 4)],
    ["prefixes", "'".repeat(times)],
    ["numbers in the innermost list", `${"(".repeat(300)}${"1 ".repeat(times)}`],
    ["a list that is closed again", `${"(".repeat(times)}${")".repeat(times)}`],
  ] as const) {
    test(`is only skipped: ${shape}`, () => {
      const { bytes, kinds, forms, unclosed } = reading(text);
      assert.ok(kinds.includes("nested-too-deeply"));
      assert.equal(forms.length, 0);
      assert.equal(unclosed.length, 0);
      assert.ok(bytes < 2_000_000, `${bytes} bytes`);
    });
  }

  test("hides nothing that comes after it", () => {
    const { forms, kinds } = reading(
      `${"(".repeat(300)}"(" ;(\n #\\( #|(|# ${")".repeat(300)} (define x 1) ]`,
    );
    assert.deepEqual(
      forms.map(({ span }) => span.end - span.start),
      [12],
    );
    assert.deepEqual(kinds, ["nested-too-deeply", "malformed-literal", "unmatched-parenthesis"]);
  });

  test("is dropped as a datum as any other", () => {
    const { forms, kinds } = reading(
      `#;${"(".repeat(300)}${")".repeat(300)}(a '${"(".repeat(198)}${")".repeat(198)} . b)`,
    );
    assert.deepEqual(kinds, ["nested-too-deeply"]);
    assert.equal(forms.length, 1);
  });
});

test("the innermost open form is named where it is not beyond the nesting", () => {
  const innermostOf = (depth: number) =>
    reading("(".repeat(depth)).found.flatMap(({ problem }) =>
      problem.kind === "unclosed-parenthesis" ? [problem.innermost?.start] : [],
    );
  assert.deepEqual(innermostOf(150), [149]);
  assert.deepEqual(innermostOf(300), [undefined]);
});

describe("problems of a text", () => {
  test("are kept up to the number that is told, of each kind", () => {
    const { found, unclosed } = reading(`${"(\n".repeat(3_000)}${") ".repeat(9_000)}${"1/2 ".repeat(3_000)}`);
    for (const kind of new Set(found.map(({ problem }) => problem.kind))) {
      const { length } = found.filter(({ problem }) => problem.kind === kind);
      assert.ok(length <= MOST_OF_A_KIND, `${length} of ${kind}`);
    }
    assert.ok(found.length <= 3 * MOST_OF_A_KIND && found.length > MOST_OF_A_KIND);
    assert.ok(unclosed.length <= MOST_OF_A_KIND);
  });

  test("that are dropped make room for others", () => {
    const dropped = `#;(${"1/2 ".repeat(2_000)})`;
    assert.deepEqual(reading(`(a ${dropped} b)`).kinds, []);
    assert.deepEqual(reading(`(a ${dropped} ${dropped} 1/2)`).kinds, ["malformed-literal"]);
  });

  test("withhold the program, kept or not", () => {
    const { program } = analyzeLisp(
      "a.lisp",
      0,
      `(display "${"\\q".repeat(20)}") ${'"\\q" '.repeat(2_000)} 1/2`,
    );
    assert.equal(program, undefined);
  });
});

describe("strings", () => {
  test("are what is written, however many escapes they have", () => {
    for (const count of [0, 1, 2_047, 2_048, 10_000]) {
      const [form] = reading(`"${"ab\\n".repeat(count)}c"`).forms;
      assert.equal(form.kind === "constant" && form.value, `${"ab\n".repeat(count)}c`);
    }
  });

  test("take what they have, and an escape at the end of the text ends", () => {
    assert.ok(reading(`"${"a".repeat(1_000_000)}"`).bytes < 1_500_000);
    assert.deepEqual(reading('"abc\\').kinds.at(-1), "unterminated-string");
    assert.deepEqual(reading('(a "b\n(c)').kinds.at(-1), "unclosed-parenthesis");
  });
});
