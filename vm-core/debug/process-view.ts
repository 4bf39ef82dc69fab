/**
 * One stopped process as a debugger shows it: its frames, its scopes, and the values of expressions in them.
 *
 * Invariant: only `assign` and `execute` change anything.
 */
import type { CodeSpace } from "../run/code-space.ts";
import type { Value } from "../value/value.ts";
import { depthOf, type StackFrame, stackFrames } from "./call-stack.ts";
import { Complaint } from "./expression.ts";
import type { LanguageOf } from "./language.ts";
import type { EvaluationResult, Purpose } from "./lisp/evaluator.ts";
import type { OfferedName } from "./lisp/offered-names.ts";
import { processContents } from "./process-scope.ts";
import type { ShownProcess } from "./shown-process.ts";
import { type Contents, type ShownVariable, type VariableScope, variable } from "./variables.ts";

/** What a debugger shows of a stopped process: frames, scopes, variables. */
export class ProcessView {
  constructor(
    private readonly space: CodeSpace,
    private readonly shown: ShownProcess,
    private readonly languageOf: LanguageOf,
  ) {}

  get frameCount(): number {
    return depthOf(this.shown.process) + 1;
  }

  /** The frames from number `start` on, innermost first. */
  frames(start: number, count: number): readonly StackFrame[] {
    return stackFrames(this.space, this.shown.process, start, count);
  }

  /** The frame with a depth, if there is one. */
  frameAt(depth: number): StackFrame | undefined {
    return this.frames(this.frameCount - 1 - depth, 1).find((frame) => frame.depth === depth);
  }

  scopes(frame: StackFrame): readonly VariableScope[] {
    const { process } = this.shown;
    const { notation, scopes } = this.languageOf(frame.place);
    const own: VariableScope = {
      name: "Process",
      contents: processContents(this.shown, this.space.system, notation),
    };
    return scopes(process, frame, own);
  }

  /** The value of an expression, its text cut to `limit`; without a frame the innermost one gives the names. */
  evaluate(
    expression: string,
    frame = this.innermost(),
    limit?: number,
    purpose: Purpose = "look",
  ): ShownVariable | Complaint {
    const result = this.valueOf(expression, frame, purpose);
    return result instanceof Complaint ? result : this.variable(expression, result.value, frame, limit);
  }

  /** As `evaluate`, but variables keep what the text gives them: `set!` of Lisp, `n = 5` of assembly. */
  execute(expression: string, frame = this.innermost(), limit?: number): Executed | Complaint {
    const result = this.valueOf(expression, frame, "execute");
    if (result instanceof Complaint) return result;
    return { ...this.variable(expression, result.value, frame, limit), changed: result.changed };
  }

  /** The value of an expression in full: as PRINT writes it, or as Lisp. */
  display(expression: string, frame = this.innermost()): string | Complaint {
    const result = this.valueOf(expression, frame);
    return result instanceof Complaint
      ? result
      : this.languageOf(frame.place).notation.writeAll(result.value);
  }

  /** The names that can complete a text in the console, and where the word begins that they replace. */
  completions(text: string, frame = this.innermost()): Completions {
    const language = this.languageOf(frame.place);
    const start = language.wordStart(text);
    const word = text.slice(start).toLowerCase();
    const names = language
      .names(this.shown.process, frame)
      .filter(({ name }) => name.toLowerCase().includes(word));
    return { start, names };
  }

  /** Gives a variable the value of an expression, and returns it as it is then. */
  assign(
    contents: Contents,
    name: string,
    expression: string,
    frame = this.innermost(),
  ): ShownVariable | Complaint {
    if (contents.assign === undefined)
      return new Complaint("only variables change, and operands: values never change");
    const result = this.valueOf(expression, frame);
    if (result instanceof Complaint) return result;
    if (!contents.assign(name, result.value)) return new Complaint(`there is no variable \`${name}\` here`);
    return variable(name, result.value, this.languageOf(frame.place).notation);
  }

  private innermost(): StackFrame {
    return this.frames(0, 1)[0];
  }

  private valueOf(
    expression: string,
    frame: StackFrame,
    purpose: Purpose = "look",
  ): EvaluationResult | Complaint {
    return this.languageOf(frame.place).evaluate(expression, this.shown.process, frame, purpose);
  }

  private variable(expression: string, value: Value, { place }: StackFrame, limit?: number): ShownVariable {
    return variable(expression, value, this.languageOf(place).notation, expression.trim(), limit);
  }
}

export interface Completions {
  readonly start: number;
  readonly names: readonly OfferedName[];
}

export interface Executed extends ShownVariable {
  /** Variables of the program have other values now. */
  readonly changed: boolean;
}
