/**
 * Arbitrary programs of several processes: they send, receive, link, monitor, signal, fail, spawn and supervise.
 *
 * Process 1 starts all workers, and waits until they are ready, before it lets any of them go: so worker `n` is
 * process `n + 2`, and those that trap exits do so before the first exit. Messages say who sent them and are never sent twice. Every program
 * ends, though its processes may be left waiting.
 */
import fc from "fast-check";

/** Who writes a line: its number as a process, and a number that is never the same. */
interface Writing {
  readonly pid: number;
  readonly workers: number;
  fresh(): number;
}

type Action = (writing: Writing) => readonly string[];

const WORKERS = 5;
const NAMES = ["red", "green"];
/** Children of supervisors and the way they end. */
const CHILDREN = ["steady", "ender", "crasher", "stubborn"];

/** One of the workers, or process 1. */
const someone = fc.nat({ max: WORKERS });
const pidOf = (who: number, { workers }: Writing) => (who >= workers ? 1 : who + 2);

const pattern = fc.constantFrom("", "int", "string", "exit", "down", "int string", "any", "object");
const reason = fc.constantFrom('"normal"', '"enough"', '"enough"', '"kill"', '"shutdown"');

const send: fc.Arbitrary<Action> = fc.tuple(someone, fc.boolean()).map(
  ([who, asText]): Action =>
    (writing) => {
      const number = writing.pid * 1_000 + writing.fresh();
      return [asText ? `PUSH_STR "m${number}"` : `PUSH_INT ${number}`, `SEND ${pidOf(who, writing)}`];
    },
);

const take = (timeout: fc.Arbitrary<number>): fc.Arbitrary<Action> =>
  fc.tuple(pattern, timeout).map(
    ([patterns, milliseconds]): Action =>
      (writing) => {
        const label = `on${writing.pid}_${writing.fresh()}`;
        return [`RECEIVE_TIMEOUT ${milliseconds} ${label} ${patterns}`, "POP", `LABEL ${label}`];
      },
  );

const onOther = (instruction: string): fc.Arbitrary<Action> =>
  someone.map(
    (who): Action =>
      (writing) => [`${instruction} ${pidOf(who, writing)}`, "POP"],
  );

const signal: fc.Arbitrary<Action> = fc.tuple(someone, reason).map(
  ([who, text]): Action =>
    (writing) => [`PUSH_STR ${text}`, `PUSH_INT ${pidOf(who, writing)}`, "EXIT_SIGNAL"],
);

const lines =
  (...written: string[]): Action =>
  () =>
    written;

const compute: fc.Arbitrary<Action> = fc.integer({ min: 1, max: 600 }).map(
  (count): Action =>
    (writing) => {
      const label = `loop${writing.pid}_${writing.fresh()}`;
      return [`PUSH_INT ${count}`, `LABEL ${label}`, "PUSH_INT 1", "SUB", "DUP", `JNZ ${label}`, "POP"];
    },
);

const name = fc.constantFrom(...NAMES);

function actions(timeout: fc.Arbitrary<number>): fc.Arbitrary<Action> {
  return fc.oneof(
    { weight: 8, arbitrary: send },
    { weight: 6, arbitrary: take(timeout) },
    { weight: 1, arbitrary: pattern.map((patterns) => lines(`RECEIVE_MATCH ${patterns || "any"}`, "POP")) },
    { weight: 3, arbitrary: onOther("LINK") },
    { weight: 1, arbitrary: onOther("UNLINK") },
    {
      weight: 2,
      arbitrary: someone.map(
        (who): Action =>
          (writing) => [
            `LINK ${pidOf(who, writing)}`,
            "POP",
            "YIELD",
            `UNLINK ${pidOf(who, writing)}`,
            "POP",
          ],
      ),
    },
    {
      weight: 3,
      arbitrary: someone.map(
        (who): Action =>
          (writing) => [`MONITOR ${pidOf(who, writing)}`, "STORE ref"],
      ),
    },
    { weight: 1, arbitrary: fc.constant(lines("LOAD ref", "DEMONITOR", "POP")) },
    { weight: 2, arbitrary: signal },
    { weight: 2, arbitrary: compute },
    { weight: 1, arbitrary: fc.constant(lines("YIELD")) },
    { weight: 1, arbitrary: fc.constantFrom(lines("HALT"), lines('PUSH_STR "thrown"', "THROW")) },
    {
      weight: 2,
      arbitrary: fc.constant(lines("SELF", "MAKE_FUNCTION child parent", "SPAWN", "LINK", "POP")),
    },
    { weight: 1, arbitrary: name.map((known) => lines(`REGISTER ${known}`, "POP")) },
    { weight: 1, arbitrary: name.map((known) => lines(`UNREGISTER ${known}`, "POP")) },
    {
      weight: 1,
      arbitrary: name.map(
        (known): Action =>
          (writing) => [`PUSH_INT ${writing.pid * 1_000 + writing.fresh()}`, `SENDNAMED ${known}`, "POP"],
      ),
    },
  );
}

interface Worker {
  readonly kind: "plain" | "trapping" | "supervising";
  readonly setup: readonly string[];
  readonly script: readonly Action[];
}

const supervision = (shutdown: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc
    .tuple(
      fc.constantFrom("one_for_one", "one_for_all", "rest_for_one"),
      fc.integer({ min: 0, max: 3 }),
      fc.array(
        fc.tuple(
          fc.constantFrom(...CHILDREN),
          fc.constantFrom("permanent", "transient", "temporary"),
          shutdown,
        ),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      fc.array(fc.tuple(fc.constantFrom("RESTART_CHILD", "STOP_CHILD"), fc.constantFrom(...CHILDREN)), {
        maxLength: 3,
      }),
    )
    .map(([strategy, intensity, children, orders]) => [
      `START_SUPERVISOR ${strategy} ${intensity}`,
      "POP",
      ...children.flatMap(([child, restart, time]) => [`SUPERVISE_CHILD ${child} ${restart} ${time}`, "POP"]),
      ...orders.flatMap(([order, child]) => ["YIELD", `${order} ${child}`, "POP"]),
    ]);

function worker(timeout: fc.Arbitrary<number>, shutdown: fc.Arbitrary<string>): fc.Arbitrary<Worker> {
  const script = fc.array(actions(timeout), { minLength: 1, maxLength: 12 });
  return fc.oneof(
    { weight: 4, arbitrary: script.map((acts): Worker => ({ kind: "plain", setup: [], script: acts })) },
    {
      weight: 3,
      arbitrary: script.map((acts): Worker => ({ kind: "trapping", setup: [], script: acts })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(supervision(shutdown), script)
        .map(([setup, acts]): Worker => ({ kind: "supervising", setup, script: acts })),
    },
  );
}

const CHILD_TEXTS = `
LABEL child
  PUSH_STR "from a child"
  LOAD parent
  SEND
  RET
LABEL steady
  RECEIVE
  POP
  JMP steady
LABEL ender
  RECEIVE_TIMEOUT 0 ender_end
LABEL ender_end
  RET
LABEL crasher
  YIELD
  PUSH_INT 1
  PUSH_INT 0
  DIV
LABEL stubborn
  TRUE
  TRAP_EXIT
LABEL stubborn_again
  RECEIVE
  POP
  JMP stubborn_again
`;

function textOf(workers: readonly Worker[], main: readonly Action[]): string {
  let numbers = 0;
  const writing = (pid: number): Writing => ({ pid, workers: workers.length, fresh: () => numbers++ });
  const body = (pid: number, script: readonly Action[]) => script.flatMap((act) => act(writing(pid)));
  const text = ["TRUE", "TRAP_EXIT", 'PUSH_STR "none"', "STORE ref"];
  for (const [index, { kind }] of workers.entries()) {
    text.push(`MAKE_FUNCTION ${kind}${index}`, "SPAWN", "POP");
  }
  for (const _ of workers) text.push('RECEIVE_MATCH "ready"', "POP");
  for (const index of workers.keys()) text.push('PUSH_STR "go"', `SEND ${index + 2}`);
  text.push(...body(1, main), "HALT");
  workers.forEach(({ kind, setup, script }, index) => {
    text.push(`LABEL ${kind}${index}`, 'PUSH_STR "none"', "STORE ref");
    if (kind === "trapping") text.push("TRUE", "TRAP_EXIT");
    text.push('PUSH_STR "ready"', "SEND 1", 'RECEIVE_MATCH "go"', "POP");
    text.push(...setup, ...body(index + 2, script), "RET");
  });
  return `${text.join("\n")}${CHILD_TEXTS}`;
}

function programs(timeout: fc.Arbitrary<number>, shutdown: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.array(worker(timeout, shutdown), { minLength: 1, maxLength: WORKERS }),
      fc.array(actions(timeout), { maxLength: 6 }),
    )
    .map(([workers, main]) => textOf(workers, main));
}

/** Nothing in them depends on the clock: the same order gives the same run. */
export const timelessProcesses = programs(fc.constant(0), fc.constant("0"));
/** With timeouts, and children that are killed when they take too long to end. */
export const timedProcesses = programs(fc.constantFrom(0, 0, 0, 1), fc.constantFrom("0", "1", "2"));
