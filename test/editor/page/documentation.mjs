/** Links of hovers and diagnostics: each leads to its section, in the preview of its page. */
import { readFileSync } from "node:fs";
import { Workbench } from "./workbench.mjs";

export async function documentation({ page, open, step }) {
  const workbench = new Workbench(page);
  const preview = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
  const inView = async (heading) => {
    await preview.getByRole("heading", { name: heading, exact: true }).waitFor();
    for (let tries = 0; ; tries++) {
      const box = await preview.getByRole("heading", { name: heading, exact: true }).boundingBox();
      if (box !== null && box.y > 0 && box.y < page.viewportSize().height) return;
      if (tries === 50) throw new Error(`${heading} is not in view: ${JSON.stringify(box)}`);
      await page.waitForTimeout(100);
    }
  };

  await step("the link of a hover opens the section of the instruction", async () => {
    await open();
    await workbench.openFile("factorial.ttvm");
    await workbench.hover(
      workbench.line("JZ done").locator("span", { hasText: "JZ" }).last(),
      "condition:any --",
    );
    await page.locator(".monaco-hover a", { hasText: "Documentation" }).click();
    await inView("JZ target");
  });

  await step("the code of a problem opens the page at the section of the diagnostic", async () => {
    await workbench.openFile("findings.ttvm");
    await workbench.hover(
      workbench.line("ADD").locator("span", { hasText: "ADD" }).last(),
      "ADD needs 2 values",
    );
    await page.locator(".monaco-hover a", { hasText: "stack-underflow" }).click();
    // The preview of the page before follows the text that is opened, sooner or later, and has a tab of its own.
    await page.getByRole("tab", { name: /^diagnostics\.md/ }).waitFor();
    await workbench.line("## stack-underflow").waitFor();
    await workbench.cursorAt(lineOf("## stack-underflow")).waitFor();
  });
}

/** The line of the page of diagnostics that is this text, counted from 1. */
function lineOf(text) {
  return readFileSync("docs/diagnostics.md", "utf8").split("\n").indexOf(text) + 1;
}
