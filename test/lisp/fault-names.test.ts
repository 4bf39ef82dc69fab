/** Every function of the library that is called with values of kinds that it does not take says so in its own name. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { type LispFunction, lispFunctions } from "../../vm-core/lisp/library-docs.ts";
import { runProgram } from "../machine/run-text.ts";

const KINDS = [
  "5",
  "-1",
  "2.5",
  '"text"',
  "(list)",
  "(list 1 2)",
  "true",
  "null",
  "{:a 1}",
  "(lambda () 1)",
  "(vector 1 2)",
  "(make-hash-table)",
];

/** What raises a value of the program's own, waits, writes, or ends the run. */
const OTHERS = new Set([
  ...[
    "throw",
    "raise",
    "raise-continuable",
    "error",
    "eval",
    "exit",
    "random",
    "sleep",
    "yield",
    "read-file",
  ],
  ...["read", "read-char", "read-text-line", "read-line", "write-file", "generator->list", "make-generator"],
  ...["display", "print", "println", "write", "write-char", "write-line", "write-string", "display-error"],
]);

function callsOf({ name, parameters, rest, most }: LispFunction): readonly string[] {
  const least = name === "apply" ? 2 : parameters.length - (rest ? 1 : 0);
  const counts = rest ? [least, least + 1, least + 2].filter((count) => count <= most) : [least];
  return counts.flatMap((count) =>
    count === 0
      ? []
      : KINDS.map((kind) => `(${name} ${Array.from({ length: count }, () => kind).join(" ")})`),
  );
}

/** Calls that gave a fault, with its message. */
async function faultsOf(calls: readonly string[]): Promise<readonly string[]> {
  const tries = calls.map((call, i) => `(try ${call} (catch e (print ${i} "=>" (str (get e :message)))))`);
  const { program, diagnostics } = readLisp(tries.join("\n"), "kinds.lisp");
  assert.ok(program !== undefined, diagnostics[0]?.message);
  const { stdout, error } = await runProgram(program, { limits: { maxInstructions: 2_000_000 } });
  assert.equal(error, "");
  return stdout
    .split("\n")
    .filter((line) => /^\d+ => /.test(line))
    .map((line) => line.replace(/^\d+/, (index) => calls[Number(index)]));
}

it("a fault has the name of the function that the program has called", async () => {
  const wrong: string[] = [];
  let count = 0;
  for (const known of lispFunctions().values()) {
    const { name } = known;
    if (OTHERS.has(name)) continue;
    for (const fault of await faultsOf(callsOf(known))) {
      count++;
      const message = fault.slice(fault.indexOf(" => ") + 4);
      // A function that the program hands over is called with arguments that it does not take.
      const isOfLambda = message.startsWith("`lambda` takes 0 arguments");
      if (!message.startsWith(`${name}: `) && !isOfLambda) wrong.push(fault);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 1_500, `only ${count} faults`);
});
