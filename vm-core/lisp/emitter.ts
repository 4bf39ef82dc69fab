/** Instructions in the making: labels are resolved when all are there. */
import { type Mnemonic, operandsOf, rowOf } from "../isa/index.ts";
import { type Instruction, operandsByName, type Procedure } from "../program/program.ts";
import { spend, walk } from "../text/allowance.ts";
import type { Span } from "../text/span.ts";
import { tally } from "./tally.ts";

/** An estimate of what an instruction takes here, in bytes. */
const INSTRUCTION = 200;

export class Label {
  address = -1;
}

interface Draft {
  readonly op: Mnemonic;
  readonly operands: Readonly<Record<string, unknown>>;
  readonly span: Span;
  readonly file: number;
  /** What was made of it last. */
  made: Instruction | undefined;
}

/** The code of a function by itself: addresses are those within it. */
export interface KeptCode {
  readonly drafts: readonly Draft[];
  readonly places: readonly { readonly label: Label; readonly at: number }[];
  readonly procedures: readonly (readonly [number, Procedure])[];
}

export class Emitter {
  private readonly drafts: Draft[] = [];
  private readonly places: Label[] = [];
  /** By the address of the instruction. */
  readonly procedures = new Map<number, Procedure>();
  /** The text that the code comes from. */
  file = 0;
  /** The function of the library that the code is a part of. */
  owner: string | undefined;

  get length(): number {
    return this.drafts.length;
  }

  emit(op: Mnemonic, span: Span, operands: Readonly<Record<string, unknown>> = {}): void {
    spend(INSTRUCTION);
    this.drafts.push({ op, operands, span, file: this.file, made: undefined });
  }

  /** An instruction that is a part of a procedure. */
  emitOf(
    procedure: Procedure,
    op: Mnemonic,
    span: Span,
    operands: Readonly<Record<string, unknown>> = {},
  ): void {
    const { faults, effects } = rowOf(op);
    if (faults.length > 0 || effects.includes("waits")) this.note(procedure);
    this.emit(op, span, operands);
  }

  /** A call of a function whose place is known: one of the library tells which function calls. */
  emitCall(op: "CALL" | "TAIL_CALL", span: Span, operands: Readonly<Record<string, unknown>>): void {
    if (this.owner !== undefined) this.note({ name: "call" });
    this.emit(op, span, operands);
  }

  /** A call at the end of a function whose frame stays; what has a procedure is not made a tail call by the optimizer. */
  emitStaying(span: Span, operands: Readonly<Record<string, unknown>>, name: string): void {
    this.note({ name: this.owner === undefined ? name : "call" });
    this.emit("CALL", span, operands);
  }

  /** Notes what the next instruction is a part of. */
  private note(procedure: Procedure): void {
    const { owner } = this;
    const name =
      owner === undefined ? procedure.name : owner.startsWith("%") ? `${owner} ${procedure.name}` : owner;
    this.procedures.set(this.drafts.length, { ...procedure, name });
  }

  place(label: Label): void {
    label.address = this.drafts.length;
    this.places.push(label);
  }

  /** Emits the code of a function, and gives it to be emitted again. */
  keeping(emit: () => void): KeptCode {
    const { drafts, places, procedures } = this;
    const [start, first] = [drafts.length, places.length];
    emit();
    const own: [number, Procedure][] = [];
    for (let at = start; at < drafts.length; at++) {
      const procedure = procedures.get(at);
      if (procedure !== undefined) own.push([at - start, procedure]);
    }
    return {
      drafts: drafts.slice(start),
      places: places.slice(first).map((label) => ({ label, at: label.address - start })),
      procedures: own,
    };
  }

  /** Emits the code of a function again. */
  emitKept({ drafts, places, procedures }: KeptCode): void {
    const start = this.drafts.length;
    for (const draft of drafts) this.drafts.push(draft);
    for (const { label, at } of places) label.address = start + at;
    for (const [at, procedure] of procedures) this.procedures.set(start + at, procedure);
  }

  /** Instructions separated by `|`, each with at most one operand, which is a number or a text. */
  emitCode(code: string, span: Span, procedure: Procedure): void {
    for (const { op, operands } of parsedCode(code)) this.emitOf(procedure, op, span, operands);
  }

  /** What was emitted begins at an address of a program. */
  moveLabels(by: number): void {
    for (const label of new Set(this.places)) label.address += by;
  }

  /** Takes the first instructions of another version again, as far as the drafts begin and end alike. */
  continue(before: readonly Instruction[], length: number): void {
    const { drafts } = this;
    const most = Math.min(length, drafts.length);
    let start = 0;
    while (start < most && takesInPlace(drafts[start], before[start])) start++;
    let left = most - start;
    for (let i = 1; left > 0 && takesInPlace(drafts[drafts.length - i], before[length - i]); i++) left--;
  }

  /** Takes instructions that are gone again, each where it was, as far as the drafts say the same but for where that is written. */
  takeFrom(gone: readonly Instruction[]): void {
    const { drafts } = this;
    for (let i = 0; i < Math.min(gone.length, drafts.length); i++) {
      const [draft, before] = [drafts[i], gone[i]];
      if (draft.made === undefined && takesAgain(draft, before)) (before as { span: Span }).span = draft.span;
    }
  }

  /** The instructions, of which the first has the address `start`. What was made before is the same object, moved in place. */
  finish(start = 0): Instruction[] {
    return this.drafts.map((draft, index) => {
      walk();
      const origin = start + index;
      const { made } = draft;
      if (made === undefined || !leadsToSame(made, draft)) {
        tally.instructions++;
        draft.made = finished(draft, origin);
        return draft.made;
      }
      if (made.origin !== origin) (made as { origin: number }).origin = origin;
      return made;
    });
  }
}

/** Takes an instruction again where the draft says the same of the same place, wherever it leads. */
function takesInPlace(now: Draft, before: Instruction): boolean {
  return now.span === before.span && takesAgain(now, before);
}

/** Takes an instruction again where the draft says the same, wherever it leads. */
function takesAgain(now: Draft, before: Instruction): boolean {
  if (now.op !== before.op || now.file !== before.file) return false;
  const made: Readonly<Record<string, unknown>> = operandsByName(before);
  for (const name in now.operands) {
    const [own, theirs] = [now.operands[name], made[name]];
    const leads = own instanceof Label && typeof theirs === "number";
    if (!leads && !isSameOperand(own, theirs)) return false;
  }
  for (const name in made) if (!(name in now.operands)) return false;
  now.made = before;
  return true;
}

function isSameOperand(own: unknown, theirs: unknown): boolean {
  if (!Array.isArray(own) || !Array.isArray(theirs)) return Object.is(own, theirs);
  return own.length === theirs.length && own.every((one, i) => Object.is(one, theirs[i]));
}

function finished({ op, operands, span, file }: Draft, origin: number): Instruction {
  return { op, operands: resolved(operands), span, file, origin } as unknown as Instruction;
}

/** Whether what was made in another version leads to the same. */
function leadsToSame(made: Instruction, { operands: { target } }: Draft): boolean {
  return !(target instanceof Label) || (made.operands as { target?: unknown }).target === target.address;
}

/** Operands with addresses for labels; few have one. */
function resolved(operands: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!(operands.target instanceof Label)) return operands;
  return { ...operands, target: operands.target.address };
}

type Parsed = readonly Pick<Draft, "op" | "operands">[];

const PARSED = new Map<string, Parsed>();

function parsedCode(code: string): Parsed {
  let parsed = PARSED.get(code);
  if (parsed === undefined) {
    parsed = code === "" ? [] : code.split("|").map(parseInstruction);
    PARSED.set(code, parsed);
  }
  return parsed;
}

function parseInstruction(text: string): Parsed[number] {
  const [op, ...words] = text.split(" ") as [Mnemonic, ...string[]];
  const operands: Record<string, unknown> = {};
  for (const [name, kind] of operandsOf(op)) {
    const word = words.shift();
    operands[name] = word === undefined ? null : kind === "int" ? Number(word) : word;
  }
  return { op, operands };
}
