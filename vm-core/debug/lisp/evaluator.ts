/**
 * Evaluates Lisp expressions at the place of a frame.
 *
 * Invariant: nothing changes, unless the caller keeps changes and the expression has a value.
 */
import { type LispExpression, readLispExpression } from "../../lisp/index.ts";
import type { SourceFile } from "../../program/program.ts";
import type { CodeSpace, SourcePlace } from "../../run/code-space.ts";
import type { EntryPoint } from "../../run/frame.ts";
import type { Process } from "../../run/process.ts";
import { Closure, FunctionValue } from "../../value/callable.ts";
import { Cell } from "../../value/cell.ts";
import { List } from "../../value/list.ts";
import { ObjectValue } from "../../value/object.ts";
import type { Value } from "../../value/value.ts";
import type { StackFrame } from "../call-stack.ts";
import { Complaint } from "../expression.ts";
import { formsOf } from "./forms.ts";
import { functionName } from "./function-name.ts";
import { type LispNames, type LispVariable, lispNames } from "./names.ts";
import { scopeAt } from "./scopes.ts";
import { Scratch, type ScratchValue } from "./scratch.ts";

/**
 * What a value is wanted for: to look at it, to explain a name in the text, or to execute the expression, so that
 * variables keep what it gives them.
 */
export type Purpose = "look" | "explain" | "execute";

export interface EvaluationResult {
  readonly value: Value;
  /** Variables of the program have other values now. */
  readonly changed: boolean;
}

/** Compiled expressions that are kept, before all are forgotten. */
const KEPT = 200;
const LENGTH_LIMIT = 20_000;

export class LispEvaluator {
  private made: Scratch | undefined;
  private readonly compiled = new Map<string, LispExpression | Complaint>();

  constructor(private readonly space: CodeSpace) {}

  private get scratch(): Scratch {
    this.made ??= new Scratch(this.space);
    return this.made;
  }

  /** What a function is called, also one that an expression has made. */
  nameOf({ entry }: FunctionValue | Closure): string | undefined {
    const { start } = entry as EntryPoint;
    return start < this.space.steps.length ? functionName(this.space, start) : this.made?.nameOf(start);
  }

  /** What is wrong with an expression wherever the place is reached, if anything is. */
  check(text: string, { file, instruction }: SourcePlace): Complaint | undefined {
    if (text.length > LENGTH_LIMIT) return new Complaint("the expression is too long");
    const names: string[] = [];
    for (let scope = scopeAt(file, instruction.span); scope !== undefined; scope = scope.parent) {
      names.push(...scope.symbols.filter(({ kind }) => kind !== "macro").map(({ name }) => name));
    }
    const read = readLispExpression(text, { names: [...new Set(names)], forms: formsOf(file) });
    if ("program" in read) return undefined;
    // A name may get its value later.
    const problem = read.find(({ code }) => code !== "undefined-variable");
    return problem === undefined ? undefined : new Complaint(problem.message);
  }

  evaluate(
    text: string,
    process: Process,
    frame: StackFrame,
    purpose: Purpose,
  ): EvaluationResult | Complaint {
    const names = lispNames(process, frame);
    const whole = names.all.get(text.trim());
    if (whole !== undefined) {
      return whole.value === undefined ? missing(whole) : { value: whole.value, changed: false };
    }
    // What else a name means, the language explains better than its value does.
    if (purpose === "explain" && isAtom(text)) return new Complaint(`there is no variable \`${text}\` here`);
    if (text.length > LENGTH_LIMIT) return new Complaint("the expression is too long");
    const expression = this.compile(text, names, frame.place?.file);
    if (expression instanceof Complaint) return expression;
    const cells = new Map<string, Cell>();
    for (const { name, slot } of expression.uses) {
      const variable = names.all.get(name);
      if (variable?.value === undefined) return missing(variable ?? { name, isCode: false });
      cells.set(slot, variable.cell ?? new Cell(variable.value));
    }
    const evaluated = this.scratch.run(expression, cells, process);
    if (evaluated instanceof Complaint) return evaluated;
    const changed = purpose === "execute" && evaluated.undo.length > 0;
    const complaint = changed ? this.keep(expression, evaluated, cells, names) : undefined;
    if (!changed || complaint !== undefined) for (const undo of evaluated.undo) undo();
    if (changed) {
      this.space.system.changing = true;
      this.space.system.changesGlobals = true;
    }
    return complaint ?? { value: evaluated.value, changed };
  }

  /** Gives the variables of the frame what the expression has given theirs. */
  private keep(
    { uses }: LispExpression,
    { given }: ScratchValue,
    cells: ReadonlyMap<string, Cell>,
    { all }: LispNames,
  ): Complaint | undefined {
    const isForeign = (start: number): boolean => start >= this.space.steps.length;
    if (given.some((value) => holdsFunction(value, isForeign))) {
      return new Complaint("a function that is made here cannot stay in the program");
    }
    for (const { name, slot, assigned } of uses) {
      const cell = cells.get(slot);
      if (assigned && cell !== undefined) all.get(name)?.assign(cell.value);
    }
    return undefined;
  }

  private compile(
    text: string,
    { all }: LispNames,
    file: SourceFile | undefined,
  ): LispExpression | Complaint {
    const names = [...all.keys()];
    const key = [file?.name, text, ...names].join("\0");
    let compiled = this.compiled.get(key);
    if (compiled === undefined) {
      const forms = file === undefined ? [] : formsOf(file);
      const read = readLispExpression(text, { names, forms });
      compiled = "program" in read ? read : new Complaint(read[0].message);
      if (this.compiled.size >= KEPT) this.compiled.clear();
      this.compiled.set(key, compiled);
    }
    return compiled;
  }
}

/** A name, a number, a keyword. */
function isAtom(text: string): boolean {
  return !/[\s()[\]{}"'`,;]/.test(text.trim());
}

/** The function may not use the variable, or has not reached its definition. */
function missing({ name, isCode }: Pick<LispVariable, "name" | "isCode">): Complaint {
  const why = isCode ? ": the program only calls it" : "";
  return new Complaint(`\`${name}\` has no value here${why}`);
}

/** Whether a value holds a function that is entered where `is` says. */
function holdsFunction(root: Value, is: (start: number) => boolean): boolean {
  const seen = new Set<Value>();
  const pending: Value[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof FunctionValue || value instanceof Closure) {
      if (is((value.entry as EntryPoint).start)) return true;
    }
    // Not as arguments of one call: there may be very many.
    if (value instanceof List) for (const item of value.toArray()) pending.push(item);
    else if (value instanceof ObjectValue) for (const [, field] of value.entries()) pending.push(field);
    else if (value instanceof Closure) pending.push(value.captured);
    else if (value instanceof Cell) pending.push(value.value);
  }
  return false;
}
