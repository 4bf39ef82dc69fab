/**
 * The metadata sections: what a Program holds besides its instructions' codes and operands.
 *
 * Invariant: a section that is read is read to its last byte; an unknown one is skipped; none
 * comes twice.
 */
import { isLabelName, type Procedure, type SourceAddresses } from "../program/program.ts";
import type { SourceFile } from "../program/source-file.ts";
import type { Span } from "../text/span.ts";
import type { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { ConstantPool } from "./constants.ts";
import { MAX_OFFSET } from "./format.ts";
import { encodingOf, type OperandSource } from "./operands.ts";

/** The location of an instruction, as the `spans` section says. */
export interface SourceLocation {
  readonly file: number;
  readonly span: Span;
}

/** Where an instruction of optimized code comes from. */
export interface Origin {
  readonly address: number;
  /** The pass that made it; undefined when none did. */
  readonly pass: string | undefined;
}

export interface Metadata {
  readonly labels: ReadonlyMap<string, number>;
  readonly files: readonly SourceFile[];
  /** One for each instruction, or undefined when nothing is known. */
  readonly places: readonly SourceLocation[] | undefined;
  /** One for each instruction, or undefined when each comes from its own address. */
  readonly origins: readonly Origin[] | undefined;
  /** Of optimized code: what else it knows about its source. */
  readonly source: SourceAddresses | undefined;
  /** The paths of the modules that are imported, and the names that are exported. */
  readonly imports: readonly string[];
  readonly exports: readonly string[];
  /** Of a program in Lisp: by source address, in ascending order. */
  readonly procedures: ReadonlyMap<number, Procedure> | undefined;
}

export function writeMetadata(out: ByteWriter, constants: ConstantPool, metadata: Metadata): void {
  const { labels, files, places, origins, source, imports, exports, procedures } = metadata;
  const sections: [name: string, payload: Uint8Array][] = [];
  const section = (name: string, write: (payload: ByteWriter) => void): void => {
    const payload = new ByteWriter();
    write(payload);
    sections.push([name, payload.bytes]);
  };
  section("labels", (payload) => writeLabels(payload, constants, labels));
  section("files", (payload) => writeFiles(payload, constants, files));
  section("lines", (payload) => writeLines(payload, files));
  if (places !== undefined) section("spans", (payload) => writePlaces(payload, places));
  section("imports", (payload) => NAMES.write(imports, { out: payload, constants }));
  section("exports", (payload) => NAMES.write(exports, { out: payload, constants }));
  if (origins !== undefined) section("origin", (payload) => writeOrigins(payload, constants, origins));
  if (source !== undefined) section("source", (payload) => writeSource(payload, labels, source));
  if (procedures !== undefined) {
    section("procedures", (payload) => writeProcedures(payload, constants, procedures));
  }
  out.leb(sections.length);
  for (const [name, payload] of sections) {
    out.text(name);
    out.leb(payload.length);
    out.append(payload);
  }
}

/** Reads all sections; `source.from` is at their number. */
export function readMetadata(source: OperandSource): Metadata {
  const sections = readSections(source.from);
  const read = <T>(name: string, absent: T, decode: (part: OperandSource) => T): T => {
    const from = sections.get(name);
    if (from === undefined) return absent;
    const value = decode({ ...source, from });
    from.finish(`the section ${name}`);
    return value;
  };
  const names = (part: OperandSource): readonly string[] => NAMES.read(part, "a name") as string[];
  const named = read("files", [], readFiles);
  const files = read("lines", named, ({ from }) => readLines(from, named));
  const labels = read("labels", new Map<string, number>(), readLabels);
  return {
    files,
    labels,
    places: read<readonly SourceLocation[] | undefined>("spans", undefined, (part) =>
      readPlaces(part, files),
    ),
    imports: read("imports", [], names),
    exports: read("exports", [], names),
    origins: read<readonly Origin[] | undefined>("origin", undefined, readOrigins),
    source: read<SourceAddresses | undefined>("source", undefined, (part) => readSource(part, labels)),
    procedures: read<ReadonlyMap<number, Procedure> | undefined>("procedures", undefined, readProcedures),
  };
}

const NAMES = encodingOf("names");

/** The smallest section has no name and no payload. */
const SMALLEST_SECTION = 2;

const KNOWN = new Set([
  "labels",
  "files",
  "lines",
  "spans",
  "imports",
  "exports",
  "origin",
  "source",
  "procedures",
]);

function readSections(from: ByteReader): ReadonlyMap<string, ByteReader> {
  const sections = new Map<string, ByteReader>();
  const count = from.count("the number of sections", SMALLEST_SECTION);
  for (let index = 0; index < count; index++) {
    const { at } = from;
    const name = from.text(from.leb("the length of a section's name"), "a section's name");
    const payload = from.part(from.leb("the length of a section"), "a section");
    if (!KNOWN.has(name)) continue;
    if (sections.has(name)) from.fail(`there is a second section ${name}`, at);
    sections.set(name, payload);
  }
  return sections;
}

function writeLabels(out: ByteWriter, constants: ConstantPool, labels: ReadonlyMap<string, number>): void {
  out.leb(labels.size);
  for (const [name, address] of labels) {
    out.leb(constants.str(name));
    out.leb(address);
  }
}

function readLabels(source: OperandSource): ReadonlyMap<string, number> {
  const { from, constants } = source;
  const labels = new Map<string, number>();
  const count = from.count("the number of labels", 2);
  for (let index = 0; index < count; index++) {
    const { at } = from;
    const name = constants.read(from, "Str", "the name of a label");
    if (!isLabelName(name)) from.fail(`no label may have the name ${JSON.stringify(shortened(name))}`, at);
    if (labels.has(name)) from.fail(`the label ${JSON.stringify(shortened(name))} is defined twice`, at);
    labels.set(name, encodingOf("label").read(source, "a label") as number);
  }
  return labels;
}

/** A name that a message can hold. */
function shortened(name: string): string {
  return name.length <= 40 ? name : `${name.slice(0, 40)}…`;
}

function writeFiles(out: ByteWriter, constants: ConstantPool, files: readonly SourceFile[]): void {
  out.leb(files.length);
  for (const { name, text } of files) {
    out.leb(constants.str(name));
    out.u8(text === undefined ? 0 : 1);
    if (text !== undefined) out.text(text);
  }
}

function readFiles(source: OperandSource): readonly SourceFile[] {
  const { from, constants } = source;
  const count = from.count("the number of files", 2);
  const files: SourceFile[] = [];
  for (let index = 0; index < count; index++) {
    const name = constants.read(from, "Str", "the name of a file");
    const hasText = encodingOf("bool").read(source, "whether a file has its text");
    files.push(
      hasText ? { name, text: from.text(from.leb("the length of a text"), "the text of a file") } : { name },
    );
  }
  return files;
}

/** Where lines begin, of the files that come without their text. */
function writeLines(out: ByteWriter, files: readonly SourceFile[]): void {
  for (const { text, lineStarts } of files) {
    const starts = text === undefined ? (lineStarts ?? []) : [];
    out.leb(starts.length);
    let last = 0;
    for (const start of starts) {
      out.leb(start - last);
      last = start;
    }
  }
}

function readLines(from: ByteReader, files: readonly SourceFile[]): readonly SourceFile[] {
  return files.map((file) => {
    const count = from.count("the number of lines", 1);
    if (count === 0) return file;
    if (file.text !== undefined) from.fail("the lines of a file whose text is known are given");
    const lineStarts: number[] = [];
    let last = 0;
    for (let line = 0; line < count; line++) {
      const { at } = from;
      const start = last + from.leb("the start of a line");
      if (start > MAX_OFFSET || (line === 0 ? start !== 0 : start === last)) {
        from.fail(`line ${line + 1} cannot start at ${start}`, at);
      }
      lineStarts.push(start);
      last = start;
    }
    return { ...file, lineStarts };
  });
}

function writePlaces(out: ByteWriter, places: readonly SourceLocation[]): void {
  let lastFile = 0;
  let lastEnd = 0;
  for (const { file, span } of places) {
    out.zigzag(file - lastFile);
    out.zigzag(span.start - lastEnd);
    out.leb(span.end - span.start);
    lastFile = file;
    lastEnd = span.end;
  }
}

function readPlaces(
  { from, length }: OperandSource,
  files: readonly SourceFile[],
): readonly SourceLocation[] {
  const places: SourceLocation[] = [];
  let lastFile = 0;
  let lastEnd = 0;
  for (let address = 0; address < length; address++) {
    const { at } = from;
    const file = lastFile + from.zigzag("the file of a span");
    if (files[file] === undefined) from.fail(`a span is in file ${file}, but there are ${files.length}`, at);
    const start = lastEnd + from.zigzag("the start of a span");
    const end = start + from.leb("the length of a span");
    const limit = files[file].text?.length ?? MAX_OFFSET;
    if (start < 0 || end > limit) from.fail(`a span reaches from ${start} to ${end}, outside its file`, at);
    places.push({ file, span: { start, end } });
    lastFile = file;
    lastEnd = end;
  }
  return places;
}

function writeOrigins(out: ByteWriter, constants: ConstantPool, origins: readonly Origin[]): void {
  const passes = [...new Set(origins.flatMap(({ pass }) => pass ?? []))];
  NAMES.write(passes, { out, constants });
  let expected = 0;
  for (const { address, pass } of origins) {
    out.zigzag(address - expected);
    out.leb(pass === undefined ? 0 : passes.indexOf(pass) + 1);
    expected = address + 1;
  }
}

function readOrigins(source: OperandSource): readonly Origin[] {
  const { from, length } = source;
  const passes = NAMES.read(source, "the name of a pass") as string[];
  const origins: Origin[] = [];
  let expected = 0;
  for (let index = 0; index < length; index++) {
    const { at } = from;
    const address = expected + from.zigzag("an original address");
    if (address < 0 || address > MAX_OFFSET) from.fail(`${address} is no original address`, at);
    const pass = from.leb("the pass of an instruction");
    if (pass > passes.length)
      from.fail(`an instruction is of pass ${pass}, but there are ${passes.length}`, at);
    origins.push({ address, pass: pass === 0 ? undefined : passes[pass - 1] });
    expected = address + 1;
  }
  return origins;
}

function writeSource(
  out: ByteWriter,
  labels: ReadonlyMap<string, number>,
  { length, labels: sources, targets }: SourceAddresses,
): void {
  out.leb(length);
  for (const [name, address] of labels) out.leb(sources.get(name) ?? address);
  out.leb(targets.size);
  for (const [target, address] of targets) {
    out.leb(target);
    out.leb(address);
  }
}

function readSource(source: OperandSource, labels: ReadonlyMap<string, number>): SourceAddresses {
  const { from } = source;
  const address = (what: string): number => {
    const { at } = from;
    const value = from.leb(what);
    return value <= MAX_OFFSET ? value : from.fail(`${value} is no source address`, at);
  };
  const length = address("the length of the source program");
  const sources = new Map([...labels.keys()].map((name) => [name, address("the source address of a label")]));
  const targets = new Map<number, number>();
  const count = from.count("the number of moved targets", 2);
  for (let index = 0; index < count; index++) {
    const target = encodingOf("label").read(source, "a moved target") as number;
    targets.set(target, address("the source address of a target"));
  }
  return { length, labels: sources, targets };
}

function writeProcedures(
  out: ByteWriter,
  constants: ConstantPool,
  procedures: ReadonlyMap<number, Procedure>,
): void {
  out.leb(procedures.size);
  let next = 0;
  for (const [address, { name, expects = "" }] of procedures) {
    out.leb(address - next);
    out.leb(constants.str(name));
    out.leb(constants.str(expects));
    next = address + 1;
  }
}

function readProcedures({ from, constants }: OperandSource): ReadonlyMap<number, Procedure> {
  const procedures = new Map<number, Procedure>();
  const count = from.count("the number of procedures", 3);
  let next = 0;
  for (let index = 0; index < count; index++) {
    const { at } = from;
    const address = next + from.leb("the source address of a procedure");
    if (address > MAX_OFFSET) from.fail(`${address} is no source address`, at);
    const name = constants.read(from, "Str", "the name of a procedure");
    const expects = constants.read(from, "Str", "what a procedure expects");
    procedures.set(address, expects === "" ? { name } : { name, expects });
    next = address + 1;
  }
  return procedures;
}
