/**
 * Quick fixes of assembly that need more than a problem alone: the rest of the document, its modules, the library.
 *
 * Invariant: they read the cause of a diagnostic, never its message, and after each the diagnostic is gone. Those that a
 * person most likely wants are preferred; one that fills in a placeholder never is.
 * Absent by design: fixes where only the author knows what is meant; the test lists these kinds with the reasons.
 */
import type { AsmSnapshot } from "../../../analyze/index.ts";
import type { Diagnostic, Fix } from "../../../text/diagnostic.ts";
import type { ResolveModule } from "../../modules.ts";
import { withAddresses } from "./addresses.ts";
import { CONTROL_FIXES } from "./control.ts";
import { LABEL_FIXES } from "./labels.ts";
import { LITERAL_FIXES } from "./literals.ts";
import { OPERAND_FIXES } from "./operands.ts";
import type { Place, QuickFixes } from "./place.ts";
import { STACK_FIXES } from "./stack.ts";
import { TRY_FIXES } from "./tries.ts";
import { VARIABLE_FIXES } from "./variables.ts";

const FIXES: QuickFixes = {
  ...LITERAL_FIXES,
  ...OPERAND_FIXES,
  ...LABEL_FIXES,
  ...TRY_FIXES,
  ...STACK_FIXES,
  ...VARIABLE_FIXES,
  ...CONTROL_FIXES,
};

/** The quick fixes of a diagnostic, the likeliest one first. */
export function quickFixes(
  snapshot: AsmSnapshot,
  { cause, span }: Diagnostic,
  resolve: ResolveModule,
): readonly Fix[] {
  const fixes: Readonly<Record<string, unknown>> = FIXES;
  const make = fixes[cause.kind] as ((cause: unknown, place: Place) => readonly Fix[]) | undefined;
  return (make?.(cause, { snapshot, span, resolve }) ?? []).map((fix) => withAddresses(snapshot, fix));
}
