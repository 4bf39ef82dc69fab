/**
 * `ttvm --run-tests`: a few programs through the whole machine, to see that an installation is sound.
 *
 * Absent by design: completeness. The project's own tests are elsewhere.
 */
import { analyze, createMachine, drive, Fault, failureText } from "../index.ts";
import type { CommandContext } from "./command-context.ts";
import { nodeHost } from "./host/index.ts";

interface SelfTest {
  readonly name: string;
  readonly source: string;
  /** What it prints; after it the text of the fault that it ends with. */
  readonly expected: string;
}

/** Resolves with the exit code. */
export async function selfTest({ writeOutput }: CommandContext): Promise<number> {
  let failed = 0;
  let text = "";
  for (const test of SELF_TESTS) {
    const printed = await run(test);
    const passed = printed === test.expected;
    if (!passed) failed++;
    text += passed
      ? `ok   ${test.name}\n`
      : `FAIL ${test.name}\n     expected ${JSON.stringify(test.expected)}\n     printed  ${JSON.stringify(printed)}\n`;
  }
  text += `${SELF_TESTS.length - failed} passed, ${failed} failed\n`;
  await writeOutput(text);
  return failed > 0 ? 1 : 0;
}

async function run({ name, source }: SelfTest): Promise<string> {
  const { program, diagnostics } = analyze(name, 0, source);
  if (program === undefined) return diagnostics.map(({ message }) => message).join("\n");
  let printed = "";
  const host = nodeHost({
    write: (chunks) => {
      for (const { text } of chunks) printed += text;
    },
  });
  const readModule = async (path: string) => new Fault("FileError", `no module ${path} in the self test`);
  const { failure } = await drive(createMachine(program, { readModule }), host);
  host.close();
  return failure === null ? printed : printed + failureText(failure);
}

const lines = (...words: string[]): string => `${words.join("\n")}\n`;

const SELF_TESTS: readonly SelfTest[] = [
  {
    name: "integers are exact and wrap at 64 bits",
    source: lines(
      "PUSH_INT 9223372036854775807",
      "PUSH_INT 1",
      "ADD",
      "PRINT",
      "PUSH_INT 3037000500",
      "DUP",
      "MUL",
      "PRINT",
    ),
    expected: lines("-9223372036854775808", "-9223372036709301616"),
  },
  {
    name: "floats are written with the fewest digits",
    source: lines("PUSH_FLOAT 0.1", "PUSH_FLOAT 0.2", "ADD", "PRINT", "PUSH_FLOAT 2.0", "PRINT"),
    expected: lines("0.30000000000000004", "2"),
  },
  {
    name: "strings, lists and objects",
    source: lines(
      'PUSH_STR "a"',
      'PUSH_STR "b"',
      "CONCAT",
      "TRUE",
      "MAKE_LIST 2",
      "STORE list",
      "MAKE_OBJECT",
      "LOAD list",
      "SET_FIELD items",
      "DUP",
      "PRINT",
      "KEYS",
      "LEN",
      "PRINT",
    ),
    expected: lines("{items: [ab, true]}", "1"),
  },
  {
    name: "jumps and calls",
    source: lines(
      "PUSH_INT 10",
      "CALL sum n",
      "PRINT",
      "HALT",
      "LABEL sum",
      "LOAD n",
      "JZ zero",
      "LOAD n",
      "LOAD n",
      "PUSH_INT 1",
      "SUB",
      "CALL sum n",
      "ADD",
      "RET",
      "LABEL zero",
      "PUSH_INT 0",
      "RET",
    ),
    expected: lines("55"),
  },
  {
    name: "closures keep what they capture",
    source: lines(
      "PUSH_INT 40",
      "STORE x",
      "CAPTURE x",
      "MAKE_LAMBDA add y",
      "STORE f",
      "PUSH_INT 2",
      "LOAD f",
      "CALL_FUNCTION",
      "PRINT",
      "HALT",
      "LABEL add",
      "LOAD x",
      "LOAD y",
      "ADD",
      "RET",
    ),
    expected: lines("42"),
  },
  {
    name: "faults are caught",
    source: lines(
      "TRY handler",
      "PUSH_INT 1",
      "PUSH_INT 0",
      "DIV",
      "END_TRY",
      "LABEL handler",
      "CATCH e",
      "LOAD e",
      "GET_FIELD message",
      "PRINT",
    ),
    expected: lines("Division by zero"),
  },
  {
    name: "a fault that nobody catches ends the run",
    source: lines("PUSH_INT 1", "PRINT", "ADD"),
    expected: `${lines("1")}Stack underflow during ADD`,
  },
];
