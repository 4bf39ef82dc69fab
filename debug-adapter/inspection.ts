/**
 * What a client sees of stopped processes: frames, scopes, variables, values.
 *
 * Invariant: a number that was given out for a process means nothing once that process has resumed, and is never
 * given out again.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import {
  Complaint,
  type Contents,
  type Debugger,
  failurePlaces,
  type ProcessView,
  type SourceFile,
  type StackFrame,
  type Variable,
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

interface Expandable {
  readonly contents: Contents;
  readonly pid: number;
  readonly frame: StackFrame | undefined;
}

export interface Sources {
  readonly format: ClientFormat;
  source(file: SourceFile): DebugProtocol.Source;
}

export class Inspection {
  private lastNumber = 0;
  /** Frames by their number, and their numbers by process and depth. */
  private readonly frames = new Map<number, { readonly pid: number; readonly depth: number }>();
  private readonly frameNumbers = new Map<number, Map<number, number>>();
  private readonly expandables = new Map<number, Expandable>();

  constructor(
    private readonly sources: Sources,
    private readonly debugged: Debugger,
  ) {}

  /** Forgets what was given out for a process that resumes; without one, everything. */
  forget(pid?: number): void {
    for (const [number, frame] of this.frames)
      if (pid === undefined || frame.pid === pid) this.frames.delete(number);
    for (const [number, one] of this.expandables) {
      if (pid === undefined || one.pid === pid) this.expandables.delete(number);
    }
    if (pid === undefined) this.frameNumbers.clear();
    else this.frameNumbers.delete(pid);
  }

  stackTrace(pid: number, args: Arguments): DebugProtocol.StackTraceResponse["body"] {
    const start = Math.max(optionalInteger(args, "startFrame") ?? 0, 0);
    const levels = optionalInteger(args, "levels") ?? 0;
    const count = levels > 0 ? Math.min(levels, FRAME_LIMIT) : FRAME_LIMIT;
    const view = this.view(pid);
    return {
      stackFrames: view.frames(start, count).map((frame) => this.stackFrame(pid, frame)),
      totalFrames: view.frameCount,
    };
  }

  scopes(args: Arguments): DebugProtocol.ScopesResponse["body"] {
    const { pid, frame } = this.frame(integer(args, "frameId"));
    const scopes = this.view(pid)
      .scopes(frame)
      .map(({ name, isLocal, contents }) => ({
        name,
        ...(isLocal === true ? { presentationHint: "locals" } : {}),
        variablesReference: this.reference(contents, pid, frame),
        ...counts(contents),
        expensive: false,
      }));
    return { scopes };
  }

  variables(args: Arguments): DebugProtocol.VariablesResponse["body"] {
    const { contents, pid, frame } = this.expandable(args);
    const filter = optionalText(args, "filter");
    if (filter !== undefined && filter !== contents.kind) return { variables: [] };
    const start = Math.max(optionalInteger(args, "start") ?? 0, 0);
    const asked = optionalInteger(args, "count") ?? 0;
    const count = asked > 0 ? Math.min(asked, VARIABLE_LIMIT) : VARIABLE_LIMIT;
    const variables = contents.page(start, start + count);
    return { variables: variables.map((variable) => this.variable(variable, pid, frame)) };
  }

  setVariable(args: Arguments): DebugProtocol.SetVariableResponse["body"] {
    const { contents, pid, frame } = this.expandable(args);
    const set = this.view(pid).assign(contents, text(args, "name"), text(args, "value"), frame);
    const variable = granted(set);
    const { value, type, variablesReference } = this.variable(variable, pid, frame);
    return { value, type, variablesReference, ...counts(variable.contents) };
  }

  /** Without a frame, in the innermost one of the process `shown`. `changed` is called when variables have changed. */
  evaluate(shown: number, args: Arguments, changed: () => void): DebugProtocol.EvaluateResponse["body"] {
    const expression = text(args, "expression");
    const frameId = optionalInteger(args, "frameId");
    const { pid, frame } = frameId === undefined ? { pid: shown, frame: undefined } : this.frame(frameId);
    const view = this.view(pid);
    const context = optionalText(args, "context");
    if (context === "clipboard") {
      return { result: granted(view.display(expression, frame)), variablesReference: 0 };
    }
    if (context === "repl") {
      const executed = granted(view.execute(expression, frame, REPL_LIMIT));
      if (executed.changed) changed();
      return this.result(executed, pid, frame);
    }
    const variable =
      context === "hover"
        ? view.evaluate(expression, frame, HOVER_LIMIT, "explain")
        : view.evaluate(expression, frame);
    return this.result(granted(variable), pid, frame);
  }

  private result(
    variable: Variable,
    pid: number,
    frame: StackFrame | undefined,
  ): DebugProtocol.EvaluateResponse["body"] {
    const { value, type, variablesReference } = this.variable(variable, pid, frame);
    return { result: value, type, variablesReference, ...counts(variable.contents) };
  }

  /** Of the text in the console up to the cursor. */
  completions(shown: number, args: Arguments): DebugProtocol.CompletionsResponse["body"] {
    const frameId = optionalInteger(args, "frameId");
    const { pid, frame } = frameId === undefined ? { pid: shown, frame: undefined } : this.frame(frameId);
    const before = this.sources.format.textBefore(args);
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
      description: exception.message,
      breakMode: caught ? "always" : "unhandled",
      details: {
        message: exception.message,
        typeName: exception.kind,
        stackTrace: failurePlaces(exception, FRAME_LIMIT).join("\n"),
      },
    };
  }

  private view(pid: number): ProcessView {
    if (!this.debugged.processes.has(pid)) throw new RequestError(`there is no thread ${pid}`);
    const view = this.debugged.view(pid);
    if (view === undefined) throw new RequestError("the program is running: pause it first");
    return view;
  }

  private stackFrame(pid: number, { depth, name, place, span }: StackFrame): DebugProtocol.StackFrame {
    const id = this.frameNumber(pid, depth);
    if (place === undefined || span === undefined) return { id, name, line: 0, column: 0 };
    const { file } = place;
    const range = this.sources.format.range(span, file);
    const source = this.sources.source(file);
    // Frames of the library are less prominent than those of the program.
    const hint = source.sourceReference === undefined ? {} : ({ presentationHint: "subtle" } as const);
    return { id, name, source, ...range, ...hint };
  }

  private frameNumber(pid: number, depth: number): number {
    let numbers = this.frameNumbers.get(pid);
    if (numbers === undefined) {
      numbers = new Map();
      this.frameNumbers.set(pid, numbers);
    }
    let number = numbers.get(depth);
    if (number === undefined) {
      number = ++this.lastNumber;
      numbers.set(depth, number);
      this.frames.set(number, { pid, depth });
    }
    return number;
  }

  private frame(number: number): { readonly pid: number; readonly frame: StackFrame } {
    const known = this.frames.get(number);
    const frame = known === undefined ? undefined : this.view(known.pid).frameAt(known.depth);
    if (known === undefined || frame === undefined) {
      throw new RequestError(`there is no stack frame ${number}`);
    }
    return { pid: known.pid, frame };
  }

  private expandable(args: Arguments): Expandable {
    const reference = integer(args, "variablesReference");
    const found = this.expandables.get(reference);
    if (found === undefined) throw new RequestError(`there is nothing behind the reference ${reference} now`);
    return found;
  }

  private reference(contents: Contents | undefined, pid: number, frame: StackFrame | undefined): number {
    if (contents === undefined) return 0;
    this.expandables.set(++this.lastNumber, { contents, pid, frame });
    return this.lastNumber;
  }

  private variable(variable: Variable, pid: number, frame: StackFrame | undefined): DebugProtocol.Variable {
    const { name, text: value, type, expression, contents } = variable;
    return {
      name,
      value,
      type,
      ...(expression === undefined ? {} : { evaluateName: expression }),
      variablesReference: this.reference(contents, pid, frame),
      ...counts(contents),
    };
  }
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
