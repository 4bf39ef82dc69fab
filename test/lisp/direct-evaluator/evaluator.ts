/**
 * A direct evaluator of the Lisp that `random-programs` writes: written for tests, sharing nothing with the compiler.
 *
 * Invariants: arguments are evaluated from left to right, then what is called; each round of a loop has variables of its own.
 */
import { CHANGING } from "./changing.ts";
import { CONTROL_FORMS } from "./control-forms.ts";
import { FORMS } from "./forms.ts";
import { PRIMITIVES } from "./primitives.ts";
import { RECORD_FORMS } from "./records.ts";
import {
  Builtin,
  type Callable,
  type Clause,
  Continuation,
  Environment,
  Escape,
  Fields,
  type Form,
  fault,
  isCallable,
  isTrue,
  type Lazy,
  Parameter,
  Raised,
  Thrown,
  Unsure,
  type Value,
} from "./values.ts";

/** Evaluates a form that begins with a word of its own. */
export type Special = (evaluator: Evaluator, form: readonly Form[], scope: Environment) => Value;

/** A function of the language, given its arguments. */
export type Primitive = (evaluator: Evaluator, ...values: Value[]) => Value;

const MOST_STEPS = 20_000;

const SPECIAL = new Map<string, Special>(Object.entries({ ...FORMS, ...CONTROL_FORMS, ...RECORD_FORMS }));
const FUNCTIONS = new Map<string, Primitive>(Object.entries({ ...PRIMITIVES, ...CHANGING }));

export class Evaluator {
  output = "";
  /** The functions of `with-exception-handler` that are in force, the outermost first. */
  handlers: readonly Value[] = [];
  private steps = 0;
  private readonly globals = new Environment(undefined);

  /** Evaluates top-level forms in order. */
  run(forms: readonly Form[]): void {
    for (const form of forms) this.value(form, this.globals);
  }

  value(form: Form, scope: Environment): Value {
    if (++this.steps > MOST_STEPS) throw new Unsure("too much work");
    if (typeof form === "number") return form;
    if (typeof form === "object" && "text" in form) return form.text;
    if (typeof form === "string") return this.atom(form, scope);
    const [head] = form;
    const special = typeof head === "string" ? SPECIAL.get(head) : undefined;
    if (special !== undefined) return special(this, form, scope);
    const values = form.slice(1).map((part) => this.value(part, scope));
    const primitive = typeof head === "string" ? FUNCTIONS.get(head) : undefined;
    return primitive === undefined ? this.call(this.value(head, scope), values) : primitive(this, ...values);
  }

  private atom(name: string, scope: Environment): Value {
    if (name.startsWith(":")) return name.slice(1);
    if (name === "null") return null;
    if (name === "#t" || name === "#f") return name === "#t";
    const values = scope.find(name);
    if (values !== undefined) return values.get(name) as Value;
    const primitive = FUNCTIONS.get(name);
    if (primitive === undefined) throw new Unsure(`unbound ${name}`);
    return new Builtin((given) => primitive(this, ...given));
  }

  call(callee: Value, values: readonly Value[]): Value {
    if (!isCallable(callee)) return fault();
    if (callee instanceof Builtin) return callee.call(values);
    if (callee instanceof Continuation) {
      if (callee.isLeft) return this.error("continuation: it was left already and cannot be entered again");
      throw new Escape(callee, values);
    }
    if (callee instanceof Parameter) return values.length === 0 ? callee.value : fault();
    const clause = callee.clauses.find((each) => takes(each, values.length));
    if (clause !== undefined) return this.enter(clause, callee.scope, values);
    if (!callee.isChoice) return fault();
    const count = values.length === 1 ? "1 argument" : `${values.length} arguments`;
    return this.error(`case-lambda: no clause takes ${count}`);
  }

  private enter({ parameters, rest, body }: Clause, scope: Environment, values: readonly Value[]): Value {
    const inner = new Environment(scope);
    for (const [index, name] of parameters.entries()) inner.values.set(name, values[index]);
    if (rest !== undefined) inner.values.set(rest, values.slice(parameters.length));
    return this.body(body, inner);
  }

  /** Forms of a body: functions that it defines are known to all of them. */
  body(forms: readonly Form[], outer: Environment): Value {
    return this.sequence(forms, new Environment(outer));
  }

  sequence(forms: readonly Form[], scope: Environment): Value {
    let last: Value = null;
    for (const form of forms) last = this.value(form, scope);
    return last;
  }

  /** Binds all at once: `let`, and each round of a loop. */
  bind(names: readonly Form[], values: readonly Value[], scope: Environment): Environment {
    const inner = new Environment(scope);
    for (const [index, name] of names.entries()) inner.values.set(name as string, values[index]);
    return inner;
  }

  holds(form: Form, scope: Environment): boolean {
    return isTrue(this.value(form, scope));
  }

  function(value: Value): Callable {
    if (!isCallable(value)) throw new Unsure("no function");
    return value;
  }

  /** What `error` does: a message alone is what is raised. */
  error(message: string, ...irritants: readonly Value[]): Value {
    if (irritants.length === 0) return this.raise(message, false);
    const fields = Object.entries({ type: "error", message, irritants });
    return this.raise(new Fields(new Map<string, Value>(fields)), false);
  }

  /** Calls the innermost handler where it is, or leaves for where it is caught. */
  raise(value: Value, isContinuable: boolean): Value {
    const handler = this.handlers.at(-1);
    if (handler === undefined) throw new Raised(new Thrown(value));
    const others = this.handlers.slice(0, -1);
    return this.within(others, () => {
      try {
        const given = this.call(handler, [value]);
        return isContinuable ? given : this.returned(value);
      } catch (error) {
        if (error instanceof Raised) error.handlers = Math.min(error.handlers, others.length);
        throw error;
      }
    });
  }

  /** What a handler gives counts after `raise-continuable` only. */
  returned(value: Value): Value {
    return this.error("with-exception-handler: the handler returned from", value);
  }

  /** Does something with other handlers. */
  within<T>(handlers: readonly Value[], act: () => T): T {
    const before = this.handlers;
    this.handlers = handlers;
    try {
      return act();
    } finally {
      this.handlers = before;
    }
  }

  /** Forces a promise; chains of them take no depth. */
  force(promise: Lazy): Value {
    for (;;) {
      const { box } = promise;
      if (box.isDone) return box.value;
      const next = this.call(box.value, []) as Lazy;
      if (box.isDone) continue;
      box.isDone = next.box.isDone;
      box.value = next.box.value;
      next.box = box;
    }
  }
}

function takes({ parameters, rest }: Clause, count: number): boolean {
  return rest === undefined ? count === parameters.length : count >= parameters.length;
}
