/**
 * Hints: what the optimizer would do, as findings in the text.
 *
 * Their fixes are made on demand, by `codeActions`: each has to be tried out on the whole text.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { Rewrite } from "../optimize/index.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { span } from "../text/span.ts";
import { shorten } from "./markdown.ts";

/** A rewrite and the finding that shows it. */
export interface Hint {
  readonly diagnostic: Diagnostic;
  readonly rewrite: Rewrite;
}

/** In source order. */
export function hints(snapshot: Snapshot): readonly Hint[] {
  const { program } = snapshot;
  if (program === undefined) return [];
  return snapshot.rewrites
    .filter((rewrite) => rewrite.end > rewrite.start)
    .map((rewrite): Hint => {
      const place = span(program.code[rewrite.start].span.start, program.code[rewrite.end - 1].span.end);
      return { rewrite, diagnostic: { ...finding(rewrite), span: place } };
    })
    .sort((a, b) => a.diagnostic.span.start - b.diagnostic.span.start);
}

function finding(rewrite: Rewrite): Omit<Diagnostic, "span"> {
  const unreachable = rewrite.pass === "dead-code-elimination";
  return {
    severity: "hint",
    code: rewrite.pass,
    message: shorten(rewrite.reason, 300),
    tag: unreachable ? "unnecessary" : undefined,
  };
}
