/**
 * What the language server shows, one feature after the other, in a light or a dark theme. The pictures of docs/features.md are
 * taken on the way.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Workbench } from "./workbench.mjs";

/** Everything that is off by default is on. */
const SHOWN = {
  "ttvm.codeLens.references": true,
  "ttvm.inlayHints.types": true,
  "ttvm.inlayHints.addresses": true,
  "ttvm.inlayHints.stackDepth": "lines",
  "ttvm.inlayHints.parameterNames": "all",
  "editor.linkedEditing": true,
  "editor.minimap.enabled": false,
};

export const LIGHT = { ...SHOWN, "workbench.colorTheme": "Default Light Modern" };
export const DARK = { ...SHOWN, "workbench.colorTheme": "Default Dark Modern" };

const TILES = `; What one tile costs.
    PUSH_INT 7
    STORE price
    EXPORT price
    HALT
`;

const PROGRAM = `    IMPORT tiles.ttvm
    PUSH_INT 3
    CALL double n
    PRINT
    MAKE_OBJECT
    LOAD price
    SET_FIELD cost
    GET_FIELD cost
    PRINT
    HALT

; Twice as much.
LABEL double
    LOAD n
    PUSH_INT 2
    MUL
    RET
`;

const LISP = `(import "tiles.ttvm" (price))

; The larger one of two numbers.
(define (larger a b)
  (if (> a b) a b))

(define point {:x 1 :y (larger 2 price)})
(print (get point :x))
(print (larger 3 4))
`;

const BROKEN = "    PUSH_INT 3\n    PRNT\n    JMP nowhere\n";
const UNFINISHED = `${PROGRAM}\n    `;

const TESTED = `; What is expected is tested.
    PUSH_INT 2
    PUSH_INT 3
    ADD
    PRINT ; expect: 5
    HALT
`;
const MARKED = `    PUSH_INT 1\n    PUSH_STR "one"\n    \n`;
const IMPORTING = "    PUSH_INT 9\n    \n";
const INNER = `; The sum of the numbers up to n, each times k.
(define (weighted n k)
  (define (term i)
    (* i k))
  (if (< n 1)
      0
      (+ (term n) (weighted (- n 1) k))))
(print (weighted 3 2))
`;

const SIZE = { width: 860, height: 360 };

/** `theme` is part of the names of the pictures. */
export function features(theme) {
  return async ({ page, open, folder, step, picture }) => {
    const workbench = new Workbench(page);
    const write = (name, text) => writeFileSync(path.join(folder, name), text);
    write("tiles.ttvm", TILES);
    write("tiling.ttvm", PROGRAM);
    write("tiling.lisp", LISP);
    write("broken-tiles.ttvm", BROKEN);
    write("unfinished.ttvm", UNFINISHED);
    write("tested-tiles.ttvm", TESTED);
    write("marked-tiles.ttvm", MARKED);
    write("importing-tiles.ttvm", IMPORTING);
    write("inner-tiles.lisp", INNER);

    const take = async (name, { below = 0, left = 0 } = {}) => {
      const { x, y } = await workbench.editor.boundingBox();
      const clip = { ...SIZE, x: Math.round(x) + left, y: Math.round(y) + below };
      await picture(`${name}-${theme}`, clip, "screenshots");
    };
    /** Shows something at a place by a command, takes its picture, and takes it back. */
    const shows = (title, { line, column, command, key, wait, place }) =>
      step(title, async () => {
        await workbench.putCursor(line, column);
        if (command !== undefined) await workbench.command(command);
        if (key !== undefined) await workbench.pressUntil(key, page.locator(wait).first());
        await page.locator(wait).first().waitFor({ timeout: 30_000 });
        await page.waitForTimeout(500);
        await take(title.replaceAll(" ", "-"), place);
        for (let i = 0; i < 2; i++) await page.keyboard.press("Escape");
      });

    await step("hints and lenses", async () => {
      await open();
      await workbench.openFile("tiling.ttvm");
      await page.keyboard.press("Control+B");
      await page.locator(".breadcrumbs-control", { hasText: "tiling" }).waitFor({ timeout: 60_000 });
      await page
        .locator(".codelens-decoration a", { hasText: "reference" })
        .first()
        .waitFor({ timeout: 60_000 });
      await workbench.line("stack").waitFor();
      await page.waitForTimeout(500);
      await take("hints-and-lenses");
    });
    await shows("hover", {
      line: 3,
      column: 6,
      command: "Show or Focus Hover",
      wait: ".monaco-hover:visible",
    });
    await shows("hover of a variable", {
      line: 14,
      column: 11,
      command: "Show or Focus Hover",
      wait: ".monaco-hover:visible",
      place: { below: 160 },
    });
    await shows("signature help", {
      line: 3,
      column: 18,
      command: "Trigger Parameter Hints",
      wait: ".parameter-hints-widget.visible",
    });
    await shows("definition", {
      line: 6,
      column: 11,
      command: "Peek Definition",
      wait: ".zone-widget .monaco-editor .view-line",
    });
    await shows("references", {
      line: 14,
      column: 11,
      command: "Peek References",
      wait: ".reference-zone-widget .ref-tree .monaco-list-row",
      place: { below: 200 },
    });
    await shows("highlights", {
      line: 14,
      column: 11,
      wait: ".wordHighlight, .wordHighlightStrong, .wordHighlightText",
    });
    await shows("fields", {
      line: 8,
      column: 16,
      wait: ".wordHighlight, .wordHighlightStrong, .wordHighlightText",
    });
    await shows("rename", { line: 7, column: 16, key: "F2", wait: ".rename-box .rename-input" });
    await shows("linked editing", { line: 13, column: 9, wait: ".linked-editing-decoration" });
    await shows("call hierarchy", {
      line: 13,
      column: 9,
      command: "Peek Call Hierarchy",
      wait: ".call-hierarchy .monaco-list-row",
      place: { below: 200 },
    });
    await shows("refactorings", {
      line: 3,
      column: 11,
      key: "Control+Shift+R",
      wait: ".action-widget .monaco-list-row",
    });
    await shows("outline", {
      line: 1,
      column: 1,
      key: "Control+Shift+O",
      wait: ".quick-input-list .monaco-list-row",
      place: { below: -70, left: 200 },
    });

    await step("workspace symbols", async () => {
      const input = page.locator(".quick-input-widget input").first();
      await workbench.pressUntil("Control+T", input);
      await input.fill("#doub");
      await page.locator(".quick-input-list .monaco-list-row", { hasText: "double" }).first().waitFor();
      await page.waitForTimeout(500);
      await take("workspace-symbols", { below: -70, left: 200 });
      await page.keyboard.press("Escape");
    });
    await step("selection", async () => {
      await workbench.putCursor(3, 12);
      for (let i = 0; i < 3; i++) await workbench.command("Expand Selection");
      await page.waitForTimeout(300);
      await take("selection");
    });
    await step("folding", async () => {
      await workbench.command("Fold All");
      await page.locator(".folding-collapsed, .codicon-folding-collapsed").first().waitFor();
      await take("folding");
      await workbench.command("Unfold All");
    });
    await step("document link", async () => {
      const link = workbench.editor.locator(".detected-link").first();
      await link.waitFor();
      await workbench.hover(link, "Follow link");
      await take("document-link");
      await page.mouse.move(0, 0);
    });
    await step("semantic tokens", async () => {
      await opens("tiling.lisp");
      await workbench.line("larger").waitFor();
      await page.waitForTimeout(1_500);
      await take("semantic-tokens");
    });
    await shows("hover in lisp", {
      line: 9,
      column: 10,
      command: "Show or Focus Hover",
      wait: ".monaco-hover:visible",
    });
    await step("mistakes", async () => {
      await opens("broken-tiles.ttvm");
      await workbench.editor.locator(".squiggly-error").first().waitFor();
      await workbench.putCursor(2, 6);
      await workbench.quickFix("PRINT");
      await page.waitForTimeout(300);
      await take("mistakes");
      await page.keyboard.press("Escape");
    });
    await step("completion", async () => {
      await opens("unfinished.ttvm");
      await workbench.putCursor(19, 5);
      await page.keyboard.type("LOAD ");
      await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "price" }).first().waitFor();
      await page.waitForTimeout(500);
      await take("completion", { below: 120 });
      await page.keyboard.press("Escape");
    });
    await step("completion that knows the stack", async () => {
      await opens("marked-tiles.ttvm");
      await workbench.putCursor(3, 5);
      await page.keyboard.type("SU");
      await page
        .locator(".suggest-widget.visible .monaco-list-row", { hasText: "not for" })
        .first()
        .waitFor();
      await page.waitForTimeout(500);
      await take("completion-stack");
      await page.keyboard.press("Escape");
    });
    await step("completion with an import", async () => {
      await opens("importing-tiles.ttvm");
      await workbench.putCursor(2, 5);
      await page.keyboard.type("LOAD sqr");
      await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "sqrt" }).first().waitFor();
      await page.waitForTimeout(500);
      await take("completion-import");
      await page.keyboard.press("Enter");
      await workbench.line("IMPORT std/math").waitFor();
    });
    await step("move to the top level", async () => {
      await opens("inner-tiles.lisp");
      await workbench.putCursor(3, 13);
      await workbench.pressUntil(
        "Control+Shift+R",
        page.locator(".action-widget .monaco-list-row", { hasText: "Move" }).first(),
      );
      await page.waitForTimeout(300);
      await take("move-out");
      await page.keyboard.press("Escape");
    });
    await step("run lenses", async () => {
      await opens("tested-tiles.ttvm");
      const lens = page.locator(".codelens-decoration a", { hasText: "Run Test" }).first();
      await lens.waitFor({ timeout: 30_000 });
      await page.locator(".codelens-decoration a", { hasText: "Debug" }).first().waitFor();
      await lens.click();
      await workbench.editor.locator('[class*="testing-passed"]').first().waitFor({ timeout: 60_000 });
      await page.waitForTimeout(500);
      await take("run-lenses");
    });
    await step("inline values", async () => {
      await opens("tiling.ttvm");
      await workbench.setBreakpoint("MUL");
      await workbench.startDebugging();
      await page.waitForTimeout(2_000);
      await take("inline-values");
      await workbench.stop();
    });

    /** Through the quick open, since the explorer is not shown. */
    async function opens(name) {
      const input = page.locator(".quick-input-widget input").first();
      await workbench.pressUntil("Control+P", input);
      await input.fill(name);
      await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click();
      await page.getByRole("tab", { name, selected: true }).waitFor();
    }
  };
}
