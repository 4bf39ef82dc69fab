/**
 * Quick fixes of assembly that need more than a problem alone: the rest of the document, its modules, the library.
 *
 * Invariant: they read the cause of a diagnostic, never its message.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { ProblemCause } from "../../asm/index.ts";
import type { Diagnostic, Fix } from "../../text/diagnostic.ts";
import { writeName } from "../../text/literal.ts";
import type { Span } from "../../text/span.ts";
import type { Cause } from "../../verify/index.ts";
import type { ModuleCause } from "../module-problem.ts";
import type { ResolveModule } from "../modules.ts";

/** What a diagnostic about assembly can say. */
export type AsmCause = ProblemCause | Cause | ModuleCause;

/** The cause with a kind. */
type CauseOf<K extends AsmCause["kind"], C = AsmCause> = C extends AsmCause
  ? K extends C["kind"]
    ? C
    : never
  : never;

/** Where a fix is looked for. */
interface Place {
  readonly snapshot: AsmSnapshot;
  readonly span: Span;
  readonly resolve: ResolveModule;
}

type QuickFixes = {
  readonly [K in AsmCause["kind"]]?: (cause: CauseOf<K>, place: Place) => readonly Fix[];
};

/** The quick fixes of a diagnostic, the likeliest one first. */
export function quickFixes(
  snapshot: AsmSnapshot,
  { cause, span }: Diagnostic,
  resolve: ResolveModule,
): readonly Fix[] {
  if (cause === undefined) return [];
  const fixes = (
    FIXES as Readonly<Record<string, ((cause: unknown, place: Place) => readonly Fix[]) | undefined>>
  )[cause.kind];
  return fixes?.(cause, { snapshot, span, resolve }) ?? [];
}

const FIXES: QuickFixes = {
  "missing-module": changeToNearest,
  "unknown-native": changeToNearest,
  "unknown-export": changeToNearest,
};

function changeToNearest(
  { nearest }: { readonly nearest: string | undefined },
  { span }: Place,
): readonly Fix[] {
  if (nearest === undefined) return [];
  const edits = [{ span, text: writeName(nearest) }];
  return [{ title: `Change to \`${nearest}\``, edits, preferred: true }];
}
