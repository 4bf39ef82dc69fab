/** The functions of an assembly text, and the places that call them or make values of them. */
import { type AsmSnapshot, roleOf } from "../../analyze/index.ts";
import { accessOf } from "../../isa/typing.ts";
import { type Span, span } from "../../text/span.ts";
import type { FunctionPlace } from "../answers.ts";
import { isSpawned } from "./cursor.ts";
import { functionLabels, labelRegions } from "./document-symbols.ts";
import { isNeverStored } from "./variables.ts";

/** In source order; a function reaches to the next one. */
export function functions(snapshot: AsmSnapshot): readonly FunctionPlace[] {
  const names = functionLabels(snapshot);
  const regions = labelRegions(snapshot);
  const starts = regions.flatMap(({ label }, i) => (names.has(label.name) ? [i] : []));
  return starts.map((at, i) => {
    const { label, region } = regions[at];
    const last = regions[(starts[i + 1] ?? regions.length) - 1].region;
    const parameters = snapshot.symbols.labels.get(label.name)?.parameters ?? [];
    return {
      name: label.name,
      detail: `(${parameters.join(" ")})`,
      span: span(region.start, last.end),
      nameSpan: label.nameSpan,
    };
  });
}

/** In source order: labels that are called or made function values of, and variables that may hold imported functions. */
export function calls(snapshot: AsmSnapshot): readonly Span[] {
  const found: Span[] = [];
  for (const line of snapshot.syntax.lines) {
    if (line.kind !== "instruction") continue;
    for (const operand of line.operands) {
      const role = roleOf(line, operand);
      const access = accessOf(role);
      const isFunction = role === "function" || access === "child";
      const isImported = access === "read" && isNeverStored(snapshot, operand.text, operand.span);
      if (isFunction || isImported) found.push(operand.span);
    }
  }
  return found;
}

/** In source order: texts that SPAWN takes, and children that are neither labels nor variables here. */
export function processNames(
  snapshot: AsmSnapshot,
): readonly { readonly name: string; readonly span: Span }[] {
  const { labels, variables } = snapshot.symbols;
  return snapshot.syntax.lines.flatMap((line) => {
    if (line.kind !== "instruction" || line.operands.length === 0) return [];
    const [operand] = line.operands;
    const { text: name, span } = operand;
    const isChild = accessOf(roleOf(line, operand)) === "child" && !labels.has(name) && !variables.has(name);
    return isChild || isSpawned(snapshot, line) ? [{ name, span }] : [];
  });
}
