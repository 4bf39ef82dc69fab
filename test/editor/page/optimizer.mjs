/** What the optimizer shows: hints, the code lens, and the preview. */
import { Workbench } from "./workbench.mjs";

export async function optimizer({ page, open, step }) {
  const workbench = new Workbench(page);
  const lens = page.locator(".codelens-decoration a", { hasText: "8 → 3 instructions (−63 %)" });

  await step("a code lens says how much smaller the program could be", async () => {
    await open();
    await workbench.openFile("hints.ttvm");
    await lens.waitFor({ timeout: 30_000 });
  });

  await step("it opens the diff", async () => {
    await lens.click();
    const diff = page.locator(".monaco-diff-editor");
    await diff.locator(".modified .view-line", { hasText: "PUSH_INT 5" }).waitFor();
    await diff.locator(".original .view-line", { hasText: "ADD" }).waitFor();
  });

  await step("which follows the text", async () => {
    await page.locator(".monaco-diff-editor .original .view-line", { hasText: "PUSH_INT 3" }).click();
    await page.keyboard.press("End");
    await page.keyboard.type("0");
    await page.locator(".monaco-diff-editor .modified .view-line", { hasText: "PUSH_INT 32" }).waitFor();
    await page.keyboard.press("Backspace");
    await page.locator(".monaco-diff-editor .modified .view-line", { hasText: "PUSH_INT 5" }).waitFor();
    await workbench.command("View: Close Editor");
  });

  await step("a quick fix optimizes the whole file", async () => {
    await workbench.openFile("hints.ttvm");
    await workbench.putCursor(2, 6);
    await (await workbench.quickFix("Optimize the whole file")).click();
    await workbench.line("PUSH_INT 5").waitFor();
    await page.keyboard.press("Control+Z");
    await workbench.line("ADD").waitFor();
  });

  const view = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");

  await step("the control-flow graph shows the blocks", async () => {
    await workbench.openFile("countdown.ttvm");
    await workbench.command("TinyTotVM: Show Control-Flow Graph");
    await view.locator(".block").nth(1).waitFor();
    await view.locator(".block.loop").first().waitFor();
    await view.locator(".edge.taken").first().waitFor();
  });

  await step("a click on a block goes to its source", async () => {
    await workbench.putCursor(1, 1);
    await view.locator(".block.loop").first().click();
    await workbench.cursorAt(9).waitFor();
    await view.locator(".block.loop.current").waitFor();
  });

  await step("Enter on a block does, too, and the graph follows the text", async () => {
    await view.locator(".block").first().focus();
    await page.keyboard.press("Enter");
    await workbench.cursorAt(2).waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.insertText("JMP 0\n");
    await view.locator(".block.unreachable").first().waitFor();
  });

  await step("it is shown whole, searched by key, and folded", async () => {
    await workbench.openFile("factorial.ttvm");
    await workbench.command("TinyTotVM: Show Control-Flow Graph");
    const shown = page.locator("iframe.webview").filter({ visible: true });
    const graph = shown.contentFrame().frameLocator("iframe#active-frame");
    await graph.locator(".block").nth(6).waitFor();
    await graph.getByRole("button", { name: /Fit the whole/ }).click();
    await graph.getByRole("searchbox", { name: "Find a block by its text" }).fill("LOAD product");
    await page.keyboard.press("Enter");
    await graph.locator(".block.found", { hasText: "LOAD product" }).waitFor();
    await graph.getByRole("button", { name: /Fold functions/ }).click();
    await graph.locator(".block.folded", { hasText: "3 blocks, 13 instructions" }).focus();
    await page.keyboard.press("Enter");
    await graph.locator(".block.folded").waitFor({ state: "detached" });
  });

  await step("what a pass does is shown line beside line, and lines lead to the source", async () => {
    await workbench.openFile("hints.ttvm");
    await workbench.command("TinyTotVM: Show Passes");
    const shown = page.locator("iframe.webview").filter({ visible: true });
    const passes = shown.contentFrame().frameLocator("iframe#active-frame");
    await passes.locator(".heading", { hasText: "After constant-folding" }).waitFor();
    await passes.locator(".line.changed", { hasText: "PUSH_INT 5" }).hover();
    await passes.locator(".line.linked.removed", { hasText: "ADD" }).waitFor();
    await passes.locator(".line", { hasText: "JMP end" }).first().click();
    await workbench.cursorAt(6).waitFor();
    await passes.locator(".line.current", { hasText: "JMP end" }).first().waitFor();
    await passes.getByRole("slider").focus();
    await page.keyboard.press("ArrowRight");
    await passes.getByText(/^Pass 2 of/).waitFor();
  });
}
