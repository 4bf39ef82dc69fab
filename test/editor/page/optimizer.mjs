/** What the optimizer shows: hints, the code lens, and the preview. */
import { Workbench } from "./workbench.mjs";

export async function optimizer({ page, server, folder, step }) {
  const workbench = new Workbench(page);
  const lens = page.locator(".codelens-decoration a", { hasText: "8 → 3 instructions (−63 %)" });

  await step("a code lens says how much smaller the program could be", async () => {
    await page.goto(server.url(folder));
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
    await page.keyboard.press("Control+.");
    await page
      .locator(".action-widget .monaco-list-row", { hasText: "Optimize the whole file" })
      .first()
      .click();
    await workbench.line("PUSH_INT 5").waitFor();
    await page.keyboard.press("Control+Z");
    await workbench.line("ADD").waitFor();
  });
}
