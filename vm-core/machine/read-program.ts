/**
 * The one way from a file's content to a Program, for the program that is run and for the modules it imports.
 *
 * Bytecode is known by its first four bytes, or by the ending `.ttb` (the legacy stream has no mark); anything
 * else is source text in UTF-8.
 * Absent by design: finding and reading files; that is the host's.
 */
import { analyze, readIncluded, type Snapshot } from "../analyze/index.ts";
import { reportDiagnostic } from "../analyze/report.ts";
import { hasMagic } from "../bytecode/format.ts";
import { readBytecode } from "../bytecode/index.ts";
import type { IncludedFile, IncludeOf } from "../lisp/index.ts";
import type { Program } from "../program/program.ts";
import { libraryExports } from "../std/index.ts";
import { type Allowance, spend, within } from "../text/allowance.ts";
import { Fault } from "../value/callable.ts";

/** A file as a host found it; a host that keeps texts, such as an editor, gives the text. */
export type FoundFile = {
  /** Its canonical name: the same for every path that leads to it. */
  readonly name: string;
} & ({ readonly text: string } | { readonly bytes: Uint8Array });

/** A program that was read, or what is wrong with it. */
export type ReadProgram =
  | {
      readonly program: Program;
      /** What is known about the text; bytecode has none. */
      readonly snapshot: Snapshot | undefined;
    }
  | {
      readonly program: undefined;
      readonly snapshot: Snapshot | undefined;
      /** Everything that is wrong, in order, each as the command line prints it after `Error: `. */
      readonly problems: readonly string[];
      /** The first of them, for a program that imports the file. */
      readonly fault: Fault;
    };

const UNBOUNDED: Allowance = { take: () => undefined };

/** Reads the first of several places that there is: a path relative to the importing file, and to the working directory. */
export type ReadModule = (path: string, from: string) => Promise<FoundFile | Fault>;

/** Reads a program with the files that it includes, which are found as modules are. Throws nothing but what the allowance does. */
export function readWholeProgram(
  file: FoundFile,
  read: ReadModule,
  allowance: Allowance = UNBOUNDED,
): Promise<ReadProgram> {
  return readIncluded(
    async (path, from) => {
      const found = await read(path, from);
      return within(allowance, () => includedFile(found));
    },
    (includeOf) => within(allowance, () => readProgram(file, includeOf)),
  );
}

/** A file as the text of another one includes it. */
export function includedFile(file: FoundFile | Fault): IncludedFile {
  if (file instanceof Fault) return { problem: file.message };
  const { name } = file;
  const text = "text" in file ? file.text : decodeText(file.bytes);
  return text === undefined ? { problem: "stream did not contain valid UTF-8" } : { name, text };
}

/** Reads a program; never throws. Without `includeOf` it includes no files. */
export function readProgram(file: FoundFile, includeOf?: IncludeOf): ReadProgram {
  if ("text" in file) return fromText(file.name, file.text, includeOf);
  if (hasMagic(file.bytes) || file.name.toLowerCase().endsWith(".ttb")) {
    return fromBytecode(file.name, file.bytes);
  }
  const text = decodeText(file.bytes);
  return text === undefined
    ? failed("FileError", [`File operation failed on ${file.name}: stream did not contain valid UTF-8`])
    : fromText(file.name, text, includeOf);
}

function fromText(name: string, text: string, includeOf: IncludeOf | undefined): ReadProgram {
  const snapshot = analyze(name, 0, text, { exportsOf: libraryExports, includeOf });
  if (snapshot.program !== undefined) return { program: snapshot.program, snapshot };
  const errors = snapshot.problems.filter(({ severity }) => severity === "error");
  const kind = KINDS[errors[0]?.code] ?? "ParseError";
  const problems = errors.map((diagnostic) => reportDiagnostic(diagnostic, snapshot.lines));
  return failed(kind, problems, snapshot);
}

/** The kinds of fault that an import raises, for findings that have one of their own. */
const KINDS: Readonly<Record<string, Fault["kind"]>> = {
  "unknown-label": "UnknownLabel",
  "undefined-variable": "UndefinedVariable",
};

function fromBytecode(name: string, bytes: Uint8Array): ReadProgram {
  const read = readBytecode(bytes, name);
  if ("program" in read) return { program: read.program, snapshot: undefined };
  const problems = read.problems.map(
    ({ offset, reason }) => `Invalid bytecode in ${name} at offset ${offset}: ${reason}`,
  );
  return failed("ParseError", problems);
}

function failed(kind: Fault["kind"], problems: readonly string[], snapshot?: Snapshot): ReadProgram {
  return { program: undefined, snapshot, problems, fault: new Fault(kind, problems[0] ?? "") };
}

/** A byte-order mark stays: offsets count it, and the parsers skip it. */
function decodeText(bytes: Uint8Array): string | undefined {
  // A character beyond Latin-1 takes two bytes, and makes all others do so.
  spend(3 * bytes.length);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
