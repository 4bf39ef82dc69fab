/**
 * Lisp beside assembly: the programs of test/bench/lisp run in turn with the same programs written by hand, in one run.
 * Printed is how much longer the Lisp takes; 1.3 times is what it may.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export const LISP_BENCHES = { "lisp-fib": "fib", "lisp-loop": "loop_sum" };

/** `once` runs `ttvm` with these words; `start` are the milliseconds of a program of one instruction. */
export function measureLisp(names, { folder, scratch, sizes, runs, start, once }) {
  console.log(`\n${"Lisp".padEnd(16)}${"assembly".padStart(12)}${"Lisp".padStart(12)}${"ratio".padStart(9)}`);
  for (const name of names) {
    const program = LISP_BENCHES[name];
    const files = {
      assembly: sized(
        path.join(folder, `${program}.ttvm`),
        /PUSH_INT -?\d+ ; @N/,
        `PUSH_INT ${sizes[program]}`,
      ),
      lisp: sized(
        path.join(folder, "lisp", `${program}.lisp`),
        /\(define size \d+\)/,
        `(define size ${sizes[program]})`,
      ),
    };
    const best = { assembly: Infinity, lisp: Infinity };
    for (let run = 0; run < runs; run++) {
      const outputs = new Set();
      for (const [kind, file] of Object.entries(files)) {
        const { milliseconds, output } = once(["run", file]);
        best[kind] = Math.min(best[kind], milliseconds);
        outputs.add(output);
      }
      if (outputs.size !== 1) throw new Error(`${name}: the outputs differ`);
    }
    const [assembly, lisp] = [best.assembly, best.lisp].map((milliseconds) =>
      Math.max(milliseconds - start, 0.1),
    );
    const figures = [assembly, lisp]
      .map((milliseconds) => `${milliseconds.toFixed(1)} ms`.padStart(12))
      .join("");
    console.log(`${name.padEnd(16)}${figures}${(lisp / assembly).toFixed(2).padStart(9)}`);
  }

  function sized(file, pattern, replacement) {
    const source = readFileSync(file, "utf8");
    if (!pattern.test(source)) throw new Error(`${file} has no size`);
    const copy = path.join(scratch, `lisp-${path.basename(file)}`);
    writeFileSync(copy, source.replace(pattern, replacement));
    return copy;
  }
}
