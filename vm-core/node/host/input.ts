/** Requests of the input group. */
import { Fault } from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import type { Performers } from "./performers.ts";

const ENDED = new Fault("FileError", "File operation failed on stdin: failed to fill whole buffer");

export const INPUT: Performers<"read-line" | "read-char" | "read-input" | "at-eof"> = {
  "read-line": (_, { input }) => input.line().catch(inputFault),
  "read-char": (_, { input }) =>
    input.character().then((character) => (character === "" ? ENDED : character), inputFault),
  "read-input": (_, { input }) => input.rest().catch(inputFault),
  "at-eof": (_, { input }) => input.isAtEnd().catch(inputFault),
};

function inputFault(error: unknown): Fault {
  return fileFault("stdin", error);
}
