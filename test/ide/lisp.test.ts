/** What each language feature gives for the Lisp in test/fixtures/ide/lisp: one file, one check a feature. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, type LispScope, type LispSnapshot } from "../../vm-core/index.ts";
import type { LispMention } from "../../vm-core/lisp/index.ts";
import { type Check, type Findings, fixturesIn, testFixture } from "./fixture.ts";
import { LISP_MAIN } from "./modules.ts";

type Feature = (snapshot: LispSnapshot, cursor: number, argument: string | undefined) => Findings;

const FEATURES: Readonly<Record<string, Feature>> = {
  "names.lisp": (snapshot) => ({
    marks: snapshot.symbols.mentions.map((mention) => ({
      span: mention.span,
      text: meaningOf(snapshot, mention),
    })),
    lines: snapshot.symbols.scopes.map((scope) => scopeLine(snapshot, scope)),
  }),
};

/** `read of local x in line 2, slot x` */
function meaningOf(snapshot: LispSnapshot, { access, meaning }: LispMention): string {
  if (meaning.kind !== "symbol") return `${access} of ${meaning.kind}`;
  const { kind, name, parameters, documentation, slot, boxed, nameSpan, references } = meaning.symbol;
  if (access !== "define") return `${access} of ${kind} in line ${snapshot.lines.lineAt(nameSpan.start) + 1}`;
  const details = [
    parameters === undefined ? "" : `(${parameters.names.join(" ")}${parameters.rest ? "…" : ""})`,
    slot === undefined ? "no slot" : slot === name ? "" : `slot ${slot}`,
    boxed ? "boxed" : "",
    `${references.length} references`,
    documentation === undefined ? "" : JSON.stringify(documentation),
  ];
  return [kind, ...details.filter((detail) => detail !== "")].join(", ");
}

function scopeLine({ text }: LispSnapshot, { kind, name, span, symbols, parent }: LispScope): string {
  const names = symbols.map((symbol) => symbol.name).join(" ");
  const where = kind === "program" ? "" : ` | ${text.slice(span.start, span.end).replace(/\s+/g, " ")}`;
  return `${parent === undefined ? "" : `${parent.kind} > `}${kind} ${name ?? ""}(${names})${where}`;
}

for (const file of fixturesIn("ide/lisp", ".lisp")) {
  const feature = FEATURES[file.slice("ide/lisp/".length)];
  const check: Check = ({ text, cursor, argument }) =>
    feature(analyze(LISP_MAIN, 1, text) as LispSnapshot, cursor ?? 0, argument);
  testFixture(file, check);
}

describe("The features for Lisp", () => {
  it("each have a fixture file", () => {
    const names = Object.keys(FEATURES).sort();
    assert.deepEqual(
      fixturesIn("ide/lisp", ".lisp"),
      names.map((name) => `ide/lisp/${name}`),
    );
  });
});
