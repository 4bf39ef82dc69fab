/**
 * The ways through VS Code that a person takes, each on a new copy of the examples and the test workspace. Paths
 * without settings of their own follow each other in one window, in which `open()` does nothing from the second on.
 * A step that fails leaves a screenshot in test/.artifacts/; with `--verbose` every step does.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { accessibility } from "./accessibility.mjs";
import { assembly } from "./assembly.mjs";
import { documentation } from "./documentation.mjs";
import { editing } from "./editing.mjs";
import { DARK, features, LIGHT } from "./features.mjs";
import { lispDebugging } from "./lisp-debugging.mjs";
import { lispEditing } from "./lisp-editing.mjs";
import { optimizer } from "./optimizer.mjs";
import { repl } from "./repl.mjs";
import { stepping } from "./stepping.mjs";
import { WALKTHROUGH_PICTURED, walkthrough } from "./walkthrough.mjs";
import { Workbench } from "./workbench.mjs";

export const PATHS = [
  // It opens by itself in a window that is new, so it comes first; for its pictures it has one of its own.
  { name: "walkthrough", opensWalkthrough: true, pictured: WALKTHROUGH_PICTURED, walk: walkthrough },
  { name: "first program", walk: firstProgram },
  { name: "stepping", walk: stepping },
  { name: "mistakes", walk: mistakes },
  { name: "documentation", walk: documentation },
  { name: "library", walk: library },
  { name: "processes", walk: processes },
  { name: "optimizer", walk: optimizer },
  { name: "assembly", walk: assembly },
  { name: "lisp", walk: lispEditing },
  { name: "lisp debugging", walk: lispDebugging },
  { name: "editing", walk: editing },
  { name: "repl", walk: repl },
  // It leaves another theme.
  { name: "accessibility", walk: accessibility },
  // It leaves a launch configuration, which F5 of the others would take.
  { name: "launch configuration", walk: launchConfiguration },
  // What they look at is tested elsewhere: they are walked for their pictures.
  { name: "features dark", settings: DARK, onlyPictures: true, walk: features("dark") },
  { name: "features light", settings: LIGHT, onlyPictures: true, walk: features("light") },
  { name: "restricted mode", trusted: false, walk: restrictedMode },
];

/** From an open file to a stopped breakpoint and on to the end. */
async function firstProgram({ page, open, step }) {
  const workbench = new Workbench(page);

  await step("the examples are open", async () => {
    await open();
    await workbench.openFile("factorial.ttvm");
    await workbench.line("CALL factorial n").waitFor();
  });

  await step("the title bar offers Run and Debug", async () => {
    await page.locator(".editor-actions .codicon-play").waitFor();
    await page
      .locator(".editor-actions .codicon-dropmenu, .editor-actions .codicon-chevron-down")
      .first()
      .click();
    await page.locator(".monaco-menu .action-label", { hasText: "Debug File" }).waitFor();
    await page.keyboard.press("Escape");
  });

  await step("a hover explains the instruction", async () => {
    await workbench.hover(
      workbench.line("JZ done").locator("span", { hasText: "JZ" }).last(),
      "condition:any --",
    );
  });

  await step("F12 goes to the label", async () => {
    await workbench.putCursor(7, 12);
    await page.keyboard.press("F12");
    await workbench.line("LABEL factorial").waitFor();
    await workbench.cursorAt(35).waitFor();
  });

  await step("a click in the gutter sets a breakpoint", async () => {
    await workbench.setBreakpoint("LOAD n");
    await workbench.editor.locator(".codicon-debug-breakpoint").waitFor();
  });

  await step("F5 stops there", async () => {
    await workbench.startDebugging();
    await workbench.expandScope(0);
    await workbench.variable("n", "5").waitFor();
    await workbench.frames("factorial").first().waitFor();
  });

  await step("the operand stack and the globals are there", async () => {
    for (const scope of [/stack/i, /globals/i]) await workbench.scopes().filter({ hasText: scope }).waitFor();
  });

  await step("F10 runs one instruction", async () => {
    await page.keyboard.press("F10");
    await workbench.cursorAt(37).waitFor();
    await workbench.stoppedLine().waitFor();
  });

  await step("each call is a frame", async () => {
    await page.keyboard.press("F5");
    await workbench.variable("n", "4").waitFor();
    await workbench.frames("factorial").nth(1).waitFor();
  });

  await step("without the breakpoint it runs to its end", async () => {
    await workbench.command("Remove All Breakpoints");
    await page.keyboard.press("F5");
    await workbench.stoppedLine().waitFor({ state: "detached" });
    await page.locator(".debug-toolbar").waitFor({ state: "detached" });
    await workbench.command("Debug Console: Focus on Debug Console View");
    await page.locator(".repl .monaco-list-row", { hasText: "2432902008176640000" }).waitFor();
    // The button of the next step is drawn anew when nothing is debugged any more.
    await page.locator(".codicon-debug-stop").first().waitFor({ state: "hidden" });
  });

  await step("Run File prints without a stop", async () => {
    await workbench.openFile("hello.ttvm");
    await page.locator(".editor-actions .codicon-play").click();
    await page.locator(".repl .monaco-list-row", { hasText: "Hello from TinyTotVM!" }).waitFor();
  });

  await step("Show Log opens the output channel", async () => {
    await workbench.command("TinyTotVM: Show Log");
    await page.locator(".output-view .view-line", { hasText: "TinyTotVM 0." }).waitFor();
  });

  await step("no notification has appeared", async () => {
    assert.deepEqual(await page.locator(".notification-toast").allInnerTexts(), []);
  });
}

/** Mistakes are seen, explained and mended; a broken program is not run. */
async function mistakes({ page, open, step }) {
  const workbench = new Workbench(page);

  await step("mistakes are underlined", async () => {
    await open();
    await workbench.openFile("mistakes.ttvm");
    await workbench.editor.locator(".squiggly-error").first().waitFor({ timeout: 30_000 });
  });

  await step("the Problems view lists them all", async () => {
    await workbench.pressUntil("Control+Shift+M", page.locator(".markers-panel"));
    // Those of other files of the folder come first, and rows out of view do not exist.
    const filter = page
      .locator(".part.panel")
      .getByPlaceholder(/^Filter/)
      .and(page.locator(":visible"));
    for (const text of ["PRNT", "nowhere", ""]) {
      await filter.fill(text);
      await page.locator(".markers-panel .monaco-list-row", { hasText: text }).first().waitFor();
    }
  });

  await step("a program with mistakes is not run, and they come into view", async () => {
    await page.keyboard.press("Control+J");
    await page.locator(".markers-panel").waitFor({ state: "hidden" });
    await workbench.focusEditor();
    const toast = page.locator(".notification-toast", { hasText: "mistakes.ttvm" }).first();
    await workbench.pressUntil("F5", toast);
    await page.locator(".markers-panel .monaco-list-row").first().waitFor();
    await workbench.cursorAt(3).waitFor();
    await workbench.command("Notifications: Clear All Notifications");
  });

  await step("a quick fix mends the mnemonic", async () => {
    await workbench.putCursor(3, 6);
    await workbench.quickFix("PRINT");
    await page.keyboard.press("Enter");
    await workbench.line(/^\s*PRINT$/).waitFor();
  });

  await step("hints fade what is never reached", async () => {
    await workbench.openFile("hints.ttvm");
    await workbench.editor.locator(".squiggly-inline-unnecessary").first().waitFor();
  });

  await step("completion offers mnemonics with their documentation", async () => {
    await workbench.putCursor(6, 12);
    await page.keyboard.press("Enter");
    await page.keyboard.type("MAKE");
    await page.locator(".suggest-widget .monaco-list-row", { hasText: "MAKE_LIST" }).waitFor();
  });
}

/** A configuration of one's own: entry stop, arguments, and the trace in the Debug Console. */
async function launchConfiguration({ page, open, folder, step }) {
  const workbench = new Workbench(page);
  const configuration = {
    type: "ttvm",
    request: "launch",
    name: "Trace",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code replaces it.
    program: "${workspaceFolder}/countdown.ttvm",
    stopOnEntry: true,
    trace: true,
  };
  mkdirSync(path.join(folder, ".vscode"));
  writeFileSync(
    path.join(folder, ".vscode", "launch.json"),
    JSON.stringify({ version: "0.2.0", configurations: [configuration] }),
  );

  await step("the Run and Debug view offers it", async () => {
    await open();
    await workbench.openFile("countdown.ttvm");
    await page.keyboard.press("Control+Shift+D");
    await page.locator(".start-debug-action-item", { hasText: "Trace" }).waitFor();
  });

  await step("it stops before the first instruction", async () => {
    await page.locator(".start-debug-action-item .codicon-debug-start").click();
    await workbench.stoppedLine().waitFor({ timeout: 30_000 });
    await workbench.cursorAt(2).waitFor();
  });

  await step("the trace names each instruction", async () => {
    await page.keyboard.press("F5");
    await workbench.stoppedLine().waitFor({ state: "detached" });
    await workbench.command("Debug Console: Focus on Debug Console View");
    await page.locator(".repl .monaco-list-row", { hasText: "HALT" }).waitFor();
  });
}

/** Each process is a thread with its own frames, variables and mailbox. */
async function processes({ page, open, step }) {
  const workbench = new Workbench(page);
  const threads = page.locator(".debug-call-stack .monaco-list-row .thread");

  await step("a breakpoint in a process stops there", async () => {
    await open();
    await workbench.openFile("workers.ttvm");
    await workbench.setBreakpoint("LOAD job");
    await workbench.startDebugging();
    await workbench.cursorAt(24).waitFor();
  });

  await step("every process is a thread, with its name and what it does", async () => {
    for (const name of [/main \(1\)/, /worker \(2\)/, /worker \(3\)/]) {
      await threads.filter({ hasText: name }).first().waitFor();
    }
    await threads
      .filter({ hasText: /receiving/ })
      .first()
      .waitFor();
  });

  await step("the stopped process shows its variables", async () => {
    await workbench.expandScope(0);
    await workbench.variable("job", "20").waitFor();
  });

  await step("going on stops in the other process", async () => {
    await page.keyboard.press("F5");
    await workbench.variable("job", "1").waitFor();
  });

  await step("its mailbox holds the message that did not match", async () => {
    await workbench.scopes().filter({ hasText: "Process" }).click();
    const mailbox = page.locator(".debug-variables .monaco-list-row", { hasText: "mailbox" });
    // Where the pointer rests, VS Code shows what a variable is, over the rows below it.
    await page.mouse.move(0, 0);
    await workbench.endUntil(mailbox);
    await mailbox.click();
    // A click expands it, or only selects it.
    await page.waitForTimeout(300);
    if ((await mailbox.getAttribute("aria-expanded")) !== "true") await page.keyboard.press("ArrowRight");
    await workbench.endUntil(workbench.variable("\\[0\\]", '"early"'));
  });

  await step("Terminate Thread ends a process", async () => {
    await workbench.stop();
    await workbench.startDebugging();
    await workbench.cursorAt(24).waitFor();
    const other = threads.filter({ hasText: /worker \(3\)/ }).first();
    await other.click({ button: "right" });
    const item = page.locator(".monaco-menu .action-label", { hasText: "Terminate Thread" });
    await item.waitFor();
    // A menu that has just opened takes no clicks.
    while (await item.isVisible()) {
      await item.click({ timeout: 1_000 }).catch(() => undefined);
      await page.waitForTimeout(300);
    }
    await other.waitFor({ state: "detached" });
    await threads
      .filter({ hasText: /worker \(2\)/ })
      .first()
      .waitFor();
  });
}

/** From a name of the standard library into the text that makes it. */
async function library({ page, open, step }) {
  const workbench = new Workbench(page);

  await step("a hover explains the function", async () => {
    await open();
    await workbench.openFile("library.ttvm");
    await workbench.line("LOAD abs").waitFor();
    await workbench.putCursor(6, 11);
    await workbench.command("Show or Focus Hover");
    await page.locator(".monaco-hover", { hasText: "The absolute value" }).waitFor();
  });

  await step("F12 opens the text that makes it", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("F12");
    await page.getByRole("tab", { name: "math.ttvm", selected: true }).waitFor();
    await workbench.line("LABEL abs").waitFor();
  });

  await step("which nobody can run or edit", async () => {
    await page.locator(".editor-actions .codicon-play").waitFor({ state: "detached" });
    await page.keyboard.type("x");
    await page.locator(".monaco-editor-overlaymessage", { hasText: "read-only" }).waitFor();
  });
}

/** In a workspace that is not trusted editing works, running is the sandbox and says so, and debugging asks for trust. */
async function restrictedMode({ page, open, step }) {
  const workbench = new Workbench(page);
  const dialog = page.locator(".monaco-dialog-box");

  await step("the folder is not trusted", async () => {
    await open();
    await dialog.getByRole("button", { name: /^No/ }).click({ timeout: 60_000 });
    await dialog.waitFor({ state: "detached" });
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
  });

  await step("mistakes are underlined all the same", async () => {
    await workbench.openFile("mistakes.ttvm");
    await workbench.editor.locator(".squiggly-error").first().waitFor({ timeout: 30_000 });
  });

  await step("running is the sandbox, and says so", async () => {
    await workbench.openFile("hello.ttvm");
    await page.locator(".editor-actions .codicon-play").click();
    const output = page.locator(".output-view .view-line");
    await output.filter({ hasText: "runs in the sandbox" }).first().waitFor();
    await output.filter({ hasText: "Hello from TinyTotVM!" }).waitFor();
    await output.filter({ hasText: "exit code 0" }).waitFor();
  });

  await step("the REPL is in the sandbox, and says so", async () => {
    await workbench.openFile("shapes.lisp");
    await workbench.putCursor(5, 3);
    await page.keyboard.press("Shift+Enter");
    const output = page.locator(".output-view .view-line");
    await output.filter({ hasText: "the REPL runs in the sandbox" }).first().waitFor();
    await workbench.command("Lisp: Open REPL");
    const input = page.locator(".quick-input-widget input").first();
    await input.fill("(area 6 7)");
    await page.keyboard.press("Enter");
    await output.filter({ hasText: /^42$/ }).first().waitFor();
    await input.fill('(read-file "shapes.lisp")');
    await page.keyboard.press("Enter");
    await output.filter({ hasText: "Permission denied: read shapes.lisp" }).first().waitFor();
    await page.keyboard.press("Escape");
    await workbench.openFile("hello.ttvm");
  });

  await step("debugging asks for trust", async () => {
    await workbench.focusEditor();
    await workbench.pressUntil("F5", dialog.getByRole("button", { name: /Trust/ }).first());
  });

  await step("with trust it runs", async () => {
    await dialog.getByRole("button", { name: /Trust/ }).first().click();
    await page
      .locator(".repl .monaco-list-row", { hasText: "Hello from TinyTotVM!" })
      .waitFor({ timeout: 30_000 });
  });
}
