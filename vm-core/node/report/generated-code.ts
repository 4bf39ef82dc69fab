/** The report of `--jit-report`: what was compiled, what was not, and where generated code was left. */
import type { CodePart, CompiledPart, JitReport, LeftPlace, UncompiledPart } from "../../index.ts";
import type { RunOptions } from "../run-options.ts";
import { heading } from "./table.ts";

/** Lines of a list at most. */
const SHOWN = 25;

/** `executed` are the instructions of the whole run. */
export function generatedCodeReport(report: JitReport, executed: number): string {
  const { compiled, notCompiled, left } = report;
  const lines = [
    `${shareInWords(report, executed)}.`,
    ...list("Compiled", compiled.map(compiledLine)),
    ...list("Not compiled", notCompiled.map(uncompiledLine)),
    ...list("Left, and continued in the interpreter", left.map(leftLine)),
  ];
  return `\n${heading("Generated Code")}\n${lines.join("\n")}\n`;
}

/** How much of a run generated code has executed. */
export function shareInWords({ generated }: JitReport, executed: number): string {
  const share = executed === 0 ? 0 : (100 * generated) / executed;
  return `${count(generated)} of ${count(executed)} instructions (${share.toFixed(1)} %) were executed by generated code`;
}

/** The same where no code can be generated. */
export function noGeneratedCodeReport(reason: string): string {
  return `\n${heading("Generated Code")}\nNo code was generated: ${reason}.\n`;
}

/** Why a run with these flags generates no code; undefined where it does. */
export function whyNoCode(options: Partial<RunOptions>): string | undefined {
  if (options.useIr === true) return "with --use-ir the register machine executes the program";
  const looking = (["trace", "debug", "profile"] as const).find((flag) => options[flag] === true);
  if (looking !== undefined) return `--${looking} looks at each instruction`;
  if (options.profileOut !== undefined) return "--profile-out looks at each instruction";
  return options.jit === "off" ? "--jit=off was given" : undefined;
}

function list(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - SHOWN;
  const rest = more > 0 ? [`  and ${count(more)} more`] : [];
  return ["", `${title}:`, ...lines.slice(0, SHOWN).map((line) => `  ${line}`), ...rest];
}

function compiledLine({
  compiled,
  entered,
  instructions,
  rested,
  isAssembly,
  ...part
}: CompiledPart): string {
  const again =
    compiled === 1
      ? ""
      : `; compiled ${count(compiled)} times, as values were not of the types expected at first`;
  const rest =
    rested === 0
      ? ""
      : "; left to the interpreter for a while, as it executed only a few instructions each time";
  const form = isAssembly ? ", as WebAssembly" : "";
  return `${partInWords(part)}${form}: entered ${times(entered)}, ${count(instructions)} instructions${again}${rest}`;
}

function uncompiledLine({ reason, arrivals, op, ...part }: UncompiledPart): string {
  return `${partInWords(part)}: ${whyNot(reason, arrivals, op)}`;
}

export function whyNot(reason: UncompiledPart["reason"], arrivals: number, op: string): string {
  switch (reason) {
    case "cold":
      return arrivals === 0
        ? "control did not come there from the interpreter"
        : `control came there ${times(arrivals)}, and what is hot begins at 1,000${arrivals < 1_000 ? "" : ", once the program has executed 50,000 instructions"}`;
    case "ordered":
      return "an instruction here shows the order of the variables, which generated code does not keep";
    case "leaves-at-once":
      return `it begins with ${op}, which only the interpreter executes`;
    case "too-long":
      return "its first instructions are more than JavaScript engines optimize in one function";
    case "unsettled":
      return "it was compiled 10 times, and each time values came that were not as before";
    default:
      return "code may not be generated in this environment";
  }
}

export function leftLine({ op, cause, count: number, ...place }: LeftPlace): string {
  return `${op}, ${lineInWords(place)}: ${times(number)}, ${CAUSES[cause]}`;
}

const CAUSES: Readonly<Record<LeftPlace["cause"], string>> = {
  slice: "as the slice of the process was over",
  pause: "as much memory was used or a long value was walked, which ends a slice",
  types: "as a value was not of the type that was expected",
  large: "as a result was beyond ±(2^53−1), which a JavaScript number does not hold exactly",
  fault: "as it raises an exception there",
  variable: "as a variable had no value in the function",
  callee: "as the function that it calls is not compiled, or was not yet",
  depth: "as generated code may not call itself any deeper",
  instruction: "as only the interpreter executes it",
  signal: "as it raised an exception, waited, or let others run",
  return: "to return to a caller that the interpreter runs",
  edge: "as the compiled part ends there",
};

export function partInWords({ kind, label, ...place }: CodePart): string {
  const name = label === undefined ? "" : ` ${label}`;
  switch (kind) {
    case "function":
      return `function${name}, ${lineInWords({ ...place, within: undefined })}`;
    case "loop":
      return `loop${name}, ${lineInWords(place)}`;
    case "handler":
      return `handler, ${lineInWords(place)}`;
    case "after-call":
      return `what follows the call, ${lineInWords(place)}`;
    case "after-wait":
      return `where a process continues, ${lineInWords(place)}`;
    default:
      return `code, ${lineInWords(place)}`;
  }
}

function lineInWords({ within, file, line }: Pick<CodePart, "within" | "file" | "line">): string {
  return `${file}:${line}${within === undefined ? "" : ` in ${within}`}`;
}

const count = (number: number): string => number.toLocaleString("en-US");
const times = (number: number): string => (number === 1 ? "once" : `${count(number)} times`);
