/**
 * A long program in Lisp as people write it: functions with loops, local variables, handlers and closures, each called at
 * the end.
 *
 * Invariant: the same number of lines gives the same text, and it runs to its end without a fault.
 */

/** The text of a program of about so many lines. */
export function longLisp(lines: number): string {
  const functions: string[] = [];
  const calls: string[] = [];
  for (let number = 0; functions.length + calls.length < lines - 2; number++) {
    const { text, call } = FUNCTIONS[number % FUNCTIONS.length];
    const filled = (template: string) => template.replaceAll("#", String(number)).split("\n");
    functions.push(...filled(text), "");
    calls.push(...filled(call));
  }
  return `${["; A long program.", ...functions, ...calls].join("\n")}\n`;
}

/** `#` is a number that is different in each. */
const FUNCTIONS: readonly { readonly text: string; readonly call: string }[] = [
  {
    call: "(print (sum-# 10))",
    text: `; The sum of the numbers up to a limit, with a weight.
(define (sum-# limit)
  (let loop ((i 1)
             (total 0))
    (if (> i limit)
        total
        (loop (+ i 1)
              (+ total (* i #))))))`,
  },
  {
    call: "(print (factorial-# 12))",
    text: `; The factorial.
(define (factorial-# n)
  (if (<= n 1)
      1
      (* n (factorial-# (- n 1)))))`,
  },
  {
    call: "(print (average-# (list 3 # 8)))",
    text: `; The average of a list; 0 of an empty one.
(define (average-# items)
  (define count (length items))
  (define (sum rest so-far)
    (if (null? rest)
        so-far
        (sum (cdr rest)
             (+ so-far (car rest)))))
  (if (= count 0)
      0
      (/ (sum items 0) count)))`,
  },
  {
    call: "(print (ratio-# 7 0))",
    text: `; A ratio in percent; a negative number where there is none.
(define (ratio-# part whole)
  (try
    (/ (* part 100) whole)
    (catch _
      (print "no ratio")
      -1)))`,
  },
  {
    call: "(print ((counter-# #) 5))",
    text: `; Adds a step with a closure.
(define (counter-# step)
  (lambda (value)
    (let ((twice (* 2 step)))
      (+ value twice))))`,
  },
];
