/** The REPL of the Lisp in the editor: a terminal, and the results of forms beside them, in both kinds of themes. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Workbench } from "./workbench.mjs";

const PROGRAM = `(define (area width height)
  (* width height))

(map (lambda (n) (area n 2)) '(1 2 3))

(begin
  (print "from the form")
  (car '()))
`;

export async function repl({ page, open, folder, step }) {
  const workbench = new Workbench(page);
  const shows = (text) =>
    page.locator(".terminal-wrapper.active .xterm-rows > div", { hasText: text }).first().waitFor();
  const send = async (line, column) => {
    await workbench.putCursor(line, column);
    await page.keyboard.press("Shift+Enter");
  };
  writeFileSync(path.join(folder, "areas.lisp"), PROGRAM);

  await step("a form is sent, and its result is beside it", async () => {
    await open();
    await workbench.openFile("areas.lisp");
    await workbench.line("(define (area").waitFor();
    await send(2, 5);
    await workbench.besideLine("(* width", "⇒ ✓");
    await send(4, 8);
    await workbench.besideLine("(map", "⇒ (2 4 6)");
  });

  await step("what is wrong with a form is beside it, too", async () => {
    await send(7, 3);
    await workbench.besideLine("(car", "⇒ car: expected a list with an item, got ()");
    await shows("from the form");
    await shows("at areas.lisp:8");
  });

  await step("it is so in a dark theme", async () => {
    await workbench.command("Toggle between Light/Dark Themes");
    await page.locator(".monaco-workbench.vs-dark").waitFor();
  });

  await step("an edit of a form takes its result away, and no other", async () => {
    await workbench.putCursor(4, 8);
    await page.keyboard.insertText("x");
    await workbench.besideLine("(map", "⇒", false);
    await workbench.besideLine("(* width", "⇒ ✓");
    await page.keyboard.press("Control+z");
  });

  await step("what is selected is sent", async () => {
    await workbench.putCursor(4, 18);
    for (let i = 0; i < 10; i++) await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+Enter");
    await workbench.besideLine("(map", "there is no variable `n`");
  });

  await step("the terminal is the same session", async () => {
    await workbench.command("Lisp: Open REPL");
    await page.locator(".terminal-wrapper.active .xterm.focus").waitFor();
    await page.keyboard.type("(area 6 7)");
    await page.keyboard.press("Enter");
    await shows(/^42\s*$/);
    await page.keyboard.type("(list (area 1 1)");
    await page.waitForTimeout(300);
  });

  await step("it ends", async () => {
    await page.keyboard.press("Control+c");
    await page.keyboard.type(":quit");
    await page.keyboard.press("Enter");
    await page.locator(".terminal-wrapper.active").waitFor({ state: "detached" });
    await workbench.command("Toggle between Light/Dark Themes");
    await page.locator(".monaco-workbench.vs-dark").waitFor({ state: "detached" });
  });
}
