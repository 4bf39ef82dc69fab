/** What a quick fix is made from: the cause of a diagnostic, and where it is. */
import type { AsmSnapshot } from "../../../analyze/index.ts";
import type { ProblemCause } from "../../../asm/index.ts";
import { type InstructionLine, syntaxLineAt } from "../../../asm/syntax.ts";
import type { Fix } from "../../../text/diagnostic.ts";
import type { Span } from "../../../text/span.ts";
import type { FindingCause } from "../../../verify/index.ts";
import type { ModuleCause } from "../../module-problem.ts";
import type { ResolveModule } from "../../modules.ts";

/** What a diagnostic about assembly can say. */
export type AsmCause = ProblemCause | FindingCause | ModuleCause;

/** The cause with a kind. */
export type AsmCauseOf<K extends AsmCause["kind"], C = AsmCause> = C extends AsmCause
  ? K extends C["kind"]
    ? C
    : never
  : never;

/** Where a fix is looked for. */
export interface Place {
  readonly snapshot: AsmSnapshot;
  readonly span: Span;
  readonly resolve: ResolveModule;
}

/** The fixes for each kind of cause; a kind without an entry has none but those that its diagnostic carries. */
export type QuickFixes = {
  readonly [K in AsmCause["kind"]]?: (cause: AsmCauseOf<K>, place: Place) => readonly Fix[];
};

/** The instruction that a diagnostic is about. */
export function instructionAt({ snapshot, span }: Place): InstructionLine | undefined {
  const line = syntaxLineAt(snapshot.syntax, span.start);
  return line?.kind === "instruction" ? line : undefined;
}

/** A fix that replaces a part of the text. */
export function replace(title: string, span: Span, text: string, preferred = false): Fix {
  return { title, edits: [{ span, text }], ...(preferred ? { preferred } : {}) };
}

/** A fix that writes another text in place of a part. */
export function changeTo(text: string, span: Span, preferred = false): Fix {
  return replace(`Change to \`${text}\``, span, text, preferred);
}

/** A name that nothing in `taken` has: the name itself, or with a number. */
export function freeName(name: string, taken: { has(name: string): boolean }): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}${number}`;
  return free;
}
