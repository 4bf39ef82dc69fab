/** Fixes of where control goes, and of what calls pass. */
import { readAssembly } from "../../../asm/index.ts";
import { applyEdits, type Fix } from "../../../text/diagnostic.ts";
import { writeName } from "../../../text/literal.ts";
import { span } from "../../../text/span.ts";
import { applyRewrite, sameProgram } from "../rewrite-fix.ts";
import { insertBefore, removeLines } from "../whole-lines.ts";
import { withAddresses } from "./addresses.ts";
import { type AsmCauseOf, instructionAt, type Place, type QuickFixes, replace } from "./place.ts";

export const CONTROL_FIXES: QuickFixes = {
  "return-at-top-level": (_, place) => {
    const line = instructionAt(place);
    return line === undefined ? [] : [replace("Change to `HALT`", line.span, "HALT", true)];
  },
  "falls-into-function": endBefore,
  "unreachable-code": removeCode,
  "argument-mismatch": passNames,
};

/** Ends the code that runs on, before the label of the function. */
function endBefore(
  { code, isTopLevel }: AsmCauseOf<"falls-into-function">,
  { snapshot, span: from }: Place,
): readonly Fix[] {
  if (code === "top-level") return [];
  const label = code.label === undefined ? undefined : snapshot.symbols.labels.get(code.label)?.definition;
  const place = label?.span ?? snapshot.program?.code[code.address]?.span;
  if (place === undefined) return [];
  const end = isTopLevel ? "HALT" : "RET";
  return [
    {
      title: `Insert \`${end}\``,
      edits: [insertBefore(snapshot, place.start, [end], from.start)],
    },
  ];
}

/** None where the rest would mean something else without it, as an END_TRY that a jump keeps apart does. */
function removeCode({ count }: AsmCauseOf<"unreachable-code">, { snapshot, span }: Place): readonly Fix[] {
  const { program } = snapshot;
  const lines = snapshot.syntax.lines.filter(
    (line) => line.kind === "instruction" && span.start <= line.span.start && line.span.end <= span.end,
  );
  const start = program?.code.findIndex((one) => one.span.start === lines[0]?.span.start) ?? -1;
  if (program === undefined || start < 0) return [];
  const title =
    count === 1 ? "Remove the unreachable instruction" : `Remove the ${count} unreachable instructions`;
  const fix = { title, edits: removeLines(snapshot, lines) };
  const edited = applyEdits(snapshot.text, withAddresses(snapshot, fix).edits);
  const { program: rest } = readAssembly(edited, snapshot.uri);
  const wanted = applyRewrite(program, { start, end: start + lines.length, replacement: [] });
  return rest !== undefined && sameProgram(rest, wanted) ? [fix] : [];
}

/** Adds the parameters that a use lacks, or removes those that are never read. */
function passNames({ problem, names }: AsmCauseOf<"argument-mismatch">, place: Place): readonly Fix[] {
  const line = instructionAt(place);
  const last = line?.operands.at(-1);
  if (line === undefined || last === undefined) return [];
  const list = names.map((name) => `\`${name}\``).join(" and ");
  if (problem === "missing") {
    const { end } = last.span;
    const text = names.map((name) => ` ${writeName(name)}`).join("");
    return [{ title: `Pass ${list}`, edits: [{ span: span(end, end), text }] }];
  }
  const edits = line.operands.flatMap((operand, index) =>
    operand.kind === "names" && names.includes(operand.text)
      ? [{ span: span(line.operands[index - 1].span.end, operand.span.end), text: "" }]
      : [],
  );
  return [{ title: `Remove ${list}`, edits }];
}
