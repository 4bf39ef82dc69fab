/** Debugging Lisp: from form to form, with the scopes of the text, and Lisp in the console. */
import { Workbench } from "./workbench.mjs";

export async function lispDebugging({ page, open, step }) {
  const workbench = new Workbench(page);
  const replied = (text) => page.locator(".repl .monaco-list-row", { hasText: text }).first();
  /** The cursor is where the form begins, and nothing is selected: what is typed would replace it. */
  const form = (line, column) =>
    page.locator(".statusbar-item", { hasText: new RegExp(`Ln ${line}, Col ${column}$`) });
  const ask = async (expression) => {
    await page.locator(".repl-input-wrapper .monaco-editor").click();
    await page.keyboard.insertText(expression);
    await page.keyboard.press("Enter");
  };

  await step("a click in the gutter sets a breakpoint in a Lisp file", async () => {
    await open();
    await workbench.openFile("counters.lisp");
    await page.locator(".editor-actions .codicon-play").waitFor();
    await workbench.setBreakpoint("(str name");
  });

  await step("F5 stops there, with a scope for each form that binds", async () => {
    await workbench.startDebugging();
    await workbench.expandScope(0);
    await workbench.variable("by", "5").waitFor();
    await workbench.scopes().filter({ hasText: "let (line 3)" }).waitFor();
    await workbench.scopes().filter({ hasText: "Operand Stack" }).waitFor();
    await workbench.expandScope(1);
    await workbench.variable("count", "15").waitFor();
    await workbench.frames("lambda (line 4)").first().waitFor();
  });

  await step("a hover shows the value of a whole name", async () => {
    await workbench.line("(print (next-count 5))").locator("span", { hasText: "next-count" }).last().hover();
    await page.locator(".debug-hover-widget", { hasText: "#<function lambda (line 4)>" }).waitFor();
    await page.keyboard.press("Escape");
  });

  await step("the console evaluates Lisp, and changes a variable", async () => {
    await workbench.command("Debug Console: Focus on Debug Console View");
    await ask("(map (lambda (x) (* x count)) [1 2 3])");
    await replied("(15 30 45)").waitFor();
    await ask("(set! count 40)");
    await workbench.variable("count", "40").waitFor();
    await ask("(print count)");
    await replied("the expression would write output").waitFor();
  });

  await step("F10 goes on to the form that wants the value", async () => {
    await workbench.focusEditor();
    await page.keyboard.press("F10");
    await form(16, 1).waitFor();
    await workbench.stoppedLine().waitFor();
  });

  await step("F11 goes into a function that the library calls", async () => {
    await page.keyboard.press("F10");
    await form(17, 8).waitFor();
    await page.keyboard.press("F11");
    await form(17, 25).waitFor();
    await workbench.variable("x", "1").waitFor();
    await workbench.frames("map").first().waitFor();
  });

  await step("without the breakpoint it runs to its end", async () => {
    await workbench.command("Remove All Breakpoints");
    await page.keyboard.press("F5");
    await page.locator(".debug-toolbar").waitFor({ state: "detached" });
    await replied("counter: 40").waitFor();
  });
}
