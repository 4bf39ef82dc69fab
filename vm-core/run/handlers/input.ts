/** Steps of the input group. */
import type { Mnemonic } from "../../isa/index.ts";
import type { Handlers } from "../step.ts";
import { asking } from "./asking.ts";

export const INPUT_HANDLERS = {
  READ_LINE: asking("READ_LINE", 0, () => ({ kind: "read-line" })),
  READ_CHAR: asking("READ_CHAR", 0, () => ({ kind: "read-char" })),
  READ_INPUT: asking("READ_INPUT", 0, () => ({ kind: "read-input" })),
  AT_EOF: asking("AT_EOF", 0, () => ({ kind: "at-eof" })),
} as const satisfies Partial<Handlers<Mnemonic>>;
