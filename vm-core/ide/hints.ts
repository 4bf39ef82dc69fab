/**
 * Hints: what each pass of the optimizer would do to the program as it is, as findings in the text.
 *
 * Their fixes are made on demand, by `codeActions`: each has to be tried out on the whole text.
 */
import type { Snapshot } from "../analyze/index.ts";
import { PASS_NAMES, type PassName, type Rewrite, savedBy } from "../optimize/index.ts";
import type { Instruction, Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { span } from "../text/span.ts";
import { executesLess } from "./asm/savings.ts";
import { shorten } from "./markdown.ts";

/** A rewrite and the findings that show it. */
export interface Hint {
  readonly rewrite: Rewrite;
  /** About everything that the rewrite takes, from its first instruction to the end of its last one. */
  readonly diagnostic: Diagnostic;
  /** The same about each of its instructions that does not stay as it is; those that go are drawn faded. */
  readonly marks: readonly Diagnostic[];
}

/** In source order; those of some passes, where a person wants only these. */
export function hints(snapshot: Snapshot, passes: readonly PassName[] = PASS_NAMES): readonly Hint[] {
  const { program } = snapshot;
  if (program === undefined) return [];
  return snapshot.rewrites
    .filter((rewrite) => rewrite.end > rewrite.start && passes.includes(rewrite.pass))
    .map((rewrite) => hintOf(rewrite, program))
    .sort((a, b) => a.diagnostic.span.start - b.diagnostic.span.start);
}

/** Rewrites are the same ones as long as what they take is: so their marks are, whose spans are those of the instructions. */
const KNOWN = new WeakMap<Rewrite, { readonly taken: readonly Instruction[]; hint: Hint }>();

function hintOf(rewrite: Rewrite, { code }: Program): Hint {
  const { start, end, replacement } = rewrite;
  const [from, to] = [code[start].span.start, code[end - 1].span.end];
  const known = KNOWN.get(rewrite);
  if (known?.taken.every((one, i) => one === code[start + i])) {
    const { diagnostic, marks } = known.hint;
    const isThere = diagnostic.span.start === from && diagnostic.span.end === to;
    if (!isThere) known.hint = { rewrite, diagnostic: { ...diagnostic, span: span(from, to) }, marks };
    return known.hint;
  }
  const place = span(from, to);
  const diagnostic = { ...finding(rewrite), span: place };
  const taken = code.slice(start, end);
  const hint = { rewrite, diagnostic, marks: marksOf(diagnostic, taken, replacement) };
  KNOWN.set(rewrite, { taken, hint });
  return hint;
}

/** Marks each instruction that is replaced or goes. New instructions take the places of the first ones that do not stay. */
function marksOf(
  diagnostic: Diagnostic,
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
    marks.push({ ...diagnostic, span: instruction.span, ...(goes && { tag: "unnecessary" as const }) });
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
  return hints(snapshot, passes).filter(({ rewrite, diagnostic }) => {
    if (rewrite.removes === undefined) return true;
    return rewrite.removes === "unreachable" ? !tellsUnreachable : !stores.has(diagnostic.span.end);
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
