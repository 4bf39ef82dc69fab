/**
 * The entry point that VS Code calls in its extension host (extensionTestsPath).
 *
 * Every outcome is written to the file that TTVM_TEST_RESULT names as soon as it is known, with `finished`
 * at the end: the host's exit code does not tell a finished run from a host that died.
 */
import { writeFileSync } from "node:fs";
import Mocha from "mocha";

interface Outcome {
  readonly title: string;
  readonly ms: number;
  readonly error?: string;
}

export function run(): Promise<void> {
  const grep = process.env.TTVM_TEST_GREP || undefined;
  // A busy machine can make VS Code miss a moment: what fails twice has failed, and a second try is told.
  const mocha = new Mocha({ ui: "bdd", timeout: 30_000, retries: 1, grep });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  // Mocha's globals exist from here on.
  require("./client.suite.ts");
  require("./language.suite.ts");
  require("./library.suite.ts");
  require("./lisp.suite.ts");
  require("./assembly.suite.ts");
  require("./debugging.suite.ts");
  require("./allowing.suite.ts");
  require("./lisp-debugging.suite.ts");
  return new Promise((resolve, reject) => {
    const tests: Outcome[] = [];
    const runner = mocha.run((failures) => {
      write(tests, true);
      if (failures) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
    runner.on("pass", (test) => {
      const again = (test as unknown as { currentRetry(): number }).currentRetry() > 0 ? ", second try" : "";
      tests.push({ title: test.fullTitle() + again, ms: test.duration ?? 0 });
      write(tests, false);
    });
    runner.on("fail", (test, error) => {
      tests.push({ title: test.fullTitle(), ms: 0, error: String(error?.stack ?? error) });
      write(tests, false);
    });
  });
}

function write(tests: Outcome[], finished: boolean): void {
  const file = process.env.TTVM_TEST_RESULT;
  if (file) writeFileSync(file, JSON.stringify({ finished, tests }));
  else if (finished)
    console.log(tests.map((test) => `${test.error ? "FAIL" : "ok  "} ${test.title}`).join("\n"));
}
