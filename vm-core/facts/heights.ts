/**
 * How many values lie below a function when it starts: what its callers have left on the stack.
 *
 * Invariant: bounds that hold for every call; a function of which values exist may be called on any stack.
 */
import { ANYWHERE, type CallSite, Context, TOP } from "./context.ts";

export interface Base {
  low: number;
  high: number;
  /** A handler of some caller may take the function's faults. */
  isGuarded: boolean;
  /** Found by adding up calls, not by giving up. */
  isCounted: boolean;
}

const PATIENCE = 6;

/** Whether what lies below other functions is the same whichever of two is there. */
export function isCallingAlike(a: Context, b: Context): boolean {
  if (a.id !== b.id || a.escapes !== b.escapes || a.isAnywhere !== b.isAnywhere) return false;
  if (a.tries.size > 0 !== b.tries.size > 0 || a.calls.size !== b.calls.size) return false;
  const others = b.calls.values();
  for (const { callee, low, high, isGuarded } of a.calls.values()) {
    const other = others.next().value as CallSite;
    if (callee !== other.callee || low !== other.low || high !== other.high) return false;
    if (isGuarded !== other.isGuarded) return false;
  }
  return true;
}

export function findBases(contexts: ReadonlyMap<number, Context>): Map<Context, Base> {
  const bases = new Map<Context, Base>();
  const visits = new Map<Context, number>();
  const hasHandlers = [...contexts.values()].some(({ tries }) => tries.size > 0);
  // Stands for all code that holes lead to.
  const anywhere = new Context(ANYWHERE);
  const pending: Context[] = [];
  for (const context of contexts.values()) {
    if (!context.escapes && context.id !== TOP) continue;
    const high = context.escapes ? Number.POSITIVE_INFINITY : 0;
    bases.set(context, {
      low: 0,
      high,
      // What leads anywhere is among the calls of contexts, each with what waits for its faults.
      isGuarded: context.escapes && hasHandlers && !context.isAnywhere,
      isCounted: !context.escapes,
    });
    pending.push(context);
  }
  const reach = (callee: Context, from: Base) => {
    if (!widen(bases, callee, from)) return;
    const count = (visits.get(callee) ?? 0) + 1;
    visits.set(callee, count);
    if (count > PATIENCE) giveUp(bases.get(callee) as Base);
    pending.push(callee);
  };
  while (pending.length > 0) {
    const context = pending.pop() as Context;
    const base = bases.get(context) as Base;
    if (context === anywhere) {
      for (const part of contexts.values()) if (part.isAnywhere) reach(part, { ...base });
    }
    for (const { callee, low, high, isGuarded } of context.calls.values()) {
      reach(callee === ANYWHERE ? anywhere : (contexts.get(callee) as Context), {
        low: Math.max(0, base.low + low),
        high: Math.max(0, base.high + high),
        isGuarded: base.isGuarded || isGuarded,
        isCounted: base.isCounted && Number.isFinite(low) && Number.isFinite(high),
      });
    }
  }
  return bases;
}

function widen(bases: Map<Context, Base>, callee: Context, from: Base): boolean {
  const base = bases.get(callee);
  if (base === undefined) {
    bases.set(callee, from);
    return true;
  }
  const wasThere =
    base.low <= from.low &&
    base.high >= from.high &&
    (base.isGuarded || !from.isGuarded) &&
    (!base.isCounted || from.isCounted);
  if (wasThere) return false;
  base.low = Math.min(base.low, from.low);
  base.high = Math.max(base.high, from.high);
  base.isGuarded ||= from.isGuarded;
  base.isCounted &&= from.isCounted;
  return true;
}

function giveUp(base: Base): void {
  base.low = 0;
  base.high = Number.POSITIVE_INFINITY;
  base.isCounted = false;
}
