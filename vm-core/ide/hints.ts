/**
 * Hints: what each pass of the optimizer would do to the program as it is, as findings in the text.
 *
 * Their fixes are made on demand, by `codeActions`: each has to be tried out on the whole text.
 */
import type { Snapshot } from "../analyze/index.ts";
import { PASS_NAMES, type PassName, type Rewrite, savedBy } from "../optimize/index.ts";
import type { Instruction, Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { joined } from "../text/joined.ts";
import { ordered } from "../text/ordered.ts";
import { type Span, span } from "../text/span.ts";
import { executesLess } from "./asm/savings.ts";
import { shorten } from "./markdown.ts";

/** A rewrite and the findings that show it. */
export interface Hint {
  readonly rewrite: Rewrite;
  /** Where its place ends. */
  readonly end: number;
  readonly place: Span;
  /** About everything that the rewrite takes, from its first instruction to the end of its last one. */
  readonly diagnostic: Diagnostic;
  /** The same about each of its instructions that does not stay as it is; those that go are drawn faded. */
  readonly marks: readonly Diagnostic[];
}

/** In source order; those of some passes, where a person wants only these. */
export function hints(snapshot: Snapshot, passes: readonly PassName[] = PASS_NAMES): readonly Hint[] {
  const { program } = snapshot;
  if (program === undefined) return [];
  const wanted = new Set(passes);
  const shown = snapshot.rewrites.filter(({ start, end, pass }) => end > start && wanted.has(pass));
  return ordered(shown, ({ start }) => start).map((rewrite) => hintOf(rewrite, program));
}

/** Of rewrites that are kept from one version of a document to the next: their marks have the spans of the instructions. */
const KNOWN = new WeakMap<Rewrite, TakenHint>();

function hintOf(rewrite: Rewrite, { code }: Program): TakenHint {
  const known = KNOWN.get(rewrite);
  if (known?.takes(code)) return known;
  const hint = new TakenHint(rewrite, code.slice(rewrite.start, rewrite.end));
  KNOWN.set(rewrite, hint);
  return hint;
}

class TakenHint implements Hint {
  readonly marks: readonly Diagnostic[];
  private readonly found: Omit<Diagnostic, "span">;
  private readonly spans: readonly Span[];

  constructor(
    readonly rewrite: Rewrite,
    taken: readonly Instruction[],
  ) {
    this.found = finding(rewrite);
    this.marks = marksOf(this.found, taken, rewrite.replacement);
    this.spans = taken.map(({ span }) => span);
  }

  /** Where its instructions are is moved in place. */
  get place(): Span {
    const { spans } = this;
    return span(spans[0].start, spans[spans.length - 1].end);
  }

  get end(): number {
    return this.spans[this.spans.length - 1].end;
  }

  get diagnostic(): Diagnostic {
    return joined(this.found, { span: this.place });
  }

  /** Whether the code has the same instructions there, wherever these lead. */
  takes(code: Program["code"]): boolean {
    const { spans, rewrite } = this;
    for (let i = 0; i < spans.length; i++) if (spans[i] !== code[rewrite.start + i].span) return false;
    return true;
  }
}

/** Marks each instruction that is replaced or goes. New instructions take the places of the first ones that do not stay. */
function marksOf(
  found: Omit<Diagnostic, "span">,
  taken: readonly Instruction[],
  replacement: readonly Instruction[],
): readonly Diagnostic[] {
  // Most take a few instructions: lists are faster than sets then.
  const before = taken.length > FEW ? new Set(taken) : undefined;
  const after = replacement.length > FEW ? new Set(replacement) : undefined;
  const wasThere = (one: Instruction) => before?.has(one) ?? taken.includes(one);
  const stays = (one: Instruction) => after?.has(one) ?? replacement.includes(one);
  let changed = 0;
  for (const one of replacement) if (!wasThere(one)) changed++;
  const marks: Diagnostic[] = [];
  for (const instruction of taken) {
    if (stays(instruction)) continue;
    const goes = changed-- <= 0;
    const { span } = instruction;
    marks.push(joined(found, goes ? { span, tag: "unnecessary" as const } : { span }));
    if (marks.length === MOST_MARKS) break;
  }
  return marks;
}

const FEW = 8;

/** More of one rewrite than a screen shows. */
const MOST_MARKS = 200;

/** Those that say more than the findings do: that code is never reached, or a value never read, is said once. */
export function hintsBesideFindings(
  snapshot: Snapshot,
  passes: readonly PassName[] = PASS_NAMES,
): readonly Hint[] {
  const stores = new Set<number>();
  let tellsUnreachable = false;
  for (const { code, span } of snapshot.diagnostics) {
    if (code === "unused-store") stores.add(span.end);
    else if (code === "unreachable-code") tellsUnreachable = true;
  }
  return hints(snapshot, passes).filter((hint) => {
    const { removes } = hint.rewrite;
    if (removes === undefined) return true;
    return removes === "unreachable" ? !tellsUnreachable : !stores.has(hint.end);
  });
}

function finding(rewrite: Rewrite): Omit<Diagnostic, "span"> {
  return {
    severity: "hint",
    code: rewrite.pass,
    cause: { kind: rewrite.pass },
    message: `${shorten(rewrite.reason, 300)}${saving(rewrite)}`,
    page: `optimizer.md#${rewrite.pass}`,
  };
}

/** What is gained, where the reason does not say so: a shorter program, or fewer instructions executed. */
function saving(rewrite: Rewrite): string {
  const saved = savedBy(rewrite);
  if (rewrite.countsItself === true) return "";
  if (saved === 0) return executesLess(rewrite.pass) ? " (fewer instructions are executed)" : "";
  return saved === 1 ? " (saves 1 instruction)" : ` (saves ${saved} instructions)`;
}
