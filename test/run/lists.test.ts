/** Programs that build, walk and map long lists: within the default limits, and copying in proportion to what they do. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readProgram } from "../../vm-core/machine/index.ts";
import { listWork } from "../../vm-core/value/list-arrays.ts";
import { runProgram, runText } from "../machine/run-text.ts";

const lisp = (text: string) => {
  const { program } = readProgram({ name: "main.lisp", text });
  assert.ok(program !== undefined);
  return program;
};

const BUILD = "(define (build n acc) (if (= n 0) acc (build (- n 1) (cons n acc))))";
const WALK = "(define (walk l sum) (if (null? l) sum (walk (cdr l) (+ sum (car l)))))";

/** Each with its output for `n` items. */
const PROGRAMS: Readonly<Record<string, readonly [(n: number) => string, (n: number) => number]>> = {
  "built by cons and walked by cdr": [
    (n) => `${BUILD} ${WALK} (print (walk (build ${n} (list)) 0))`,
    (n) => (n * (n + 1)) / 2,
  ],
  "mapped by hand": [
    (n) => `${BUILD} ${WALK}
      (define (double l) (if (null? l) (list) (cons (* 2 (car l)) (double (cdr l)))))
      (print (walk (double (build ${n} (list))) 0))`,
    (n) => n * (n + 1),
  ],
  "built by append-item and taken apart by rest": [
    (n) => `(define (grow n acc) (if (= n 0) acc (grow (- n 1) (append-item acc n))))
      (define (last l item) (if (null? l) item (last (rest l) (first l))))
      (print (+ (last (grow ${n} (list)) 0) ${n - 1}))`,
    (n) => n,
  ],
  "grown by append of one and mapped by map": [
    (n) => `${WALK}
      (define (grow n acc) (if (= n 0) acc (grow (- n 1) (append acc (list n)))))
      (print (walk (map (lambda (item) (* 2 item)) (grow ${n} (list))) 0))`,
    (n) => n * (n + 1),
  ],
  "used as a stack whose top changes": [
    (n) => `${BUILD}
      (define (change l n) (if (= n 0) l (change (cons n (cdr (cons 0 (cons 1 (cdr l))))) (- n 1))))
      (print (length (change (build ${n} (list)) ${n})))`,
    (n) => 2 * n,
  ],
};

describe("Long lists", () => {
  for (const [index, [what, [program, expected]]] of Object.entries(PROGRAMS).entries()) {
    // One of them shows that a million items are within the limits.
    const sizes = [1_000, 10_000, 100_000, ...(index === 0 ? [1_000_000] : [])];
    it(`${what} copy in proportion to their length`, async () => {
      for (const size of sizes) {
        const before = listWork.copied;
        const { stdout, error } = await runProgram(lisp(program(size)));
        assert.equal(error, "");
        assert.equal(stdout, `${expected(size)}\n`);
        const copied = listWork.copied - before;
        assert.ok(copied <= 40 * size, `${copied} items copied for ${size}`);
      }
    });
  }

  it("that are queues give back what has left them", async () => {
    const { stdout, error } = await runText(
      `MAKE_LIST 0
      STORE queue
      PUSH_INT 0
      STORE i
      LABEL next
      LOAD queue
      LOAD i
      LIST_APPEND
      STORE queue
      LOAD i
      PUSH_INT 1000
      LT
      JNZ keep
      LOAD queue
      PUSH_INT 1
      PUSH_INT 5000
      SLICE
      STORE queue
      LABEL keep
      LOAD i
      PUSH_INT 1
      ADD
      DUP
      STORE i
      PUSH_INT 600000
      LT
      JNZ next
      LOAD queue
      LEN
      PRINT`,
      { limits: { maxMemory: 20 * 2 ** 20 } },
    );
    assert.equal(error, "");
    assert.equal(stdout, "1000\n");
  });

  it("do not hold what only an older list shows: a part of one counts as the part", async () => {
    const live: number[] = [];
    const { error } = await runText(
      `PUSH_INT 1
      MAKE_LIST 1
      STORE l
      PUSH_INT 0
      STORE i
      LABEL double
      LOAD l
      LOAD l
      NATIVE list.concat_lists
      STORE l
      LOAD i
      PUSH_INT 1
      ADD
      DUP
      STORE i
      PUSH_INT 20
      LT
      JNZ double
      LOAD l
      PUSH_INT 1000
      PUSH_INT 1010
      SLICE
      STORE l
      PUSH_INT 0
      STORE i
      LABEL fill
      LOAD i
      MAKE_LIST 1
      POP
      LOAD i
      PUSH_INT 1
      ADD
      DUP
      STORE i
      PUSH_INT 400000
      LT
      JNZ fill`,
      { onCollection: ({ after }) => live.push(after) },
    );
    assert.equal(error, "");
    assert.ok((live.at(-1) as number) < 10_000, `${live.at(-1)} bytes alive`);
  });
});
