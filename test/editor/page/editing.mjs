/** What the editor does with a text as a whole: formatting, symbols of the folder, the call hierarchy, inlay hints. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Workbench } from "./workbench.mjs";

const UNTIDY = `LABEL main ; begins here
PUSH_INT 5 ; five
  CALL   double n   ; twice
      PRINT
  HALT

  LABEL double
    LOAD n;the value
    PUSH_INT    2
  MUL
 RET
`;

const UNTIDY_LISP = `(define (larger a b)
(if (> a b)
a
   b))
(print   (larger 3
4))
`;

/** Labels at the margin, bodies indented as the editor finds it in the text, operands and comments in columns. */
const TIDY = [
  "LABEL main          ; begins here",
  "  PUSH_INT 5        ; five",
  "  CALL     double n ; twice",
  "  PRINT",
  "LABEL double",
  "  LOAD     n  ;the value",
];

const TIDY_LISP = [
  "(define (larger a b)",
  "  (if (> a b)",
  "      a",
  "      b))",
  "(print (larger 3",
  "               4))",
];

/** A value is on the stack wherever the loop begins. */
const LOOP = `    PUSH_INT 3
LABEL again
    DUP
    PRINT
    PUSH_INT 1
    SUB
    DUP
    JNZ again
    HALT
`;

/** A variable of the top level, which a function writes by `STORE_GLOBAL`. */
const GLOBAL = `    PUSH_INT 0
    STORE n
    CALL count
    POP
    LOAD n
    PRINT
    HALT
LABEL count
    PUSH_INT 5
    STORE_GLOBAL n
    NULL
    RET
`;

export async function editing({ page, open, folder, step }) {
  const workbench = new Workbench(page);
  writeFileSync(path.join(folder, "untidy.ttvm"), UNTIDY);
  writeFileSync(path.join(folder, "untidy.lisp"), UNTIDY_LISP);
  writeFileSync(path.join(folder, "loop.ttvm"), LOOP);

  const formats = async (file, first, symbol, wanted) => {
    await workbench.openFile(file);
    // Before the language server has started, there is no formatter.
    await page.locator(".breadcrumbs-control", { hasText: symbol }).waitFor({ timeout: 60_000 });
    await workbench.line(first).waitFor();
    await workbench.focusEditor();
    await workbench.command("Format Document");
    for (const line of wanted) await workbench.line(exactly(line)).waitFor();
  };

  await step("a text in assembly is formatted", async () => {
    await open();
    await formats("untidy.ttvm", "begins here", "main", TIDY);
  });

  await step("a text in Lisp is formatted", async () => {
    await formats("untidy.lisp", "larger a b", "larger", TIDY_LISP);
  });

  await step("a symbol of a file that is not open is found", async () => {
    const input = page.locator(".quick-input-widget input").first();
    await workbench.pressUntil("Control+T", input);
    await input.fill("#smallest");
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: "smallest" }).first();
    await row.filter({ hasText: "factorial" }).waitFor();
    await row.click();
    await page.getByRole("tab", { name: "factorial.ttvm", selected: true }).waitFor();
    await workbench.cursorAt(48).waitFor();
  });

  await step("the call hierarchy shows who calls a function", async () => {
    await workbench.putCursor(35, 8);
    await workbench.command("Peek Call Hierarchy");
    const rows = page.locator(".call-hierarchy .monaco-list-row");
    await rows.filter({ hasText: "factorial.ttvm" }).waitFor();
    await rows
      .filter({ hasText: /factorial\s*\(n\)/ })
      .nth(1)
      .waitFor();
    assert.deepEqual(await page.locator(".notification-toast").allInnerTexts(), []);
  });

  await step("a variable of the top level is renamed where a function writes it, too", async () => {
    writeFileSync(path.join(folder, "global.ttvm"), GLOBAL);
    await page.keyboard.press("Escape");
    await page.locator(".call-hierarchy").waitFor({ state: "detached" });
    await workbench.openFile("global.ttvm");
    await workbench.line(exactly("    STORE_GLOBAL n")).waitFor();
    await workbench.putCursor(2, 11);
    const box = page.locator(".rename-box .rename-input");
    await workbench.pressUntil("F2", box);
    await box.fill("total");
    await box.press("Enter");
    for (const line of ["    STORE total", "    LOAD total", "    STORE_GLOBAL total"])
      await workbench.line(exactly(line)).waitFor();
    await workbench.hover(workbench.line(exactly("    STORE_GLOBAL total")).getByText("total"), "5");
  });

  await step("an inlay hint tells the height of the stack at a label", async () => {
    await workbench.openFile("loop.ttvm");
    await workbench.line(exactly("LABEL againstack 1")).waitFor();
  });
}

/** The editor draws blanks as no-break spaces. */
function exactly(text) {
  const escaped = text.replace(/[()[\]{}.*+?^$|\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll(" ", "\\s")}$`);
}
