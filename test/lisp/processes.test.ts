/** What processes of a Lisp program share: nothing that changes. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { MODES } from "../run/modes.ts";

/** Runs a program in every mode; `lines` is what it prints. */
async function prints(text: string, lines: readonly string[]): Promise<void> {
  const { program, diagnostics } = readLisp(text, "processes.lisp");
  assert.ok(program !== undefined, diagnostics[0]?.message);
  for (const [name, run] of Object.entries(MODES)) {
    const { stdout, error } = await run(program);
    assert.deepEqual(
      { stdout, error },
      { stdout: lines.map((line) => `${line}\n`).join(""), error: "" },
      name,
    );
  }
}

it("a global that one process sets stays as it was in the others", () =>
  prints(
    `(define total 1)
     (define (add n) (set! total (+ total n)) total)
     (define parent (self))
     (define (child) (add 10) (send parent total) (receive (:go (add 100) (send parent total))))
     (add 1)
     (define pid (spawn child))
     (receive (n (print "child" n)))
     (add 1000)
     (send pid :go)
     (receive (n (print "child" n)))
     (print "parent" total)`,
    ["child 12", "child 112", "parent 1002"],
  ));

it("a spawned closure has cells of its own, as they were", () =>
  prints(
    `(define (counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
     (define count (counter))
     (count)
     (define parent (self))
     (define (child f) (f) (send parent (f)))
     (spawn child count)
     (count)
     (receive (n (print "child" n)))
     (print "parent" (count))`,
    ["child 3", "parent 3"],
  ));

it("what a closure captures is copied with it", () =>
  prints(
    `(define parent (self))
     (let ((n 5))
       (define (bump) (set! n (+ n 1)) n)
       (spawn (lambda () (bump) (send parent (bump))))
       (bump)
       (receive (m (print "child" m)))
       (print "parent" n))`,
    ["child 7", "parent 6"],
  ));

it("closures in one message share the copy of their cell", () =>
  prints(
    `(define parent (self))
     (define (pair) (let ((n 0)) (list (lambda () (set! n (+ n 1)) n) (lambda () n))))
     (define both (pair))
     ((car both))
     (define pid (spawn (lambda () (receive ((bump look) (bump) (bump) (send parent (look)))))))
     (send pid both)
     (receive (n (print "child" n)))
     (print "parent" ((cadr both)))
     (send parent both)
     (receive ((bump look) (bump) (print "copy" (look))))
     (print "parent" ((cadr both)))`,
    ["child 3", "parent 1", "copy 2", "parent 1"],
  ));

it("a cell in an object or a list is found, wherever it is", () =>
  prints(
    `(define parent (self))
     (define state (let ((n 0)) {:add (list (lambda (m) (set! n (+ n m)) n)) :deep {:get (lambda () n)}}))
     (define (add m) ((car (get state :add)) m))
     (add 1)
     (define pid (spawn (lambda (mine) ((car (get mine :add)) 5) (send parent ((get (get mine :deep) :get)))) state))
     (add 10)
     (receive (n (print "child" n)))
     (print "parent" ((get (get state :deep) :get)))`,
    ["child 6", "parent 11"],
  ));

it("a supervised child begins with the globals of its start", () =>
  prints(
    `(define starts 0)
     (define parent (self))
     (define (worker) (set! starts (+ starts 1)) (send parent starts) (receive (:crash (throw "crash"))))
     (trap-exit true)
     (define first (spawn worker))
     (link first)
     (receive (n (print n)))
     (send first :crash)
     (receive ({:kind "exit" :reason why} (print "ended" (string-contains? why "crash"))))
     (define second (spawn worker))
     (receive (n (print n)))
     (print starts)`,
    ["1", "ended true", "1", "0"],
  ));
