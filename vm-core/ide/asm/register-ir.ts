/** The register IR of an assembly text, linked to its instructions. */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { LinkedView } from "../linked-text.ts";
import { registerIrOf } from "../register-ir.ts";

/** Undefined while there is no program, and no error that says why. */
export function registerIr(snapshot: AsmSnapshot): LinkedView | undefined {
  return registerIrOf(snapshot, (lines) => {
    const starts = new Map(lines.map(({ span }) => [span.start, span]));
    return [...starts.values()].sort((a, b) => a.start - b.start);
  });
}
