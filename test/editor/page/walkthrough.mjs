/**
 * *Get Started with TinyTotVM*, as a person follows it: each step is ticked off by what is done. The pictures of the
 * walkthrough and of the README are taken on the way.
 */
import { Workbench } from "./workbench.mjs";

/** The settings of its pictures. */
export const WALKTHROUGH_PICTURED = {
  "workbench.colorTheme": "Default Dark Modern",
};

/** The size of a picture, in CSS pixels. */
const PICTURE = { width: 500, height: 270 };

export async function walkthrough({ page, open, step, picture }) {
  const workbench = new Workbench(page);
  const tour = page.locator(".gettingStartedContainer");
  const stepOf = (title) => tour.locator(".getting-started-step", { hasText: title });
  const expand = async (title) => {
    await stepOf(title).locator(".step-title").click();
    await stepOf(title).and(tour.locator(".expanded")).waitFor();
  };
  const press = (text) => tour.getByRole("button", { name: text, exact: true }).first().click();
  const opened = async (button, name) => {
    await press(button);
    await page.getByRole("tab", { name, selected: true }).waitFor();
  };
  /** To the walkthrough, from what covers it. */
  const back = () => page.getByRole("tab", { name: /^Welcome/ }).click();
  const ticked = (title) => stepOf(title).locator(".codicon-getting-started-step-checked").first().waitFor();
  const row = (text) => page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
  /** The page around a place, as large as a picture. */
  const around = async (locator, { left = 60, above = 60 } = {}) => {
    const box = await locator.first().boundingBox();
    const within = (value, most) => Math.round(Math.max(0, Math.min(value, most)));
    const { width, height } = page.viewportSize();
    return {
      ...PICTURE,
      x: within(box.x - left, width - PICTURE.width),
      y: within(box.y - above, height - PICTURE.height),
    };
  };

  await step("it opens by itself beside the first program", async () => {
    await open();
    await workbench.openFile("factorial.ttvm");
    await tour.waitFor({ timeout: 60_000 });
    await stepOf("Open an example").waitFor();
    await page.keyboard.press("Control+B");
  });

  await step("an example is chosen by what it teaches", async () => {
    await press("Open an Example");
    await row("two processes that answer each other").waitFor();
    await picture("example", await around(page.locator(".quick-input-widget"), { left: 10, above: 0 }));
    await page.keyboard.type("smallest program");
    await row("hello.ttvm").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("tab", { name: "hello.ttvm" }).waitFor();
    await ticked("Open an example");
  });

  await step("a hover explains an instruction", async () => {
    await expand("Ask what an instruction does");
    await opened("Open a Program", "factorial.ttvm");
    await workbench.hover(
      workbench.line("JZ done").locator("span", { hasText: "JZ" }).last(),
      "condition:any --",
    );
    await picture("explain", await around(workbench.line("JZ done"), { above: 200 }));
    await ticked("Ask what an instruction does");
  });

  await step("a mistake is mended", async () => {
    await expand("Mend a mistake");
    await opened("Open a Program with Mistakes", "mistakes.ttvm");
    for (const [line, column, mended] of [
      [8, 6, "PRINT"],
      [14, 12, "JNZ again"],
    ]) {
      await workbench.editor.locator(".squiggly-error").first().waitFor();
      await workbench.putCursor(line, column);
      await workbench.quickFix(mended.split(" ").at(-1));
      if (line === 8) await picture("mistake", await around(workbench.line("PRNT"), { above: 160 }));
      await page.keyboard.press("Enter");
      await workbench.line(mended).waitFor();
    }
    await ticked("Mend a mistake");
  });

  await step("a hint is applied", async () => {
    await expand("Apply a hint of the optimizer");
    await opened("Open a Program with Hints", "hints.ttvm");
    await workbench.editor.locator(".squiggly-hint").first().waitFor();
    await workbench.putCursor(3, 6);
    await workbench.quickFix("Replace with");
    await picture("hint", await around(workbench.line("PUSH_INT 6"), { above: 70 }));
    await page.keyboard.press("Enter");
    await workbench.line("PUSH_INT 42").waitFor();
    await ticked("Apply a hint of the optimizer");
  });

  await step("the control-flow graph is drawn", async () => {
    await expand("See where a program can go");
    await opened("Open a Program", "factorial.ttvm");
    await workbench.putCursor(18, 6);
    await expand("See where a program can go");
    await press("Show Its Control-Flow Graph");
    const view = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
    await view.locator(".block.current").waitFor();
    await view.getByRole("button", { name: /Fit the whole/ }).click();
    await picture("flow", await around(view.locator(".block.current"), { left: 330, above: 40 }));
    await back();
    await ticked("See where a program can go");
  });

  await step("a Lisp program has its assembly beside it", async () => {
    await expand("See a Lisp program and its assembly");
    await opened("Open a Lisp Program", "queens.lisp");
    await workbench.putCursor(11, 15);
    await expand("See a Lisp program and its assembly");
    await press("Show Its Assembly");
    await page.getByRole("tab", { name: "queens.lisp.ttvm" }).waitFor();
    await workbench.line("(if (= queen n)").click();
    await page
      .locator(".editor-group-container")
      .nth(1)
      .locator('[class*="TextEditorDecorationType"]')
      .first()
      .waitFor();
    const marked = page.locator('.editor-group-container [class*="TextEditorDecorationType"]');
    await picture("lisp", await around(marked, { left: 100, above: 120 }));
    await back();
    await ticked("See a Lisp program and its assembly");
  });

  await step("a program stops at a breakpoint", async () => {
    await expand("Stop at a breakpoint");
    await opened("Open factorial.ttvm", "factorial.ttvm");
    await workbench.putCursor(36, 5);
    await workbench.setBreakpoint("LOAD n");
    await workbench.startDebugging();
    await workbench.expandScope(0);
    await workbench.variable("n", "5").waitFor();
    await page.keyboard.press("F5");
    await workbench.variable("n", "4").waitFor();
    await picture("breakpoint", { ...PICTURE, x: 55, y: 70 });
    await page.keyboard.press("Shift+F5");
    await page.locator(".debug-toolbar").waitFor({ state: "detached" });
    await ticked("Stop at a breakpoint");
  });

  await step("a test says what differs", async () => {
    await expand("Run the tests");
    await opened("Open a Program with Expectations", "tested.ttvm");
    await workbench.editor.locator(".testing-run-glyph").first().click();
    await page.locator(".codicon-testing-failed-icon").first().waitFor({ timeout: 60_000 });
    await page.getByText("the output differs").first().waitFor();
    await picture("tests", await around(workbench.line("; expect: 3"), { above: 100 }));
    await ticked("Run the tests");
  });

  await step("processes are threads", async () => {
    await expand("Look at processes");
    await opened("Open ping-pong.ttvm", "ping-pong.ttvm");
    await workbench.command("Remove All Breakpoints");
    await workbench.putCursor(45, 5);
    await workbench.setBreakpoint("RECEIVE_MATCH object");
    await workbench.startDebugging();
    await page.locator(".debug-call-stack .thread").nth(1).waitFor();
    await picture("processes", { ...PICTURE, x: 55, y: 380 });
    await page.keyboard.press("Shift+F5");
    await page.locator(".debug-toolbar").waitFor({ state: "detached" });
    await ticked("Look at processes");
  });

  await step("the first lesson is opened", async () => {
    await expand("Learn the machine in twelve lessons");
    await opened("Open the First Lesson", "01-push-and-print.ttvm");
    await picture("learn", await around(workbench.line("Lesson 1"), { above: 40 }));
    await ticked("Learn the machine in twelve lessons");
  });
}
