/** What findings are made from: an interpretation, and what is seen on the way through it. */
import type { Program } from "../../program/program.ts";
import type { Diagnostic, RelatedPlace, Severity } from "../../text/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import type { Context } from "../context.ts";
import type { Base } from "../heights.ts";
import type { Interpretation } from "../interpret.ts";

export interface Facts {
  readonly program: Program;
  readonly interpretation: Interpretation;
  readonly bases: ReadonlyMap<Context, Base>;
  /** 1 for each address that a run may get to. */
  readonly reached: Uint8Array;
  /** Where the labels of the document stand, if that is known. */
  readonly labels: ReadonlyMap<string, Span>;
}

export function finding(
  severity: Severity,
  code: string,
  message: string,
  span: Span,
  related: readonly RelatedPlace[] = [],
): Diagnostic {
  return { severity, code, message, span, ...(related.length > 0 ? { related } : {}) };
}
