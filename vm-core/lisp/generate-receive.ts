/** Code of `receive`: the machine takes the message, and says again which pattern it was. */
import { Label } from "./emitter.ts";
import type { Destination, Generator } from "./generate.ts";
import type { NodeOf } from "./nodes.ts";

/** What a process that waits is said to wait in. */
const RECEIVE = { name: "receive" };

export function generateReceive(
  generator: Generator,
  { clauses, message, after, span }: NodeOf<"receive">,
  destination: Destination,
): void {
  const end = new Label();
  const late = new Label();
  const patterns = clauses.map(({ pattern }) => pattern);
  // Without clauses any message will do, but for a receive that only waits.
  if (after !== undefined) {
    const { milliseconds } = after;
    const wanted = patterns.length > 0 ? patterns : ["signal:~never"];
    generator.emitter.emitOf(RECEIVE, "RECEIVE_TIMEOUT", span, {
      milliseconds,
      target: late,
      patterns: wanted,
    });
  } else if (patterns.length > 0) generator.emitter.emitOf(RECEIVE, "RECEIVE_MATCH", span, { patterns });
  else generator.emitter.emitOf(RECEIVE, "RECEIVE", span);
  if (clauses.length > 0) generator.store(message, span);
  clauses.forEach(({ bindings, body, pattern }, index) => {
    const next = new Label();
    const isLast = index === clauses.length - 1;
    if (!isLast) {
      generator.emit("LOAD", span, { name: message.slot });
      generator.emit("MATCH", span, { patterns: [pattern] });
      generator.emit("SWAP", span);
      generator.emit("POP", span);
      generator.emit("JNZ", span, { target: next });
    }
    for (const { variable, value } of bindings) {
      generator.gen(value, "value");
      generator.store(variable, variable.span);
    }
    generator.gen(body, destination);
    if (destination !== "tail") generator.emit("JMP", span, { target: end });
    generator.place(next);
  });
  if (clauses.length === 0) generator.settle(true, destination, span);
  if (clauses.length === 0 && destination !== "tail") generator.emit("JMP", span, { target: end });
  generator.place(late);
  if (after !== undefined) generator.gen(after.body, destination);
  generator.place(end);
}
