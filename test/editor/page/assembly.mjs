/** Lisp and its assembly side by side, linked both ways; and an assembly file and its register IR. */
import assert from "node:assert/strict";
import { Workbench } from "./workbench.mjs";

export async function assembly({ page, open, step }) {
  const workbench = new Workbench(page);
  const [lisp, beside] = [0, 1].map((index) => page.locator(".editor-group-container").nth(index));
  const line = (editor, text) => editor.locator(".view-line", { hasText: text }).first();
  /** Waits until marks are in exactly the lines that begin with these texts. */
  const marked = async (editor, texts) => {
    for (let tries = 0; ; tries++) {
      const found = await markedLines(editor);
      if (found.length === texts.length && found.every((text, i) => text.startsWith(texts[i]))) return;
      if (tries === 50) assert.deepEqual(found, texts);
      await page.waitForTimeout(100);
    }
  };

  await step("the assembly is beside the Lisp", async () => {
    await open();
    await workbench.openFile("queens.lisp");
    // The commands for a language are there when this is.
    await page.locator(".editor-actions .codicon-play").waitFor();
    await workbench.command("TinyTotVM: Show Assembly");
    await page.getByRole("tab", { name: "queens.lisp.ttvm" }).waitFor({ timeout: 30_000 });
    await line(beside, "; The assembly of this Lisp").waitFor();
  });

  await step("there is nothing to run in it", async () => {
    assert.equal(await lisp.locator(".editor-actions .codicon-play").count(), 1);
    assert.equal(await beside.locator(".editor-actions .codicon-play").count(), 0);
  });

  await step("the cursor in the Lisp marks the lines of its form", async () => {
    await workbench.putCursor(11, 15);
    await marked(beside, ["LOAD queen", "LOAD n", "EQUALS", "JZ L43"]);
    await page.keyboard.press("Control+ArrowRight");
    await marked(beside, ["LOAD queen"]);
  });

  await step("the cursor in the assembly marks the form of its line", async () => {
    await line(beside, "JZ L43").click();
    await marked(lisp, ["(if (= queen n)"]);
    await marked(beside, []);
    await page.keyboard.press("ArrowUp");
    await marked(lisp, ["(if (= queen n)"]);
  });

  await step("while the Lisp has an error the assembly stays, and its first line says so", async () => {
    await workbench.putCursor(14, 1);
    await page.keyboard.press("End");
    await page.keyboard.type(" )");
    await line(beside, "; The assembly before the source had an error on line 14").waitFor();
    await line(beside, "MAKE_LIST 4").waitFor();
    await marked(beside, []);
    await page.keyboard.press("Backspace");
    await page.keyboard.insertText("(print 7)");
    await line(beside, "; The assembly of this Lisp").waitFor();
    await marked(beside, ["PUSH_INT 7", "PRINT"]);
  });

  await step("a label and a comment lead to the line that they stand for", async () => {
    await line(beside, "; 14: (for-each").click();
    await marked(lisp, ["(for-each (lambda (n)"]);
  });

  await step("nothing stays marked when the assembly is closed", async () => {
    await workbench.command("View: Close Editor");
    await beside.waitFor({ state: "detached" });
    await marked(lisp, []);
  });

  await step("the register IR is beside the assembly, with what its registers hold", async () => {
    await workbench.openFile("factorial.ttvm");
    await workbench.command("TinyTotVM: Show Register IR");
    await page.getByRole("tab", { name: "factorial.ttvm.ir" }).waitFor({ timeout: 30_000 });
    await workbench.putCursor(44, 6);
    await marked(beside, ["CALL factorial n <- n, r8"]);
    await workbench.besideLine("CALL factorial n <- n", "r8: sub n, 1");
    await line(beside, "r8 = sub n, 1").click();
    await marked(lisp, ["LOAD n", "LOAD n", "PUSH_INT 1", "SUB"]);
  });
}

/** The texts of the lines in which marks stand, from the top. */
function markedLines(editor) {
  return editor.evaluate((root) => {
    const places = (selector) =>
      [...root.querySelectorAll(selector)].map((element) => ({
        element,
        box: element.getBoundingClientRect(),
      }));
    const marks = places('.view-overlays [class*="TextEditorDecorationType"]');
    return places(".view-line")
      .filter(({ box: { top, bottom } }) =>
        marks.some(({ box }) => top < box.bottom - 1 && box.top < bottom - 1),
      )
      .sort((a, b) => a.box.top - b.box.top)
      .map(({ element }) => element.textContent.replaceAll("\u00a0", " ").trim());
  });
}
