/** What the command line says and does about processes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { folder, lines } from "./command.ts";
import { ttvmHere } from "./in-process.ts";

const cwd = folder({
  "waits.ttvm": lines(
    "MAKE_FUNCTION idle",
    "SPAWN",
    "POP",
    "RECEIVE",
    "HALT",
    "LABEL idle",
    "RECEIVE_MATCH int",
    "RET",
  ),
  "left.ttvm": lines("MAKE_FUNCTION idle", "SPAWN", "POP", "HALT", "LABEL idle", "RECEIVE", "RET"),
  "signal.ttvm": lines('PUSH_STR "enough"', "SELF", "EXIT_SIGNAL"),
  "child.ttvm": lines(
    "MAKE_FUNCTION bad",
    "SPAWN",
    "POP",
    "HALT",
    "LABEL bad",
    "PUSH_INT 1",
    "PUSH_INT 0",
    "DIV",
    "RET",
  ),
  "leak.ttvm": lines(
    "MAKE_FUNCTION idle",
    "SPAWN",
    "STORE p",
    ...Array.from({ length: 3 }, () => ['PUSH_STR "x"', "LOAD p", "SEND"]).flat(),
    "HALT",
    "LABEL idle",
    "RECEIVE_MATCH int",
    "RET",
  ),
  "many.ttvm": lines(
    "PUSH_INT 2500",
    "LABEL again",
    "MAKE_FUNCTION worker",
    "SPAWN",
    "POP",
    "PUSH_INT 1",
    "SUB",
    "DUP",
    "JNZ again",
    "HALT",
    "LABEL worker",
    "PUSH_INT 7",
    "PUSH_INT 1",
    "SEND",
    "RET",
  ),
  "race.test.ttvm": lines(
    "MAKE_FUNCTION say s",
    "STORE say",
    'PUSH_STR "a"',
    "LOAD say",
    "SPAWN",
    "POP",
    'PUSH_STR "b"',
    "LOAD say",
    "SPAWN",
    "POP",
    "HALT",
    "LABEL say",
    "LOAD s",
    "PRINT",
    "; expect: a",
    "; expect: b",
    "RET",
  ),
});

describe("processes on the command line", () => {
  it("names those that wait when nothing can wake them", async () => {
    const waits = await ttvmHere(["waits.ttvm"], { cwd });
    assert.equal(waits.code, 1);
    assert.match(
      waits.stderr,
      /Nothing can wake what waits:\n {2}process 1 \(main\) waits in RECEIVE at waits\.ttvm:4\n {2}process 2 \(idle\) waits in RECEIVE_MATCH/,
    );
    const left = await ttvmHere(["left.ttvm"], { cwd });
    assert.equal(left.code, 0);
    assert.match(left.stderr, /process 2 \(idle\) waits in RECEIVE/);
  });

  it("says that an exit signal ended the program", async () => {
    const { code, stderr } = await ttvmHere(["signal.ttvm"], { cwd });
    assert.equal(code, 1);
    assert.equal(stderr, "Error: an exit signal ended process 1: enough\n");
  });

  it("reports the fault of another process in one line", async () => {
    const { code, stderr } = await ttvmHere(["child.ttvm"], { cwd });
    assert.equal(code, 0);
    assert.equal(stderr, "Error in process 2: Division by zero\n");
  });

  it("--trace-procs writes events in order, and names a mailbox that only grew", async () => {
    const { stderr } = await ttvmHere(["--trace-procs", "leak.ttvm"], { cwd });
    const numbers = [...stderr.matchAll(/^\[procs\] #(\d+) /gm)].map(([, number]) => Number(number));
    assert.deepEqual(
      numbers,
      Array.from({ length: numbers.length }, (_, index) => index + 1),
    );
    assert.ok(numbers.length >= 5);
    assert.match(stderr, /The mailbox of process 2 \(idle\) only grew: 3 messages left, none ever taken\./);
  });

  it("--profile-procs counts reductions and messages", async () => {
    const { stderr } = await ttvmHere(["--profile-procs", "--no-table", "leak.ttvm"], { cwd });
    assert.match(stderr, /═══ Process Profile ═══/);
    assert.match(stderr, /Process 1 - Name main - Parent 0 - Reductions \d+ - Sent 3 - Received 0/);
  });

  it("--profile-procs tells of the first processes one by one, and of all others in one row", async () => {
    const { stderr } = await ttvmHere(["--profile-procs", "--no-table", "many.ttvm"], { cwd });
    const rows = stderr.split("\n").filter((line) => line.startsWith("  Process "));
    assert.equal(rows.length, 2_001);
    assert.match(rows[1], /Process 2 - Name worker - Parent 1 - Reductions 4 - Sent 1 - Received 0/);
    assert.match(rows[2_000], /Process … - Name 501 more processes - Parent … - Reductions 2004 - Sent 501 /);
  });

  it("--seed chooses an order, the same one each time", async () => {
    const outputs = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const { stdout } = await ttvmHere(["--seed", String(seed), "race.test.ttvm"], { cwd });
      const again = await ttvmHere(["--seed", String(seed), "race.test.ttvm"], { cwd });
      assert.equal(again.stdout, stdout);
      outputs.add(stdout);
    }
    assert.deepEqual([...outputs].sort(), ["a\nb\n", "b\na\n"]);
  });

  it("test --schedules finds the order that fails, and says how to see it again", async () => {
    assert.equal((await ttvmHere(["test", "race.test.ttvm"], { cwd })).code, 0);
    const { code, stdout } = await ttvmHere(["test", "--schedules", "20", "race.test.ttvm"], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /with the order of processes of --seed \d+:/);
  });
});
