/**
 * Holes: what a line does of which that is not known.
 *
 * It may take and leave any values, store the variables that are named anywhere, call, return, close handlers, and go to
 * any label. Not opening one: a fault stays a fault where something waits for it.
 */
import { forgetCall, leave } from "./calls.ts";
import { TOP } from "./context.ts";
import type { ProgramPoint } from "./program-point.ts";
import { doubtHandlers, forgetStack, forgetValues, openVariables } from "./state.ts";

/** What is known after a hole; the next line may always follow. */
export function passHole(point: ProgramPoint): boolean {
  const { machine, node, address, state } = point;
  const { holes } = machine.code;
  forgetValues(state);
  if (holes?.bindAny === true) {
    openVariables(state);
    machine.outside.openAll();
  }
  forgetStack(state, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  if (holes?.at.get(address)?.opensHandler === true) state.handlers = "unknown";
  else doubtHandlers(state);
  forgetCall(point);
  if (node.context.id !== TOP) leave(point);
  return true;
}
