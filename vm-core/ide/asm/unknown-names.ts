/**
 * Names that a document reads, but neither stores nor imports.
 *
 * Invariant: nothing is said when one import leads to nothing, or to what cannot be looked at. Without imports the
 * verifier says it.
 */
import { type AsmSnapshot, roleOf } from "../../analyze/index.ts";
import { needsValue } from "../../isa/typing.ts";
import { suggester } from "../../text/closest.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import type { Import, ImportedName } from "../exported-name.ts";
import { importsOf } from "../imports.ts";
import { problemInWords } from "../module-problem.ts";
import type { ResolveModule } from "../modules.ts";

export function unknownNames(
  snapshot: AsmSnapshot,
  resolve: ResolveModule,
  imported: () => ReadonlyMap<string, ImportedName>,
): readonly Diagnostic[] {
  const imports = importsOf(snapshot);
  if (imports.length === 0) return [];
  const isSeen = ({ path }: Import): boolean => {
    const module = resolve(path, snapshot.uri);
    return module?.kind === "source" && module.snapshot.program !== undefined;
  };
  if (!imports.every(isSeen)) return [];
  const { variables } = snapshot.symbols;
  const isKnown = (name: string) => (variables.get(name)?.writes.length ?? 0) > 0 || imported().has(name);
  let suggest: ((name: string) => string | undefined) | undefined;
  const found: Diagnostic[] = [];
  for (const line of snapshot.syntax.lines) {
    if (line.kind !== "instruction") continue;
    const operand = line.operands.find((one) => needsValue(roleOf(line, one)));
    if (operand === undefined || operand.text === "" || isKnown(operand.text)) continue;
    suggest ??= suggester([...imported().keys(), ...variables.keys()].filter(isKnown));
    const cause = { kind: "unknown-export", name: operand.text, nearest: suggest(operand.text) } as const;
    found.push(problemInWords({ severity: "warning", cause, span: operand.span }));
  }
  return found;
}
