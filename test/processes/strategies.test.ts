/**
 * What happens to three children when the middle one ends: every strategy, kind of restart and way to end, against
 * a model of what Erlang/OTP's supervisors do.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runProcesses } from "./run.ts";

const STRATEGIES = ["one_for_one", "one_for_all", "rest_for_one"] as const;
const RESTARTS = ["permanent", "transient", "temporary"] as const;
/** How the middle child ends: what it is sent, and whether that is an abnormal end. */
const ENDS = { normal: false, shutdown: false, crash: true } as const;
const SHUTDOWNS = [0, 30, 5_000];

/** The children report when they start and when they are told to end; process 1 ends the second and looks. */
function program(strategy: string, restart: string, end: string, siblings: string, shutdown: number): string {
  return `
    START_SUPERVISOR ${strategy}
    POP
    SUPERVISE_CHILD a ${siblings} ${shutdown}
    POP
    SUPERVISE_CHILD b ${restart} ${shutdown}
    POP
    SUPERVISE_CHILD c ${siblings} ${shutdown}
    POP
    CALL collect
    POP
    PUSH_STR "${end}"
    SEND 3
    CALL collect
    PRINT
    WHICH_CHILDREN
    PRINT
    PUSH_INT 0
    EXIT
LABEL collect
    MAKE_LIST 0
    STORE heard
LABEL more
    RECEIVE_TIMEOUT 8 over string
    STORE text
    LOAD heard
    LOAD text
    LIST_APPEND
    STORE heard
    JMP more
LABEL over
    LOAD heard
    RET
LABEL a
    PUSH_STR "a"
    TAIL_CALL child name
LABEL b
    PUSH_STR "b"
    TAIL_CALL child name
LABEL c
    PUSH_STR "c"
    TAIL_CALL child name
LABEL child
    TRUE
    TRAP_EXIT
    PUSH_STR "+"
    LOAD name
    CONCAT
    SEND 1
    RECEIVE
    DUP
    TYPE_OF
    PUSH_STR "object"
    EQ
    JNZ told
    DUP
    PUSH_STR "normal"
    EQ
    JNZ out
    FALSE
    TRAP_EXIT
    SELF
    EXIT_SIGNAL
LABEL told
    POP
    PUSH_STR "-"
    LOAD name
    CONCAT
    SEND 1
LABEL out
    RET
`;
}

interface Model {
  readonly heard: readonly string[];
  readonly left: readonly string[];
}

/** What the three children do according to Erlang/OTP. */
function model(
  strategy: string,
  restart: string,
  end: keyof typeof ENDS,
  siblings: string,
  shutdown: number,
): Model {
  const restarts = restart === "permanent" || (restart === "transient" && ENDS[end]);
  if (!restarts) {
    return { heard: [], left: restart === "temporary" ? ["a", "c"] : ["a", "b", "c"] };
  }
  const affected = { one_for_one: ["b"], one_for_all: ["a", "b", "c"], rest_for_one: ["b", "c"] }[
    strategy
  ] as string[];
  const stopped = affected.filter((name) => name !== "b").reverse();
  const started = affected.filter((name) => name === "b" || siblings !== "temporary");
  return {
    // Those that are killed say nothing.
    heard: [
      ...(shutdown === 0 ? [] : stopped.map((name) => `-${name}`)),
      ...started.map((name) => `+${name}`),
    ],
    left: ["a", "b", "c"].filter((name) => started.includes(name) || !affected.includes(name)),
  };
}

for (const strategy of STRATEGIES) {
  for (const restart of RESTARTS) {
    describe(`${strategy}, a ${restart} child`, () => {
      for (const end of Object.keys(ENDS) as (keyof typeof ENDS)[]) {
        it(`that ends: ${end}`, async () => {
          for (const siblings of ["permanent", "temporary"]) {
            for (const shutdown of SHUTDOWNS) {
              const { stdout } = await runProcesses(program(strategy, restart, end, siblings, shutdown));
              const [heard, children] = stdout.split("\n");
              const expected = model(strategy, restart, end, siblings, shutdown);
              const what = `siblings ${siblings}, shutdown ${shutdown}`;
              assert.equal(heard, `[${expected.heard.join(", ")}]`, what);
              const names = [...children.matchAll(/name: (\w)/g)].map(([, name]) => name);
              assert.deepEqual(names, expected.left, what);
            }
          }
        });
      }
    });
  }
}
