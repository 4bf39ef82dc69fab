/**
 * The shape of one row of the instruction table.
 *
 * Invariant: what an instruction takes, pushes, names, does besides, and can raise is written once, here; a row that
 * leaves one of these out does not compile. Everything else is derived (`index.ts`, `typing.ts`).
 */
import type { FaultKind } from "../value/callable.ts";
import type { CheckedPicture } from "./picture.ts";

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

/** What an operand names. */
export type OperandRole = VariableRole | NameRole | LabelRole | ResolvedRole | "module";

/** What an instruction does to the variable that it names: `child` reads it, or names a label or a module. */
export type VariableRole =
  | "read"
  | "write"
  /** Writes the variable of the module's top level, from any frame. */
  | "write-global"
  | "delete"
  /** Reads it for the closure that is made next. */
  | "capture"
  /** Reads it for those who import the module. */
  | "export"
  | "child"
  | "parameter";

/**
 * Names that are no variables. `registers` gives a process a name, `process` is such a name, `supervised` a child that its
 * supervisor knows.
 */
export type NameRole = "field" | "registers" | "process" | "supervised" | "monitor" | "native";

/** What code at a label is to the instruction. */
export type LabelRole = "jump" | "handler" | "function";

/** What the assembler finds: where code continues after a structured handler, or the handler that is closed. */
export type ResolvedRole = "end" | "handler";

/** A kind with its role: what names something does not compile without one. */
export type OperandDeclaration =
  | Exclude<OperandKind, "name" | "name?" | "label" | "label?" | "names" | "path" | "resolved">
  | `name:${Exclude<VariableRole, "parameter"> | NameRole}`
  | `name?:${VariableRole | NameRole}`
  | `label:${LabelRole}`
  | `label?:${LabelRole}`
  | "names:parameter"
  | "path:module"
  | `resolved:${ResolvedRole}`;

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
  | "handler"
  /** To the next instruction with an exception, else to `end`, or to the next instruction without an `end`. */
  | "catch";

/** What a branch is decided by: the value that it takes, or that nothing has come in time, with nothing pushed. */
export type BranchCondition = "falsy" | "truthy" | "timeout";

/**
 * What an instruction does besides taking and pushing values and what its operands' roles and its flow say. An
 * instruction without any, of flow `next`, that names no variable, only makes values of values.
 */
export type Effect =
  /** Reads variables of the frame that it does not name. */
  | "reads-frame"
  /** Binds variables that it does not name. */
  | "binds-names"
  /** Adds to, or takes, the variables that are captured for the next closure. */
  | "captured-set"
  | "makes-cell"
  | "reads-cells"
  | "writes-cells"
  /** Opens, enters or closes handlers. */
  | "handlers"
  /** Offers a value to importers. */
  | "exports"
  /** Runs code that is not in the program, to its end. */
  | "runs-code"
  /** Writes to stdout or stderr. */
  | "output"
  /** Reads stdin. */
  | "input"
  /** Files, network, environment, databases, other programs. */
  | "reads-world"
  | "writes-world"
  | "clock"
  | "random"
  /** Mailboxes, names, links, states of processes. */
  | "reads-processes"
  | "writes-processes"
  /** Takes a message that has been sent to the process. */
  | "receives"
  /** Starts a process. */
  | "spawns"
  /** The process may have to wait, and others run meanwhile. */
  | "waits"
  | "ends-run"
  /** Only a debugger notices. */
  | "debugger";

/**
 * What types alone do not say about operands and results (`typing.ts`):
 *
 * - `numeric`: two Ints make an Int, a Float on either side makes a Float;
 * - `same-type`: operands must be of one type;
 * - `same-kind`: the same, but Int and Float are one kind;
 * - `keeps-type`: the result has the type of the deepest operand.
 */
export type TypeRule = "numeric" | "same-type" | "same-kind" | "keeps-type";

/** The constant that an instruction pushes: always this one, or what its operand says. */
export type PushedConstant = { readonly value: boolean | null } | { readonly operand: string };

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

interface PlainRow {
  /** Permanent: the number in bytecode. Those of the legacy stream are below 0x100. */
  readonly code: number;
  readonly group: Group;
  readonly operands?: Readonly<Record<string, OperandDeclaration>>;
  /**
   * `before -- after` with the types of all items, top at the right. `item:any*n`: as many as operand `n` (a word
   * counts 1, nothing 0); `rest:any...`: any number. A pushed item named as a popped one is that value, without a type.
   */
  readonly stack: string;
  readonly rule?: TypeRule;
  /** It looks into values, and raises TypeMismatch on some whose type is accepted. */
  readonly inspects?: true;
  /** The popped item that raises DivisionByZero when it is zero, and nothing else does. */
  readonly divisor?: string;
  readonly constant?: PushedConstant;
  /** It makes a list or an object of parts, or adds a part to one: of constants, a constant. */
  readonly builds?: true;
  /** Fields of objects that it gives and that no program has made; `any` where only a run knows them. */
  readonly givesFields?: readonly string[] | "any";
  readonly effects: readonly Effect[];
  /**
   * What it can raise besides the StackUnderflow that follows from the picture, and besides the ResourceLimit of
   * memory, which anything that makes a value can raise. TypeMismatch exactly when some operand's type is not accepted.
   */
  readonly faults: readonly FaultKind[];
  /** The name that its underflow fault shows, where it differs from the mnemonic. */
  readonly underflowName?: string;
  /** What the command line says when its first operand is missing, where it says something of its own. */
  readonly missingReport?: string;
  /** Markdown; operands are named in backticks. */
  readonly doc: string;
  /** A program that runs; `; expect: TEXT` is a line of its output. */
  readonly example: string;
}

/** A branch says what decides it. */
export type InstructionRow = PlainRow &
  (
    | { readonly flow?: Exclude<Flow, "branch">; readonly jumps?: undefined }
    | { readonly flow: "branch"; readonly jumps: BranchCondition }
  );

/** Rows as they are written, with their pictures checked by the compiler. */
export function rows<const Rows extends Readonly<Record<string, InstructionRow>>>(
  table: Rows & { readonly [M in keyof Rows]: { readonly stack: CheckedPicture<Rows[M]["stack"]> } },
): Rows {
  return table;
}
