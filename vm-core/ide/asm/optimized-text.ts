/**
 * Writes an optimized program as text: the source line by line, without the lines of instructions that are
 * gone. Labels stay, comments stay with the instruction that they are beside or above.
 *
 * Invariant: the text assembles to the optimized code. An END_TRY that belongs to no handler, and would be
 * found in the straight-line code of one, is kept apart by a jump after the program that is never executed.
 */
import { readAssembly } from "../../asm/index.ts";
import type { AsmSyntax, InstructionLine } from "../../asm/syntax.ts";
import { closesHandler } from "../../isa/typing.ts";
import { writeAssembly } from "../../lisp/index.ts";
import { type Optimized, optimize, type PassName } from "../../optimize/index.ts";
import { reachable } from "../../program/control-flow.ts";
import { nameTargets, structuredTries } from "../../program/disassemble.ts";
import { type Instruction, operandsByName, type Program } from "../../program/program.ts";
import { writeInstruction } from "../../program/write.ts";
import { writeName } from "../../text/literal.ts";

/** The text; undefined where no text says the same. */
export function optimizedText(syntax: AsmSyntax, optimized: Optimized): string | undefined {
  const forced = new Set<number>();
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const text = new OptimizedTextWriter(syntax, optimized, forced).write();
    const { program } = readAssembly(text, "");
    if (program === undefined) return undefined;
    const differing = differences(program, optimized.program);
    if (differing === undefined) return undefined;
    if (differing.length === 0) return text;
    for (const address of differing) forced.add(address);
  }
  return undefined;
}

const MOST_ATTEMPTS = 4;

/** The text of an optimized Lisp program: the assembly that the Lisp becomes, without what is gone. */
export function optimizedLisp(program: Program, passes: readonly PassName[]): string | undefined {
  const { syntax, program: assembled } = readAssembly(writeAssembly(program).text, "");
  if (assembled === undefined) return undefined;
  // Which calls stay calls depends on the procedures, which have no form in the text.
  const { procedures } = program;
  return optimizedText(syntax, optimize({ ...assembled, ...(procedures && { procedures }) }, passes));
}

/**
 * The addresses of END_TRYs that close another handler; undefined when anything else differs that a run can
 * reach. The text may have more instructions at its end.
 */
function differences(written: Program, wanted: Program): number[] | undefined {
  if (written.code.length < wanted.code.length) return undefined;
  const alive = reachable(wanted);
  const found: number[] = [];
  for (const [address, one] of wanted.code.entries()) {
    const other = written.code[address];
    if (one.op !== other.op) return undefined;
    if (alive[address] === 0 || sameOperands(one, other)) continue;
    if (!closesHandler(one.op)) return undefined;
    found.push(address);
  }
  return found;
}

function sameOperands(a: Instruction, b: Instruction): boolean {
  const [x, y] = [operandsByName(a), operandsByName(b)];
  return Object.keys(x).every((name) => {
    const [one, other] = [x[name], y[name]];
    return Array.isArray(one) && Array.isArray(other)
      ? one.length === other.length && one.every((item, i) => item === other[i])
      : Object.is(one, other);
  });
}

class OptimizedTextWriter {
  private readonly out: string[] = [];
  /** Lines of comments that belong to what comes next. */
  private waiting: string[] = [];
  private readonly names: ReadonlyMap<number, string>;
  private readonly structured: ReadonlySet<number>;
  /** The next instruction of the optimized program. */
  private next = 0;
  /** The next comment of the source. */
  private comment = 0;

  constructor(
    private readonly syntax: AsmSyntax,
    private readonly optimized: Optimized,
    private readonly forced: ReadonlySet<number>,
  ) {
    this.structured = structuredTries(optimized.program);
    this.names = nameTargets(optimized.program, this.structured);
  }

  write(): string {
    const { text, lines } = this.syntax;
    const newline = text.includes("\r\n") ? "\r\n" : "\n";
    let at = 0;
    let address = 0;
    let offset = 0;
    for (const line of text.replace(/^\ufeff/, " ").split("\n")) {
      const end = offset + line.length;
      const content = line
        .replace(/\r$/, "")
        .replace(/^ (?=\S)/, offset === 0 && text.startsWith("\ufeff") ? "" : " ");
      const here = lines[at];
      if (here !== undefined && here.span.start <= end) {
        at++;
        if (here.kind === "label") this.keep(content);
        else this.instructions(content, here, address++, end);
      } else if (content.trim() === "") {
        this.blank();
      } else {
        this.waiting.push(content);
      }
      offset = end + 1;
    }
    this.keep();
    this.labels(this.optimized.program.code.length);
    this.keepApart();
    return this.out.join(newline).trimEnd() + newline;
  }

  private keep(...lines: readonly string[]): void {
    for (const line of [...this.waiting, ...lines]) this.out.push(line);
    this.waiting = [];
  }

  /** One blank line stays between what is left. */
  private blank(): void {
    this.keep();
    if (this.out.length > 0 && this.out.at(-1) !== "") this.out.push("");
  }

  /** What is written for a source line: often the line itself, sometimes nothing. */
  private instructions(content: string, line: InstructionLine, source: number, lineEnd: number): void {
    const { provenance } = this.optimized;
    const indent = /^\s*/.exec(content)?.[0] ?? "";
    const comment = this.commentAfter(line, lineEnd);
    let isFirst = true;
    while (this.next < provenance.length && provenance[this.next].line <= source) {
      this.keep();
      this.labels(this.next);
      const verbatim = this.isVerbatim(line, source);
      const instruction = this.optimized.program.code[this.next];
      const written = this.structured.has(this.next)
        ? instruction.op
        : writeInstruction(instruction, (target) => this.names.get(target));
      this.out.push(verbatim ? content : `${indent}${written}${isFirst ? comment : ""}`);
      isFirst = false;
      this.next++;
    }
    if (isFirst) this.waiting = [];
  }

  /** The comment after an instruction, with the blanks before it. */
  private commentAfter({ span }: InstructionLine, lineEnd: number): string {
    const { comments, text } = this.syntax;
    while (this.comment < comments.length && comments[this.comment].span.start < span.end) this.comment++;
    const comment = comments[this.comment]?.span;
    if (comment === undefined || comment.start >= lineEnd) return "";
    return text.slice(span.end, comment.end);
  }

  /** Whether the instruction is as it was, and the names of its targets say the same as before. */
  private isVerbatim(line: InstructionLine, source: number): boolean {
    const { program, provenance } = this.optimized;
    const { pass, addresses } = provenance[this.next];
    if (pass !== undefined || addresses[0] !== source) return false;
    const values = operandsByName(program.code[this.next]);
    return line.operands
      .filter(({ kind }) => kind.startsWith("label"))
      .every(({ name, text }) => program.labels.get(text) === values[name]);
  }

  /** Labels that the source does not have. */
  private labels(address: number): void {
    const name = this.names.get(address);
    if (name !== undefined && !this.optimized.program.labels.has(name)) this.label(name);
    if (this.forced.has(address)) this.label(this.apartName(address));
  }

  private label(name: string): void {
    this.out.push(`LABEL ${writeName(name)}`);
  }

  /** Makes jump targets of the END_TRYs that are to belong to no handler. */
  private keepApart(): void {
    if (this.forced.size === 0) return;
    this.out.push("HALT", ...[...this.forced].map((address) => `JMP ${this.apartName(address)}`));
  }

  private apartName(address: number): string {
    const taken = new Set([...this.optimized.program.labels.keys(), ...this.names.values()]);
    let name = `apart${address}`;
    while (taken.has(name)) name += "_";
    return name;
  }
}
