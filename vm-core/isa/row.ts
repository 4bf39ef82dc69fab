/**
 * The shape of one row of the instruction table.
 *
 * Invariant: what an instruction pops and pushes is written once, as its stack picture; everything that
 * needs the numbers parses the picture (`picture.ts`).
 */
import type { FaultKind } from "../value/callable.ts";

/**
 * What may stand as an operand, and what it becomes:
 *
 * | kind | source | value |
 * |---|---|---|
 * | `int` `float` `bool` `string` | a literal, the whole rest of the line | the constant |
 * | `name` | a name, the whole rest of the line | string |
 * | `label` | a label or an address | address |
 * | `names` | any number of names, blank-separated | strings |
 * | `count` | unsigned decimal | number |
 * | `path` | a module path, quoted or not | string |
 * | `pid` | unsigned decimal, 64 bits | Int |
 * | `millis` | unsigned decimal | number |
 * | `patterns` | any number of message patterns | strings |
 * | `resolved` | nothing: the assembler finds it | address, or null |
 * | `word:A|B` | one of the listed words | string |
 *
 * A kind that ends with `?` may be left out and is null then.
 */
export type OperandKind =
  | "int"
  | "float"
  | "bool"
  | "string"
  | "name"
  | "name?"
  | "label"
  | "label?"
  | "names"
  | "count"
  | "count?"
  | "path"
  | "pid?"
  | "millis"
  | "millis?"
  | "patterns"
  | "resolved"
  | `word:${string}`;

/** How control leaves an instruction that does not fault. */
export type Flow =
  /** To the next instruction. */
  | "next"
  /** To the target, always. */
  | "jump"
  /** To the target or to the next instruction. */
  | "branch"
  /** To a function, and later to the next instruction. */
  | "call"
  /** To a function that returns for this one. */
  | "tail-call"
  /** Back to the caller. */
  | "return"
  /** Nowhere: the process ends. */
  | "end"
  /** To a handler, or the process ends. */
  | "throw"
  /** To the next instruction; `target` is where a later fault goes. */
  | "handler";

export type Group =
  | "stack"
  | "arithmetic"
  | "bits"
  | "comparison"
  | "logic"
  | "text"
  | "variables"
  | "control"
  | "functions"
  | "lists"
  | "objects"
  | "exceptions"
  | "output"
  | "modules"
  | "input"
  | "files"
  | "system"
  | "time"
  | "network"
  | "async"
  | "data"
  | "database"
  | "processes"
  | "debugging";

export interface InstructionRow {
  /** Permanent: the number in bytecode. Those of the legacy stream are below 0x100. */
  readonly code: number;
  readonly group: Group;
  readonly operands?: Readonly<Record<string, OperandKind>>;
  /** `before -- after`, top at the right. `item*n`: as many as operand `n` (a word counts 1, nothing 0); `rest...`: any number. */
  readonly stack: string;
  /** `next` when absent. */
  readonly flow?: Flow;
  /** What it can raise besides the StackUnderflow that follows from the picture. */
  readonly faults?: readonly FaultKind[];
  /** The name that its underflow fault shows, where it differs from the mnemonic. */
  readonly underflowName?: string;
  /** Markdown; operands are named in backticks. */
  readonly doc: string;
  /** A program that runs; `; expect: TEXT` is a line of its output. */
  readonly example: string;
}
