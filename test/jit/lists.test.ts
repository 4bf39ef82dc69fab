/** Items of lists in generated code, whatever the lists have grown from. */
import { describe, it } from "node:test";
import { compareMachines, GENERATED } from "../ir/compare.ts";

/** Adds up the items of a list, backwards, as often as `rounds` says. */
function summing(list: string, rounds: number): string {
  return `${list}
    STORE items
    PUSH_INT 0
    STORE sum
    PUSH_INT ${rounds}
    STORE n
LABEL round
    LOAD items
    LEN
    STORE k
LABEL next
    LOAD k
    PUSH_INT 1
    SUB
    STORE k
    LOAD items
    LOAD k
    INDEX
    LOAD k
    MUL
    LOAD sum
    ADD
    STORE sum
    LOAD k
    JNZ next
    LOAD n
    PUSH_INT 1
    SUB
    STORE n
    LOAD n
    JNZ round
    LOAD sum
    PRINT`;
}

const SEVEN =
  "PUSH_INT 1\nPUSH_INT 2\nPUSH_INT 3\nPUSH_INT 4\nPUSH_INT 5\nPUSH_INT 6\nPUSH_INT 7\nMAKE_LIST 7";
/** A list with a hundred items more, each of which is added in this way. */
function grown(by: string): string {
  return `${SEVEN}
    STORE start
    PUSH_INT 100
    STORE c
LABEL more
    ${by}
    STORE start
    LOAD c
    PUSH_INT 1
    SUB
    STORE c
    LOAD c
    JNZ more
    LOAD start`;
}
const LISTS: Record<string, string> = {
  "one array": SEVEN,
  "a part of an array": `${SEVEN}\nREST\nREST`,
  "grown at its end": grown("LOAD start\nLOAD c\nLIST_APPEND"),
  "grown at its start": grown("LOAD c\nLOAD start\nNATIVE list.prepend"),
  "grown at both ends": grown("LOAD c\nLOAD start\nNATIVE list.prepend\nLOAD c\nLIST_APPEND"),
  "a tree with items around it": `${grown("LOAD start\nLOAD c\nLIST_APPEND")}
    STORE long
    LOAD long
    PUSH_INT 8
    LIST_APPEND
    STORE other
    LOAD long
    PUSH_INT 9
    LIST_APPEND
    STORE long
    PUSH_INT 5
    LOAD long
    NATIVE list.prepend`,
};

describe("items of lists in generated code", () => {
  for (const [name, list] of Object.entries(LISTS))
    it(`are those of the interpreter: ${name}`, () => compareMachines(summing(list, 40), GENERATED));
});
