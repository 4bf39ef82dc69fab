/** A Lisp program while a person writes it. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Workbench } from "./workbench.mjs";

const PROGRAM = `; The sum of squares.
(define (square n)
  "A number times itself."
  (* n n))

(define (sum-of-squares items)
  (let ((total 0))
    (for-each
      (lambda (item)
        (set! total (+ total (square item))))
      items)
    total))

(print (sum-of-squares '(1 2 3)))
`;

export async function lispEditing({ page, open, folder, step }) {
  const workbench = new Workbench(page);
  writeFileSync(path.join(folder, "squares.lisp"), PROGRAM);

  await step("a wrong name is underlined", async () => {
    await open();
    await workbench.openFile("squares.lisp");
    await workbench.putCursor(14, 1);
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.keyboard.insertText("(print (sqare 7))");
    await workbench.editor.locator(".squiggly-error").first().waitFor();
  });

  await step("a quick fix mends it", async () => {
    await workbench.putCursor(15, 10);
    await workbench.quickFix("square");
    await page.keyboard.press("Enter");
    await workbench.line("(print (square 7))").waitFor();
    await workbench.editor.locator(".squiggly-error").first().waitFor({ state: "detached" });
  });

  await step("a hover tells what a function takes and does", async () => {
    await workbench.putCursor(15, 10);
    await workbench.command("Show or Focus Hover");
    await page.locator(".monaco-hover", { hasText: "A number times itself" }).waitFor();
    await page.keyboard.press("Escape");
  });

  await step("F12 goes to the definition", async () => {
    await page.keyboard.press("F12");
    await workbench.cursorAt(2).waitFor();
  });

  await step("completion offers what is in scope", async () => {
    await workbench.putCursor(12, 5);
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.type(" (tot");
    await page.locator(".suggest-widget .monaco-list-row", { hasText: "total" }).first().waitFor();
    await page.keyboard.press("Escape");
    for (const _ of " (tot") await page.keyboard.press("Backspace");
    await workbench.line(/^\s*total\)\)$/).waitFor();
  });
}
