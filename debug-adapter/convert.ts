/**
 * Between the client's coordinates and ours: lines and columns to offsets, sources to file names.
 *
 * Invariant: the only file of the adapter that knows how the client counts.
 */
import { realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { LineIndex, type SourceFile, type Span } from "../vm-core/index.ts";
import { type Arguments, integer, optionalInteger, RequestError, text } from "./arguments.ts";

/** A part of a text, as the client counts. */
export interface ClientRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A text that offsets count in; of a program read from bytecode, where its lines begin. */
export type TextFile = Pick<SourceFile, "text" | "lineStarts">;

const LINES = new WeakMap<TextFile, LineIndex>();

function linesOf(file: TextFile): LineIndex {
  let lines = LINES.get(file);
  if (lines === undefined) {
    lines = new LineIndex(file.text ?? file.lineStarts ?? "");
    LINES.set(file, lines);
  }
  return lines;
}

/** The line of an offset as a person counts, from one on. */
export function lineNumber(offset: number, file: TextFile): number {
  return linesOf(file).lineAt(offset) + 1;
}

/** How a client counts and writes, as it says when it initializes. */
export class ClientFormat {
  private readonly firstLine: number;
  private readonly firstColumn: number;
  private readonly usesUris: boolean;
  /** Paths as the client wrote them, by canonical path: so it gets them back. */
  private readonly written = new Map<string, string>();

  constructor(args: Arguments) {
    this.firstLine = args.linesStartAt1 === false ? 0 : 1;
    this.firstColumn = args.columnsStartAt1 === false ? 0 : 1;
    this.usesUris = args.pathFormat === "uri";
  }

  /** The line of an offset, as the client counts. */
  line(offset: number, file: TextFile): number {
    return linesOf(file).lineAt(offset) + this.firstLine;
  }

  range({ start, end }: Span, file: TextFile): ClientRange {
    const lines = linesOf(file);
    const from = lines.position(start);
    const to = lines.position(end);
    return {
      line: from.line + this.firstLine,
      column: from.column + this.firstColumn,
      endLine: to.line + this.firstLine,
      endColumn: to.column + this.firstColumn,
    };
  }

  /** The offset of the `line` and `column` in arguments; without a column, that of the line. */
  offset(args: Arguments, file: TextFile): number {
    return this.offsetAt(integer(args, "line"), optionalInteger(args, "column"), file);
  }

  /** From `line` and `column` to `endLine` and `endColumn`; without an end, to the end of the line. */
  span(args: Arguments, file: TextFile): Span {
    const endLine = optionalInteger(args, "endLine") ?? integer(args, "line");
    const endColumn = optionalInteger(args, "endColumn");
    const end =
      endColumn === undefined
        ? this.offsetAt(endLine + 1, undefined, file) - 1
        : this.offsetAt(endLine, endColumn, file);
    return { start: this.offset(args, file), end };
  }

  private offsetAt(line: number, column: number | undefined, file: TextFile): number {
    const lines = linesOf(file);
    const at = line - this.firstLine;
    // Behind the end, so that nothing that ends with the text is found there.
    if (at >= lines.lineCount) return lines.length + 1;
    return column === undefined
      ? lines.lineStart(at)
      : lines.offset({ line: at, column: column - this.firstColumn });
  }

  /** Of the `text` in arguments, the part of its line before the `column`. */
  textBefore(args: Arguments): string {
    const lines = text(args, "text").split("\n");
    const line = lines[(optionalInteger(args, "line") ?? this.firstLine) - this.firstLine] ?? "";
    return line.slice(0, Math.max(integer(args, "column") - this.firstColumn, 0));
  }

  /** The canonical path of a `source`. */
  path(args: Arguments): string {
    const written = text(args, "path");
    const key = canonicalPath(this.usesUris && written.startsWith("file:") ? uriPath(written) : written);
    this.written.set(key, written);
    return key;
  }

  /** A file on disk, as the client names it. */
  source(file: string): DebugProtocol.Source {
    const written = this.written.get(canonicalPath(file));
    return { name: path.basename(file), path: written ?? (this.usesUris ? pathToFileURL(file).href : file) };
  }
}

function uriPath(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    throw new RequestError(`\`${uri}\` is no URI of a file`);
  }
}

/** The same for every path that leads to a file. */
export function canonicalPath(file: string): string {
  let real: string;
  try {
    real = realpathSync.native(file);
  } catch {
    real = path.resolve(file);
  }
  return process.platform === "win32" ? real.toLowerCase() : real;
}
