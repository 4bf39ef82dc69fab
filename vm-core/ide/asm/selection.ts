/** Selection ranges in assembly: what growing a selection takes in, step by step. */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { type Span, span, touches } from "../../text/span.ts";
import { textLineAt } from "../text-line.ts";
import { functions } from "./calls.ts";
import { syntaxLineOn } from "./cursor.ts";
import { labelRegions } from "./document-symbols.ts";

/** A word, the instruction, the line, the code below its label, the function, the text: each lies in the next one. */
export function selections(snapshot: AsmSnapshot, offset: number): readonly Span[] {
  const textLine = textLineAt(snapshot.text, offset);
  const line = syntaxLineOn(snapshot, textLine);
  const words =
    line?.kind === "instruction"
      ? [line.wordSpan, ...line.operands.map((operand) => operand.span)]
      : line === undefined
        ? []
        : [line.nameSpan];
  const around = [
    words.find((word) => touches(word, offset)),
    line?.span,
    textLine,
    labelRegions(snapshot).find(({ region }) => touches(region, offset))?.region,
    functions(snapshot).find((place) => touches(place.span, offset))?.span,
    span(0, snapshot.text.length),
  ];
  const found: Span[] = [];
  for (const one of around) {
    if (one === undefined || !touches(one, offset)) continue;
    const last = found.at(-1);
    if (last === undefined || grows(last, one)) found.push(one);
  }
  return found;
}

function grows(inner: Span, outer: Span): boolean {
  const holds = outer.start <= inner.start && inner.end <= outer.end;
  return holds && outer.end - outer.start > inner.end - inner.start;
}
