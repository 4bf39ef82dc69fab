/** What is said about a text is short, however long what it repeats of the text is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { diagnostics, LANGUAGES, libraryExports, withLibrary } from "../../vm-core/index.ts";
import { toldMessage } from "../../vm-core/text/told-message.ts";

const NAME = "x".repeat(100_000);

const TEXTS: Readonly<Record<keyof typeof LANGUAGES, readonly string[]>> = {
  asm: [
    `${NAME}\n`,
    `JMP ${NAME}\n`,
    `LOAD ${NAME}\nPRINT\n`,
    `PUSH_INT 1\nSTORE ${NAME}\n`,
    `PUSH_INT ${NAME}\n`,
    `IMPORT ${NAME}\n`,
    `NATIVE ${NAME}\n`,
    `LABEL ${NAME}\nLABEL ${NAME}\n`,
    `CALL f\nHALT\nLABEL f\nLOAD ${NAME}\nADD\nRET\n`,
  ],
  lisp: [
    `(${NAME} 1)\n`,
    `(print ${NAME})\n`,
    `(define (${NAME}) 1) (print (${NAME} 2))\n`,
    `(import "${NAME}")\n`,
    `(print (+ 1 "${NAME}"))\n`,
    `(print #\\${NAME})\n`,
  ],
};

/** Of a message that is told in part: its start, its end and how much is left out. */
const LONGEST = 950;

test("no message repeats a word of 100,000 characters", () => {
  let count = 0;
  for (const [id, texts] of Object.entries(TEXTS)) {
    for (const text of texts) {
      const language = LANGUAGES[id as keyof typeof LANGUAGES];
      const snapshot = language.analyze("file:///a", 1, text, { exportsOf: libraryExports });
      const found = [
        ...snapshot.problems,
        ...diagnostics(
          snapshot,
          withLibrary(() => undefined),
        ),
      ];
      for (const { message, report = "", related = [] } of found) {
        for (const told of [message, report, ...related.map((place) => place.message)]) {
          count++;
          assert.ok(told.length <= LONGEST, `${told.length} characters: ${told.slice(0, 80)}`);
        }
      }
    }
  }
  assert.ok(count > 30, `${count} messages`);
});

test("a message that is told in part parts no character", () => {
  assert.equal(toldMessage("🙂".repeat(500)), "🙂".repeat(500));
  for (const start of ["", "a"]) {
    const told = toldMessage(`${start}${"🙂".repeat(600)}`);
    assert.ok(told.length < 1_000);
    assert.match(told, /^a?(?:🙂)+… \(\d{3} more characters\) …(?:🙂)+$/u);
  }
});
