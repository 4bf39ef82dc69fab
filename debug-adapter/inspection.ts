/**
 * What a client sees of a run that stands still: frames, scopes, variables, values.
 *
 * Invariant: made anew for each stop; a reference that it gave out means nothing after the next one.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import {
  Complaint,
  type Contents,
  type Debugger,
  failurePlaces,
  type StackFrame,
  type StopReason,
  type Variable,
} from "../vm-core/index.ts";
import { type Arguments, integer, optionalInteger, optionalText, RequestError, text } from "./arguments.ts";
import type { Program } from "./program.ts";

/** Of a stack or a value that is asked for as a whole, so much is given. */
const FRAME_LIMIT = 1_000;
const VARIABLE_LIMIT = 100_000;
/** Lengths of values' texts. */
const REPL_LIMIT = 10_000;
const HOVER_LIMIT = 1_000;

interface Expandable {
  readonly contents: Contents;
  readonly frame: StackFrame | undefined;
}

export class Inspection {
  /** A reference is an index here, plus one. */
  private readonly expandables: Expandable[] = [];
  private readonly debugger: Debugger;

  constructor(
    private readonly program: Program,
    debugged: Debugger,
    private readonly reason: StopReason,
  ) {
    this.debugger = debugged;
  }

  stackTrace(args: Arguments): DebugProtocol.StackTraceResponse["body"] {
    const start = Math.max(optionalInteger(args, "startFrame") ?? 0, 0);
    const levels = optionalInteger(args, "levels") ?? 0;
    const count = levels > 0 ? Math.min(levels, FRAME_LIMIT) : FRAME_LIMIT;
    const frames = this.debugger.frames(start, count);
    return {
      stackFrames: frames.map((frame) => this.stackFrame(frame)),
      totalFrames: this.debugger.frameCount,
    };
  }

  scopes(args: Arguments): DebugProtocol.ScopesResponse["body"] {
    const frame = this.frame(integer(args, "frameId"));
    const scopes = this.debugger.scopes(frame).map(({ name, contents }) => ({
      name,
      ...(name === "Locals" ? { presentationHint: "locals" } : {}),
      variablesReference: this.reference(contents, frame),
      ...counts(contents),
      expensive: false,
    }));
    return { scopes };
  }

  variables(args: Arguments): DebugProtocol.VariablesResponse["body"] {
    const { contents, frame } = this.expandable(args);
    const filter = optionalText(args, "filter");
    if (filter !== undefined && filter !== contents.kind) return { variables: [] };
    const start = Math.max(optionalInteger(args, "start") ?? 0, 0);
    const asked = optionalInteger(args, "count") ?? 0;
    const count = asked > 0 ? Math.min(asked, VARIABLE_LIMIT) : VARIABLE_LIMIT;
    const variables = contents.page(start, start + count);
    return { variables: variables.map((variable) => this.variable(variable, frame)) };
  }

  setVariable(args: Arguments): DebugProtocol.SetVariableResponse["body"] {
    const { contents, frame } = this.expandable(args);
    const variable = granted(this.debugger.assign(contents, text(args, "name"), text(args, "value"), frame));
    const { value, type, variablesReference } = this.variable(variable, frame);
    return { value, type, variablesReference, ...counts(variable.contents) };
  }

  evaluate(args: Arguments): DebugProtocol.EvaluateResponse["body"] {
    const expression = text(args, "expression");
    const frameId = optionalInteger(args, "frameId");
    const frame = frameId === undefined ? undefined : this.frame(frameId);
    const context = optionalText(args, "context");
    if (context === "clipboard") {
      return { result: granted(this.debugger.display(expression, frame)), variablesReference: 0 };
    }
    const limit = context === "repl" ? REPL_LIMIT : context === "hover" ? HOVER_LIMIT : undefined;
    const variable = granted(this.debugger.evaluate(expression, frame, limit));
    const { value, type, variablesReference } = this.variable(variable, frame);
    return { result: value, type, variablesReference, ...counts(variable.contents) };
  }

  exceptionInfo(): DebugProtocol.ExceptionInfoResponse["body"] {
    if (this.reason.kind !== "exception")
      throw new RequestError("the program has not stopped at an exception");
    const { exception, caught } = this.reason;
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

  private stackFrame({ depth, name, place }: StackFrame): DebugProtocol.StackFrame {
    const id = depth + 1;
    if (place === undefined) return { id, name, line: 0, column: 0 };
    const { file, instruction } = place;
    const range = this.program.format.range(instruction.span, file);
    return { id, name, source: this.program.source(file), ...range };
  }

  private frame(id: number): StackFrame {
    const frame = this.debugger.frameAt(id - 1);
    if (frame === undefined) throw new RequestError(`there is no stack frame ${id}`);
    return frame;
  }

  private expandable(args: Arguments): Expandable {
    const reference = integer(args, "variablesReference");
    const found = this.expandables[reference - 1];
    if (found === undefined) throw new RequestError(`there is nothing behind the reference ${reference} now`);
    return found;
  }

  private reference(contents: Contents | undefined, frame: StackFrame | undefined): number {
    return contents === undefined ? 0 : this.expandables.push({ contents, frame });
  }

  private variable(variable: Variable, frame: StackFrame | undefined): DebugProtocol.Variable {
    const { name, text: value, type, expression, contents } = variable;
    return {
      name,
      value,
      type,
      ...(expression === undefined ? {} : { evaluateName: expression }),
      variablesReference: this.reference(contents, frame),
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
