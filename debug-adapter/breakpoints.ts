/**
 * The breakpoints that the client has asked for, kept for as long as the session lives: before there is a
 * program, and for files that it has not loaded yet.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { BreakpointBinding, BreakpointRequest, Debugger, SourceFile } from "../vm-core/index.ts";
import {
  type Arguments,
  asArguments,
  objects,
  optionalInteger,
  optionalText,
  RequestError,
  text,
} from "./arguments.ts";
import { type ClientFormat, canonicalPath } from "./convert.ts";

interface Requested {
  readonly id: number;
  readonly args: Arguments;
}

const COUNT_LIMIT = 10_000;

export class BreakpointTable {
  private lastId = 0;
  /** By canonical path. */
  private readonly inFiles = new Map<string, readonly Requested[]>();
  private atFunctions: readonly Requested[] = [];

  constructor(private readonly format: ClientFormat) {}

  /** Answers `setBreakpoints`. */
  setInFile(args: Arguments, target: Debugger | string): DebugProtocol.Breakpoint[] {
    const file = this.format.path(asArguments(args.source));
    const requested = this.number(objects(args, "breakpoints"));
    // Wrong arguments are refused before anything changes.
    for (const one of requested) conditions(one);
    this.inFiles.set(file, requested);
    if (typeof target === "string") return requested.map(({ id }) => pending(id, target));
    const loaded = target.files.find(({ name }) => canonicalPath(name) === file);
    if (loaded === undefined) return requested.map(({ id }) => pending(id, NOT_LOADED));
    return this.bind(loaded, requested, target);
  }

  /** Answers `setFunctionBreakpoints`. */
  setAtFunctions(args: Arguments, target: Debugger | string): DebugProtocol.Breakpoint[] {
    const requested = this.number(objects(args, "breakpoints"));
    for (const one of requested) text(one.args, "name");
    this.atFunctions = requested;
    if (typeof target === "string") return requested.map(({ id }) => pending(id, target));
    return this.bindFunctions(target);
  }

  /** Binds what was asked for before a file was loaded; the answers are news for the client. */
  bindLoaded(file: SourceFile, target: Debugger): DebugProtocol.Breakpoint[] {
    const requested = this.inFiles.get(canonicalPath(file.name)) ?? [];
    const inFile = requested.length > 0 ? this.bind(file, requested, target) : [];
    return this.atFunctions.length > 0 ? [...inFile, ...this.bindFunctions(target)] : inFile;
  }

  private number(requests: readonly Arguments[]): readonly Requested[] {
    if (requests.length > COUNT_LIMIT) throw new RequestError(`more than ${COUNT_LIMIT} breakpoints`);
    return requests.map((args) => ({ id: ++this.lastId, args }));
  }

  private bind(
    file: SourceFile,
    requested: readonly Requested[],
    target: Debugger,
  ): DebugProtocol.Breakpoint[] {
    const requests = requested.map((one) => ({
      ...conditions(one),
      offset: this.format.offset(one.args, file),
      exact: isExact(one),
    }));
    return target.breakpoints
      .setInFile(file.name, requests)
      .map((binding, index) => this.answer(binding, isExact(requested[index])));
  }

  private bindFunctions(target: Debugger): DebugProtocol.Breakpoint[] {
    const requests = this.atFunctions.map((one) => ({ ...conditions(one), name: text(one.args, "name") }));
    return target.breakpoints.setAtFunctions(requests).map((binding) => this.answer(binding));
  }

  /** With its columns where one was asked for: an editor shows such a breakpoint within its line. */
  private answer(binding: BreakpointBinding, exact = false): DebugProtocol.Breakpoint {
    if (!binding.verified) return pending(binding.id, binding.message);
    const { id, file, span } = binding;
    const range = this.format.range(span, file);
    const place = exact ? range : { line: range.line };
    return { id, verified: true, ...place, source: this.format.source(file.name) };
  }
}

const NOT_LOADED = "the program does not use this file, or has not loaded it yet";

function pending(id: number, message: string): DebugProtocol.Breakpoint {
  return { id, verified: false, message };
}

/** Asked for at a place in a line. */
function isExact({ args }: Requested): boolean {
  return optionalInteger(args, "column") !== undefined;
}

function conditions({ id, args }: Requested): BreakpointRequest {
  return {
    id,
    condition: optionalText(args, "condition"),
    hitCondition: optionalText(args, "hitCondition"),
    logMessage: optionalText(args, "logMessage"),
  };
}
