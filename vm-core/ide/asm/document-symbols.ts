/** Document symbols: the labels, each with the code that reaches to the next one. */
import { type AsmSnapshot, roleOf } from "../../analyze/index.ts";
import type { LabelLine } from "../../asm/syntax.ts";
import { type Span, span } from "../../text/span.ts";
import type { DocumentSymbol } from "../answers.ts";

export function documentSymbols(snapshot: AsmSnapshot): readonly DocumentSymbol[] {
  const functions = functionLabels(snapshot);
  return labelRegions(snapshot).map(({ label, region }) => {
    const symbol = snapshot.symbols.labels.get(label.name);
    const isFunction = functions.has(label.name);
    return {
      name: label.name,
      kind: isFunction ? "function" : "label",
      detail: isFunction ? `(${(symbol?.parameters ?? []).join(" ")})` : "",
      span: region,
      nameSpan: label.nameSpan,
    };
  });
}

/** Every label with a name, and the code that it begins. */
export function labelRegions(snapshot: AsmSnapshot): readonly { label: LabelLine; region: Span }[] {
  const regions: { label: LabelLine; region: Span }[] = [];
  let label: LabelLine | undefined;
  let end = 0;
  const close = () => {
    if (label !== undefined) regions.push({ label, region: span(label.span.start, end) });
  };
  for (const line of snapshot.syntax.lines) {
    if (line.kind === "label") {
      close();
      label = line.name.trim() === "" ? undefined : line;
    }
    end = line.span.end;
  }
  close();
  return regions;
}

/** The labels that some instruction calls or makes a function value of. */
export function functionLabels(snapshot: AsmSnapshot): ReadonlySet<string> {
  const names = new Set<string>();
  for (const line of snapshot.syntax.lines) {
    if (line.kind !== "instruction") continue;
    for (const operand of line.operands) if (roleOf(line, operand) === "function") names.add(operand.text);
  }
  return names;
}
