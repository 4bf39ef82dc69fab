/** Finds imports that lead back to where they come from. */
import type { Snapshot } from "../analyze/index.ts";
import type { Import } from "./exported-name.ts";
import { importsOf } from "./imports.ts";
import { isLibrary, type ResolveModule } from "./modules.ts";

/** From the document that was asked about to the first module that comes again. */
export interface ImportCycle {
  readonly steps: readonly { readonly importer: Snapshot; readonly import: Import }[];
  /** One of the importers. */
  readonly end: Snapshot;
  /** Every import after the first is one that is certain to run. */
  readonly isCertain: boolean;
}

/** Finds the cycle that an import of `start` leads into. A module that leads into none is looked through once. */
export function cycleFinder(
  start: Snapshot,
  resolve: ResolveModule,
  runsAlways: (module: Snapshot, one: Import) => boolean,
): (one: Import) => ImportCycle | undefined {
  const harmless = new Set<string>();
  const steps: { importer: Snapshot; import: Import }[] = [];
  const importers = new Set([start.uri]);

  const follow = (importer: Snapshot, one: Import): ImportCycle | undefined => {
    const module = one.isIncluded === true ? undefined : resolve(one.path, importer.uri);
    if (module?.kind !== "source" || isLibrary(module.snapshot.uri)) return undefined;
    const { snapshot } = module;
    steps.push({ importer, import: one });
    const cycle = importers.has(snapshot.uri) ? closed(snapshot) : search(snapshot);
    steps.pop();
    return cycle;
  };
  const closed = (end: Snapshot): ImportCycle => ({
    steps: [...steps],
    end,
    isCertain: steps.slice(1).every((step) => runsAlways(step.importer, step.import)),
  });
  const search = (module: Snapshot): ImportCycle | undefined => {
    if (harmless.has(module.uri) || steps.length > MAX_DEPTH) return undefined;
    importers.add(module.uri);
    let found: ImportCycle | undefined;
    for (const one of importsOf(module)) {
      found = follow(module, one);
      if (found !== undefined) break;
    }
    importers.delete(module.uri);
    if (found === undefined) harmless.add(module.uri);
    return found;
  };
  return (one) => follow(start, one);
}

/** Longer chains of imports are not followed: the stack is limited. */
const MAX_DEPTH = 500;
