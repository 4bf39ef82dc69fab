/** States of code that is elsewhere now: the handlers that are open have moved. */
import { type HandlerState, type State, withHandlers } from "./state.ts";

/** A state with its handlers where these are now. */
export function withMovedHandlers(state: State, move: (address: number) => number): State {
  const { handlers } = state;
  if (handlers === null || handlers === "unknown") return state;
  return withHandlers(state, movedHandlers(handlers, move));
}

function movedHandlers(handlers: HandlerState, move: (address: number) => number): HandlerState {
  // Innermost first in the list, which may be long.
  const found: Exclude<HandlerState, null | "unknown">[] = [];
  let at = handlers;
  for (; at !== null && at !== "unknown"; at = at.previous) found.push(at);
  for (const one of found.reverse()) at = { ...one, target: move(one.target), previous: at };
  return at;
}
