/**
 * Hints: what each pass of the optimizer would do to the program as it stands, as findings in the text.
 *
 * Their fixes are made on demand, by `codeActions`: each has to be tried out on the whole text.
 */
import type { Snapshot } from "../analyze/index.ts";
import { PASS_NAMES, type PassName, type Rewrite, savedBy } from "../optimize/index.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { span } from "../text/span.ts";
import { shorten } from "./markdown.ts";

/** A rewrite and the finding that shows it. */
export interface Hint {
  readonly diagnostic: Diagnostic;
  readonly rewrite: Rewrite;
}

/** In source order; those of some passes, where a person wants only these. */
export function hints(snapshot: Snapshot, passes: readonly PassName[] = PASS_NAMES): readonly Hint[] {
  const { program } = snapshot;
  if (program === undefined) return [];
  return snapshot.rewrites
    .filter((rewrite) => rewrite.end > rewrite.start && passes.includes(rewrite.pass))
    .map((rewrite): Hint => {
      const place = span(program.code[rewrite.start].span.start, program.code[rewrite.end - 1].span.end);
      return { rewrite, diagnostic: { ...finding(rewrite), span: place } };
    })
    .sort((a, b) => a.diagnostic.span.start - b.diagnostic.span.start);
}

/** Those that say more than the findings do: that code is never reached, or a value never read, is said once. */
export function hintsBesideFindings(
  snapshot: Snapshot,
  passes: readonly PassName[] = PASS_NAMES,
): readonly Hint[] {
  const codes = new Set(snapshot.diagnostics.map(({ code }) => code));
  const stores = new Set(
    snapshot.diagnostics.filter(({ code }) => code === "unused-store").map(({ span: { end } }) => end),
  );
  return hints(snapshot, passes).filter(({ rewrite, diagnostic }) => {
    if (rewrite.removes === undefined) return true;
    return rewrite.removes === "unreachable"
      ? !codes.has("unreachable-code")
      : !stores.has(diagnostic.span.end);
  });
}

function finding(rewrite: Rewrite): Omit<Diagnostic, "span"> {
  return {
    severity: "hint",
    code: rewrite.pass,
    message: `${shorten(rewrite.reason, 300)}${saving(rewrite)}`,
    tag: rewrite.removes === "unreachable" ? "unnecessary" : undefined,
    page: `optimizer.md#${rewrite.pass}`,
  };
}

/** What the program gets shorter by, where the reason does not say so. */
function saving(rewrite: Rewrite): string {
  const saved = savedBy(rewrite);
  if (saved === 0 || rewrite.countsItself === true) return "";
  return saved === 1 ? " (saves 1 instruction)" : ` (saves ${saved} instructions)`;
}
