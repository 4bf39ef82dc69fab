/**
 * The pages of the extension, judged by axe: every rule of WCAG 2 at levels A and AA, in the light, the dark and the
 * high-contrast theme. What a page shows is walked by keyboard in the path of the optimizer.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../../tools/bootstrap.mjs";
import { Workbench } from "./workbench.mjs";

const AXE = readFileSync(path.join(ROOT, "node_modules/axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const THEMES = ["Light Modern", "Dark Modern", "Dark High Contrast"];
const VIEWS = [
  { command: "TinyTotVM: Show Control-Flow Graph", drawn: ".block" },
  { command: "TinyTotVM: Show Passes", drawn: ".line" },
];

export async function accessibility({ page, open, step }) {
  const workbench = new Workbench(page);

  for (const [index, { command, drawn }] of VIEWS.entries()) {
    // The next view begins in the theme in which the one before it ended.
    const themes = index % 2 === 0 ? THEMES : [...THEMES].reverse();
    await step(`axe finds nothing in ${command}`, async () => {
      await open();
      await workbench.openFile("hints.ttvm");
      await page.locator(".editor-actions .codicon-play").waitFor();
      await workbench.command(command);
      const view = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
      await view.locator(drawn).first().waitFor();
      const found = [];
      for (const theme of themes) {
        if (index === 0 || theme !== themes[0]) await chooseTheme(theme);
        // In the colours of the theme, not of the one before.
        await view.locator(`body[data-vscode-theme-name="${theme}"]`).waitFor();
        found.push(...(await judge(view, theme)));
        await page.screenshot({
          path: path.join(
            ROOT,
            `test/.artifacts/theme ${command.slice(16)} ${theme}.png`.replaceAll(" ", "-"),
          ),
        });
      }
      assert.deepEqual(found, []);
      await workbench.clear();
    });
  }

  async function chooseTheme(theme) {
    await workbench.command("Preferences: Color Theme");
    const input = page.locator(".quick-input-widget input").first();
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Dark Modern" }).first().waitFor();
    await input.fill(theme);
    await page.locator(".quick-input-list .monaco-list-row", { hasText: theme }).first().click();
  }

  /** What axe finds in a page: the rule, the theme and the elements. */
  async function judge(view, theme) {
    const body = await view.locator("body").elementHandle();
    const frame = await body.ownerFrame();
    await frame.evaluate(AXE);
    const { violations } = await frame.evaluate(
      (values) => globalThis.axe.run(globalThis.document, { runOnly: { type: "tag", values } }),
      RULES,
    );
    return violations.map(({ id, nodes }) => ({
      theme,
      id,
      nodes: nodes.slice(0, 4).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`),
    }));
  }
}
