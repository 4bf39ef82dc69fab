/** What each language feature gives for the Lisp in test/fixtures/ide/lisp: one file, one check a feature. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  analyzeLisp,
  type LispScope,
  type LispSnapshot,
  libraryExports,
  semanticTokens,
} from "../../vm-core/index.ts";
import type { LispMention } from "../../vm-core/lisp/index.ts";
import { FEATURES } from "./feature-checks.ts";
import { type Check, type Findings, fixturesIn, testFixture } from "./fixture.ts";
import { LISP_MAIN } from "./modules.ts";

/** The checks that Lisp alone has. */
const OWN: Readonly<Record<string, (snapshot: LispSnapshot, cursor: number, argument?: string) => Findings>> =
  {
    names: (snapshot) => ({
      marks: snapshot.symbols.mentions.map((mention) => ({
        span: mention.span,
        text: meaningOf(snapshot, mention),
      })),
      lines: snapshot.symbols.scopes.map((scope) => scopeLine(snapshot, scope)),
    }),
    diagnostics: (snapshot) => ({
      marks: snapshot.diagnostics.map(({ severity, code, message, span, related = [], fixes = [] }) => ({
        span,
        text: `${severity}(${code}): ${message}`,
        more: [...related.map(({ message }) => message), ...fixes.map(({ title }) => `fix: ${title}`)],
      })),
    }),
    tokens: (snapshot) => ({
      marks: semanticTokens(snapshot).map(({ span, type, modifiers }) => ({
        span,
        text: [type, ...modifiers].join(" "),
      })),
    }),
  };

/** The checks that are the same as for assembly. */
const SHARED = [
  "actions",
  "calls",
  "code-lenses",
  "completion",
  "declaration",
  "implementation",
  "definition",
  "findings",
  "folding",
  "formatting",
  "highlights",
  "hover",
  "inlay-hints",
  "linked-editing",
  "links",
  "organize-imports",
  "refactorings",
  "references",
  "rename",
  "selection",
  "signature-help",
  "symbols",
];

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
  const name = file.slice("ide/lisp/".length, -".lisp".length);
  const feature = OWN[name] ?? FEATURES[name];
  const check: Check = ({ text, cursor, argument }) =>
    feature(analyzeLisp(LISP_MAIN, 1, text, { exportsOf: libraryExports }), cursor ?? 0, argument);
  testFixture(file, check);
}

describe("The features for Lisp", () => {
  it("each have a fixture file", () => {
    const names = [...Object.keys(OWN), ...SHARED].sort();
    assert.deepEqual(
      fixturesIn("ide/lisp", ".lisp"),
      names.map((name) => `ide/lisp/${name}.lisp`),
    );
  });
});
