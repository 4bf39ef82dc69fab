/**
 * What a client sees of stopped processes: frames, scopes, variables, values.
 *
 * A client asks late: what it asks about a stop that is over is answered as that stop was, from what was given out
 * then, or with nothing. So a person who steps fast never sees an error in the place of a value.
 * Invariant: a number is never given out twice. Values never change, so of a past stop only the scopes are kept.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import {
  Complaint,
  type Contents,
  type Debugger,
  failurePlaces,
  noteText,
  type ProcessView,
  type ShownVariable,
  type SourceFile,
  type StackFrame,
} from "../vm-core/index.ts";
import { type Arguments, integer, optionalInteger, optionalText, RequestError, text } from "./arguments.ts";
import type { ClientFormat } from "./convert.ts";

/** Of a stack or a value that is asked for as a whole, so much is given. */
const FRAME_LIMIT = 1_000;
const VARIABLE_LIMIT = 100_000;
const COMPLETION_LIMIT = 1_000;
/** Lengths of values' texts. */
const REPL_LIMIT = 10_000;
const HOVER_LIMIT = 1_000;

/** Past stops that are kept, and how much of each of their scopes. */
const PAST_STOPS = 20;
const PAST_VARIABLES = 500;

/** A process at one of its stops, as far as the client has asked for it. */
interface StopRecord {
  readonly pid: number;
  isPast: boolean;
  /** By depth. */
  readonly frameNumbers: Map<number, number>;
  readonly scopes: Map<number, DebugProtocol.Scope[]>;
  /** The answer to the first request for the stack. */
  stack: DebugProtocol.StackTraceResponse["body"] | undefined;
}

interface GivenFrame {
  readonly record: StopRecord;
  readonly depth: number;
}

interface Expandable {
  readonly record: StopRecord;
  readonly contents: Contents;
  readonly frame: StackFrame | undefined;
  readonly isScope: boolean;
}

export interface Sources {
  readonly format: ClientFormat;
  source(file: SourceFile): DebugProtocol.Source;
}

export class Inspection {
  private lastNumber = 0;
  private readonly frames = new Map<number, GivenFrame>();
  private readonly expandables = new Map<number, Expandable>();
  /** The current stop of each process that is stopped. */
  private readonly stops = new Map<number, StopRecord>();
  /** Oldest first. */
  private readonly past: StopRecord[] = [];

  constructor(
    private readonly sources: Sources,
    private readonly debugged: Debugger,
  ) {}

  /** Keeps what was given out as it is now, for a process that is about to resume; without one, for all. */
  retire(pid?: number): void {
    for (const record of pid === undefined ? [...this.stops.values()] : [this.stops.get(pid)]) {
      if (record === undefined) continue;
      this.keepInnermost(record);
      record.isPast = true;
      this.stops.delete(record.pid);
      this.past.push(record);
    }
    for (const [number, one] of this.expandables) {
      if (!one.isScope || !one.record.isPast || one.contents instanceof KeptContents) continue;
      this.expandables.set(number, { ...one, contents: new KeptContents(one.contents) });
    }
    this.forget(new Set(this.past.splice(0, this.past.length - PAST_STOPS)));
  }

  stackTrace(pid: number, args: Arguments): DebugProtocol.StackTraceResponse["body"] {
    const view = this.debugged.view(pid);
    if (view === undefined) {
      const last = this.past.findLast((record) => record.pid === pid);
      if (last === undefined) throw this.notStopped(pid);
      return last.stack ?? { stackFrames: [], totalFrames: 0 };
    }
    const start = Math.max(optionalInteger(args, "startFrame") ?? 0, 0);
    const levels = optionalInteger(args, "levels") ?? 0;
    const count = levels > 0 ? Math.min(levels, FRAME_LIMIT) : FRAME_LIMIT;
    const record = this.stopOf(pid);
    const stackFrames = view.frames(start, count).map((frame) => this.stackFrame(record, frame));
    const body = { stackFrames, totalFrames: view.frameCount };
    if (start === 0) record.stack ??= body;
    return body;
  }

  scopes(args: Arguments): DebugProtocol.ScopesResponse["body"] {
    const number = integer(args, "frameId");
    const given = this.frames.get(number);
    if (given === undefined) {
      if (this.wasGiven(number)) return { scopes: [] };
      throw new RequestError(`there is no stack frame ${number}`);
    }
    return { scopes: this.scopesOf(given) };
  }

  variables(args: Arguments): DebugProtocol.VariablesResponse["body"] {
    const reference = integer(args, "variablesReference");
    const found = this.expandables.get(reference);
    if (found === undefined) {
      if (this.wasGiven(reference)) return { variables: [] };
      throw new RequestError(nothingWith(reference));
    }
    const { contents, record, frame } = found;
    const filter = optionalText(args, "filter");
    if (filter !== undefined && filter !== contents.kind) return { variables: [] };
    const start = Math.max(optionalInteger(args, "start") ?? 0, 0);
    const asked = optionalInteger(args, "count") ?? 0;
    const count = asked > 0 ? Math.min(asked, VARIABLE_LIMIT) : VARIABLE_LIMIT;
    const variables = contents.page(start, start + count);
    return { variables: variables.map((variable) => this.variable(variable, record, frame)) };
  }

  setVariable(args: Arguments): DebugProtocol.SetVariableResponse["body"] {
    const reference = integer(args, "variablesReference");
    const found = this.expandables.get(reference);
    if (found === undefined || found.record.isPast) {
      const past = this.wasGiven(reference);
      throw new RequestError(past ? "the program has continued since" : nothingWith(reference));
    }
    const { record, contents, frame } = found;
    const set = this.view(record.pid).assign(contents, text(args, "name"), text(args, "value"), frame);
    const variable = granted(set);
    const { value, type, variablesReference } = this.variable(variable, record, frame);
    return { value, type, variablesReference, ...counts(variable.contents) };
  }

  /** Without a frame, in the innermost one of the process `shown`. `changed` is called when variables have changed. */
  evaluate(shown: number, args: Arguments, changed: () => void): DebugProtocol.EvaluateResponse["body"] {
    const expression = text(args, "expression");
    const context = optionalText(args, "context");
    const { pid, frame } = this.place(shown, args);
    if (this.isLate(args, pid) && context !== "repl") return { result: "", variablesReference: 0 };
    const view = this.view(pid);
    if (context === "clipboard") {
      return { result: granted(view.display(expression, frame)), variablesReference: 0 };
    }
    const record = this.stopOf(pid);
    if (context === "repl") {
      const executed = granted(view.execute(expression, frame, REPL_LIMIT));
      if (executed.changed) {
        record.scopes.clear();
        changed();
      }
      return this.result(executed, record, frame);
    }
    const variable =
      context === "hover"
        ? view.evaluate(expression, frame, HOVER_LIMIT, "explain")
        : view.evaluate(expression, frame);
    return this.result(granted(variable), record, frame);
  }

  /** Of the text in the console up to the cursor. */
  completions(shown: number, args: Arguments): DebugProtocol.CompletionsResponse["body"] {
    const before = this.sources.format.textBefore(args);
    const { pid, frame } = this.place(shown, args);
    if (this.isLate(args, pid)) return { targets: [] };
    const { start, names } = this.view(pid).completions(before, frame);
    const length = before.length - start;
    const targets = names.map(({ name, kind }) => ({ label: name, type: kind, length }));
    return { targets: targets.slice(0, COMPLETION_LIMIT) };
  }

  exceptionInfo(pid: number): DebugProtocol.ExceptionInfoResponse["body"] {
    const reason = this.debugged.control.reasonOf(pid);
    if (reason?.kind === "event") {
      return { exceptionId: reason.texts[0], description: reason.texts.join("\n"), breakMode: "always" };
    }
    if (reason?.kind !== "exception") {
      throw new RequestError("the process has not stopped at an exception");
    }
    const { exception, caught } = reason;
    return {
      exceptionId: exception.kind,
      description: [exception.message, ...exception.notes.map(noteText)].join("\n"),
      breakMode: caught ? "always" : "unhandled",
      details: {
        message: exception.message,
        typeName: exception.kind,
        stackTrace: failurePlaces(exception, FRAME_LIMIT).join("\n"),
      },
    };
  }

  private view(pid: number): ProcessView {
    const view = this.debugged.view(pid);
    if (view === undefined) throw this.notStopped(pid);
    return view;
  }

  private notStopped(pid: number): RequestError {
    const known = this.debugged.processes.has(pid);
    return new RequestError(known ? "the program is running: pause it first" : `there is no thread ${pid}`);
  }

  private wasGiven(number: number): boolean {
    return number > 0 && number <= this.lastNumber;
  }

  private stopOf(pid: number): StopRecord {
    let record = this.stops.get(pid);
    if (record === undefined) {
      record = { pid, isPast: false, frameNumbers: new Map(), scopes: new Map(), stack: undefined };
      this.stops.set(pid, record);
    }
    return record;
  }

  /** The process and the frame that arguments mean. A frame of a past stop is the one that is there now, if any. */
  private place(shown: number, args: Arguments): { readonly pid: number; readonly frame?: StackFrame } {
    const number = optionalInteger(args, "frameId");
    if (number === undefined) return { pid: shown };
    const given = this.frames.get(number);
    if (given === undefined) {
      if (this.wasGiven(number)) return { pid: shown };
      throw new RequestError(`there is no stack frame ${number}`);
    }
    const { pid } = given.record;
    return { pid, frame: this.debugged.view(pid)?.frameAt(given.depth) };
  }

  /** Whether the client asks about a stop that is over, and the process has not stopped again. */
  private isLate(args: Arguments, pid: number): boolean {
    const number = optionalInteger(args, "frameId");
    if (number === undefined || this.debugged.view(pid) !== undefined) return false;
    return this.frames.get(number)?.record.isPast ?? true;
  }

  private scopesOf({ record, depth }: GivenFrame): DebugProtocol.Scope[] {
    const known = record.scopes.get(depth);
    if (known !== undefined || record.isPast) return known ?? [];
    const view = this.view(record.pid);
    const frame = view.frameAt(depth);
    if (frame === undefined) return [];
    const scopes = view.scopes(frame).map(({ name, isLocal, isOperands, contents }) => ({
      name,
      ...(isLocal === true ? { presentationHint: "locals" } : {}),
      variablesReference: this.reference(contents, record, frame, true),
      ...counts(contents),
      // A client opens the scopes that are not.
      expensive: isLocal !== true && isOperands !== true,
    }));
    record.scopes.set(depth, scopes);
    return scopes;
  }

  /** The client is about to ask for the scopes of the frame that it shows. */
  private keepInnermost(record: StopRecord): void {
    const [innermost] = record.stack?.stackFrames ?? [];
    const given = innermost === undefined ? undefined : this.frames.get(innermost.id);
    if (given !== undefined && this.debugged.view(record.pid) !== undefined) this.scopesOf(given);
  }

  private forget(records: ReadonlySet<StopRecord>): void {
    if (records.size === 0) return;
    for (const [number, { record }] of this.frames) if (records.has(record)) this.frames.delete(number);
    for (const [number, { record }] of this.expandables) {
      if (records.has(record)) this.expandables.delete(number);
    }
  }

  private stackFrame(record: StopRecord, frame: StackFrame): DebugProtocol.StackFrame {
    const { depth, name, place, span } = frame;
    const id = this.frameNumber(record, depth);
    if (place === undefined || span === undefined) return { id, name, line: 0, column: 0 };
    const { file } = place;
    // Without an end: an editor selects a range, and what is typed next would replace it.
    const { line, column } = this.sources.format.range(span, file);
    const source = this.sources.source(file);
    // Frames of the library are less prominent than those of the program.
    const hint = source.sourceReference === undefined ? {} : ({ presentationHint: "subtle" } as const);
    return { id, name, source, line, column, ...hint };
  }

  private frameNumber(record: StopRecord, depth: number): number {
    let number = record.frameNumbers.get(depth);
    if (number === undefined) {
      number = ++this.lastNumber;
      record.frameNumbers.set(depth, number);
      this.frames.set(number, { record, depth });
    }
    return number;
  }

  private reference(
    contents: Contents | undefined,
    record: StopRecord,
    frame: StackFrame | undefined,
    isScope = false,
  ): number {
    if (contents === undefined) return 0;
    this.expandables.set(++this.lastNumber, { contents, record, frame, isScope });
    return this.lastNumber;
  }

  private variable(
    { name, text: value, type, expression, contents }: ShownVariable,
    record: StopRecord,
    frame: StackFrame | undefined,
  ): DebugProtocol.Variable {
    return {
      name,
      value,
      type,
      ...(expression === undefined ? {} : { evaluateName: expression }),
      variablesReference: this.reference(contents, record, frame),
      ...counts(contents),
    };
  }

  private result(
    variable: ShownVariable,
    record: StopRecord,
    frame: StackFrame | undefined,
  ): DebugProtocol.EvaluateResponse["body"] {
    const { value, type, variablesReference } = this.variable(variable, record, frame);
    return { result: value, type, variablesReference, ...counts(variable.contents) };
  }
}

/** The beginning of a scope, as it was. */
class KeptContents implements Contents {
  readonly kind: Contents["kind"];
  readonly length: number;
  private readonly variables: readonly ShownVariable[];

  constructor(contents: Contents) {
    this.kind = contents.kind;
    this.variables = contents.page(0, PAST_VARIABLES);
    this.length = contents.length;
  }

  page(start: number, end: number): readonly ShownVariable[] {
    return this.variables.slice(start, end);
  }
}

function nothingWith(reference: number): string {
  return `there is nothing with the reference ${reference}`;
}

function counts(contents: Contents | undefined): { indexedVariables?: number; namedVariables?: number } {
  if (contents === undefined) return {};
  return contents.kind === "indexed"
    ? { indexedVariables: contents.length }
    : { namedVariables: contents.length };
}

function granted<T>(result: T | Complaint): T {
  if (result instanceof Complaint) throw new RequestError(result.message);
  return result as T;
}
