/** Code of `try`: the body, its handler, and what happens in any case. */

import { Label } from "./emitter.ts";
import type { Destination, Generator } from "./generate.ts";
import type { NodeOf } from "./nodes.ts";
import { slotOf } from "./slots.ts";

export function generateTry(
  generator: Generator,
  { body, variable, handler, cleanup, span }: NodeOf<"try">,
  destination: Destination,
): void {
  if (cleanup !== undefined) {
    const failed = new Label();
    const end = new Label();
    const inner = destination === "effect" ? "effect" : "value";
    generator.emit("TRY", span, { target: failed });
    if (handler === undefined) generator.gen(body, inner);
    else generateTry(generator, { kind: "try", body, variable, handler, cleanup: undefined, span }, inner);
    generator.emit("END_TRY", span, { handler: null });
    generator.gen(cleanup, "effect");
    if (destination === "tail") generator.emit("RET", span);
    else generator.emit("JMP", span, { target: end });
    generator.place(failed);
    generator.emit("CATCH", span, { name: null, end: null });
    generator.gen(cleanup, "effect");
    generator.emit("THROW", span);
    generator.place(end);
    return;
  }
  const caught = new Label();
  const end = new Label();
  generator.emit("TRY", span, { target: caught });
  generator.gen(body, destination === "effect" ? "effect" : "value");
  generator.emit("END_TRY", span, { handler: null });
  if (destination === "tail") generator.emit("RET", span);
  else generator.emit("JMP", span, { target: end });
  generator.place(caught);
  if (variable !== undefined && handler !== undefined) {
    const isPlain = !variable.boxed;
    generator.emit("CATCH", variable.span, { name: isPlain ? slotOf(variable) : null, end: null });
    if (!isPlain) generator.store(variable, variable.span);
    generator.gen(handler, destination);
  }
  generator.place(end);
}
