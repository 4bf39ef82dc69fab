/** The fixes of a diagnostic: those that it carries, and those that its language makes of its cause. */
import type { Snapshot } from "../analyze/index.ts";
import type { Diagnostic, Fix } from "../text/diagnostic.ts";
import { featuresOf } from "./languages.ts";
import type { ResolveModule } from "./modules.ts";

/** The likeliest one first; made when asked for, since some have to look at the whole document. */
export function fixesOf(snapshot: Snapshot, diagnostic: Diagnostic, resolve: ResolveModule): readonly Fix[] {
  return [...(diagnostic.fixes ?? []), ...featuresOf(snapshot).quickFixes(snapshot, diagnostic, resolve)];
}
