/**
 * One process as a debugger shows it: its frames, scopes, and what expressions mean in it.
 *
 * Invariant: only `assign` changes anything.
 */
import type { CodeSpace } from "../run/code-space.ts";
import type { Process } from "../run/process.ts";
import { display } from "../value/display.ts";
import { depthOf, functionOf, type StackFrame, stackFrames } from "./call-stack.ts";
import { evaluateText, type Names, namesIn } from "./evaluate.ts";
import { Complaint } from "./expression.ts";
import { processContents } from "./process-scope.ts";
import { nameOf, type Subject } from "./subject.ts";
import { type Contents, type Scope, scopesOf, type Variable, variable } from "./variables.ts";

export class ProcessView {
  constructor(
    private readonly space: CodeSpace,
    private readonly subject: Subject,
  ) {}

  get frameCount(): number {
    return depthOf(this.subject.process) + 1;
  }

  /** The frames from number `start` on, innermost first. */
  frames(start: number, count: number): readonly StackFrame[] {
    return stackFrames(this.space, this.subject.process, start, count);
  }

  /** The frame with a depth, if there is one. */
  frameAt(depth: number): StackFrame | undefined {
    return this.frames(this.frameCount - 1 - depth, 1).find((frame) => frame.depth === depth);
  }

  scopes(frame: StackFrame): readonly Scope[] {
    const { process } = this.subject;
    return [...scopesOf(process, frame), { name: "Process", contents: processContents(this.subject) }];
  }

  /** The value of an expression, its text cut to `limit`; without a frame the innermost one gives the names. */
  evaluate(expression: string, frame?: StackFrame, limit?: number): Variable | Complaint {
    const value = evaluateText(expression, this.names(frame));
    return value instanceof Complaint ? value : variable(expression, value, expression.trim(), limit);
  }

  /** The value of an expression as PRINT writes it, in full. */
  display(expression: string, frame?: StackFrame): string | Complaint {
    const value = evaluateText(expression, this.names(frame));
    return value instanceof Complaint ? value : display(value);
  }

  /** Gives a variable the value of an expression, and returns it as it is then. */
  assign(contents: Contents, name: string, expression: string, frame?: StackFrame): Variable | Complaint {
    if (contents.assign === undefined)
      return new Complaint("only variables change, and operands: values never change");
    const value = evaluateText(expression, this.names(frame));
    if (value instanceof Complaint) return value;
    if (!contents.assign(name, value)) return new Complaint(`there is no variable \`${name}\` here`);
    return variable(name, value);
  }

  private names(frame: StackFrame | undefined): Names {
    return currentNames(this.subject.process, frame);
  }
}

export function currentNames(process: Process, frame?: StackFrame): Names {
  return namesIn(process, frame ?? { frame: process.frame, operands: process.stack });
}

/** `worker (2) · receiving in serve`. */
export function title(space: CodeSpace, subject: Subject): string {
  const { process } = subject;
  const name = nameOf(subject);
  const running = functionOf(space, process);
  const where = running === name || running === "main" ? "" : ` in ${running}`;
  return `${name} (${process.id}) · ${process.state}${process.state === "supervising" ? "" : where}`;
}
