/**
 * Calls of function values in generated code, whatever they turn out to be.
 *
 * How a function is called with a number of arguments follows from how it is entered, which all functions and closures share
 * that one instruction makes. A place that calls remembers what it has called last (inline caches: Deutsch and Schiffman,
 * 1984); what places know of a function is known to all of them.
 *
 * Invariant: a form calls as the interpreter does, or there is none: then the place leaves the call to the interpreter.
 */
import type { CodeSpace } from "../run/code-space.ts";
import type { EntryPoint } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import { Closure, type Entry, FunctionValue } from "../value/callable.ts";
import { List } from "../value/list.ts";
import type { Value } from "../value/value.ts";
import type { Callee, Callees } from "./callees.ts";
import { type Ledger, NOTHING } from "./ledger.ts";

/** How a function value is called, with what it has captured. */
type RunForm = (
  process: Process,
  ledger: Ledger,
  depth: number,
  callee: Value,
  ...values: Value[]
) => Value | undefined;

/** How functions are called that are entered in one way, with a number of arguments. */
export interface CallForm {
  /** Where `code` is null, nothing can be called yet. */
  readonly callee: Callee;
  readonly run: RunForm;
}

/** How functions are entered that one instruction makes. */
interface Entered {
  readonly callee: Callee;
  /** Parameters, the one for all further arguments among them. */
  readonly wanted: number;
  readonly takesRest: boolean;
  /** Indexes of captured values that the called form takes after the parameters. */
  readonly captured: readonly number[];
  /** By the number of arguments. */
  readonly forms: (CallForm | null | undefined)[];
}

type Entering = EntryPoint & { readonly capturedSlots?: readonly number[]; readonly unnamed?: boolean };

export class ValueCalls {
  private readonly entered = new WeakMap<Entry, Entered | "unknown">();

  constructor(
    private readonly space: CodeSpace,
    private readonly callees: Callees,
  ) {}

  /** A place that calls with a number of arguments. */
  site(count: number): CallPlace {
    return new CallPlace(this, count);
  }

  /** How a value is called with a number of arguments; null where the interpreter has to do it. */
  formOf(value: Value, count: number): CallForm | null {
    const entered = this.enteredBy(value);
    if (entered === undefined) return null;
    const { forms } = entered;
    let form = forms[count];
    if (form === undefined) {
      form = makeForm(entered, count);
      forms[count] = form;
    }
    return form;
  }

  /**
   * Applies a function value to a list of arguments; undefined when it was left, `NOTHING` when the interpreter has to do
   * it.
   */
  readonly apply = (
    process: Process,
    ledger: Ledger,
    depth: number,
    callee: Value,
    list: Value,
  ): Value | undefined | typeof NOTHING => {
    const entered = list instanceof List && list.length <= MOST_APPLIED ? this.enteredBy(callee) : undefined;
    if (entered === undefined || entered.callee.code === null) return NOTHING;
    const { wanted, takesRest, captured } = entered;
    const { length } = list as List;
    if (takesRest ? length < wanted - 1 : length !== wanted) return NOTHING;
    // Nothing counts as walked here, as in the interpreter.
    const values: Value[] = [];
    for (let index = 0; index < length; index++) values.push((list as List).at(index));
    const { code } = entered.callee;
    if (takesRest && wanted === 1 && captured.length === 0) {
      return code(process, ledger, depth, listOf(values));
    }
    if (takesRest) values.push(listOf(values.splice(wanted - 1)));
    for (const index of captured) values.push((callee as Closure).captured.values[index]);
    return code(process, ledger, depth, ...values);
  };

  private enteredBy(value: Value): Entered | undefined {
    if (!(value instanceof Closure || value instanceof FunctionValue)) return undefined;
    let entered = this.entered.get(value.entry);
    if (entered === undefined) {
      entered = this.enter(value) ?? "unknown";
      this.entered.set(value.entry, entered);
    }
    return entered === "unknown" ? undefined : entered;
  }

  private enter(value: Closure | FunctionValue): Entered | undefined {
    const { start, layout, slots, capturedSlots = [], unnamed } = value.entry as Entering;
    const { module } = this.space.origin(value);
    const isCode = start >= module.base && start < module.base + module.program.code.length;
    if (!isCode || unnamed === true || new Set(slots).size < slots.length) return undefined;
    const captured = [...capturedSlots.keys()].filter((index) => !slots.includes(capturedSlots[index]));
    const extra = captured.map((index) => capturedSlots[index]);
    const callee = this.callees.at(module, { start, layout, slots: [...slots, ...extra] });
    const { parameters } = value;
    const takesRest = parameters.at(-1)?.startsWith("...") === true;
    return { callee, wanted: parameters.length, takesRest, captured, forms: [] };
  }
}

/** Items of a list that a function is applied to at most. */
const MOST_APPLIED = 1_000;

function listOf(items: Value[]): List {
  return items.length === 0 ? List.EMPTY : List.of(items);
}

/** Written out for the number of values, as calls with lists of values take longer. */
function makeForm({ callee, wanted, takesRest, captured }: Entered, count: number): CallForm | null {
  if (takesRest ? count < wanted - 1 : count !== wanted) return null;
  const names = Array.from({ length: count }, (_, index) => `a${index}`);
  const values = takesRest ? names.slice(0, wanted - 1) : names;
  const rest = takesRest ? [`listOf([${names.slice(wanted - 1).join(", ")}])`] : [];
  const held = captured.map((index) => `f.captured.values[${index}]`);
  const text = `return (${["P", "M", "depth", "f", ...names].join(", ")}) =>
    C.code(${["P", "M", "depth", ...values, ...rest, ...held].join(", ")});`;
  const run = new Function("C", "listOf", `"use strict";\n${text}`)(callee, listOf) as RunForm;
  return { callee, run };
}

/** A place that calls function values. Generated code reads what it has called last. */
export class CallPlace {
  entry: Entry | null = null;
  form: CallForm | null = null;

  constructor(
    private readonly calls: ValueCalls,
    private readonly count: number,
  ) {}

  /** How a value is called here. */
  find(value: Value): CallForm | null {
    const form = this.calls.formOf(value, this.count);
    if (form !== null) {
      this.entry = (value as Closure | FunctionValue).entry;
      this.form = form;
    }
    return form;
  }
}
