/**
 * What a test run says last: a line for each step and, below it, each test that failed. Who has only the end of a long output
 * learns from it what is wrong.
 */

/** Lines of the causes of a failure that are told again at the end. */
const MOST_LINES = 12;

/** @typedef {{ readonly name: string, readonly lines: readonly string[] }} Failure lines: its causes, without indentation. */

/**
 * The failures that a step has printed: `FAIL name`, and its causes in the lines below that are indented. Lines that count the
 * tests of a file are no failures of their own, unless nothing else failed.
 *
 * @returns {Failure[]}
 */
export function failuresIn(output) {
  const failures = [];
  let lines;
  for (const line of output.split("\n")) {
    if (line.startsWith("FAIL ")) {
      lines = [];
      failures.push({ name: line.slice(5), lines });
    } else if (line.startsWith("     ")) lines?.push(line.slice(5));
    else lines = undefined;
  }
  const told = failures.filter(({ name }) => !/: \d+ passed, \d+ failed\b/.test(name));
  return told.length > 0 ? told : failures;
}

/**
 * The lines at the end of a run. `steps` are in their order: `{ title, passed, failed, seconds, failures }`, where `seconds` and
 * `failures` may be missing.
 */
export function resultLines(steps) {
  return steps.flatMap(({ title, passed, failed, seconds, failures = [] }) => {
    const time = seconds === undefined ? "" : ` (${seconds.toFixed(1)} s)`;
    const line = `${failed ? "FAIL" : "ok  "} ${title}: ${passed} passed, ${failed} failed${time}`;
    return [line, ...(failed ? failures.flatMap(failureLines) : [])];
  });
}

function failureLines({ name, lines }) {
  const rest = lines.length - MOST_LINES;
  return [
    `     FAIL ${name}`,
    ...lines.slice(0, MOST_LINES).map((line) => `          ${line}`),
    ...(rest > 0 ? [`          (${rest} more lines above)`] : []),
  ];
}
