/**
 * The commands of the extension, and the menus that have them: package.json is written from these tables
 * (`tools/generate.mjs`), and what registers commands takes their names from here.
 *
 * Invariant: data alone; the build reads it outside of the editor.
 */
import { PREVIEW_OPTIMIZED } from "../server/protocol.ts";

interface Command {
  readonly title: string;
  /** An icon of the editor's own. */
  readonly icon?: string;
  /** When it can be called. */
  readonly enablement?: string;
  /** The menus that have it, besides the palette. */
  readonly menus?: Readonly<Partial<Record<Menu, MenuEntry>>>;
  /** When the palette has it; without a condition it always does. */
  readonly palette?: string;
}

/** The title of the editor, the button that runs in it. */
type Menu = "editor/title" | "editor/title/run";

interface MenuEntry {
  readonly when: string;
  /** The part of the menu, and the place in it. */
  readonly group: string;
}

const ON_DISK = "resourceScheme =~ /^(file|vscode-remote|untitled)$/";
const IS_PROGRAM = "=~ /^ttvm(-lisp)?$/";
const IS_ASSEMBLY = "resourceLangId == ttvm && resourceScheme != ttvm-optimized";
const IS_LISP = "resourceLangId == ttvm-lisp";
const RUNNABLE = `resourceLangId ${IS_PROGRAM} && ${ON_DISK} && !isInDiffEditor`;

export const COMMANDS = {
  "ttvm.run": {
    title: "Run File",
    icon: "$(play)",
    enablement: "!inDebugMode",
    menus: { "editor/title/run": { when: RUNNABLE, group: "navigation@1" } },
    palette: `editorLangId ${IS_PROGRAM} && ${ON_DISK}`,
  },
  "ttvm.debug": {
    title: "Debug File",
    icon: "$(debug-alt)",
    enablement: "!inDebugMode",
    menus: { "editor/title/run": { when: RUNNABLE, group: "navigation@2" } },
    palette: `editorLangId ${IS_PROGRAM} && ${ON_DISK}`,
  },
  [PREVIEW_OPTIMIZED]: {
    title: "Preview Optimized Program",
    icon: "$(diff)",
    menus: { "editor/title": { when: `${IS_ASSEMBLY} && !isInDiffEditor`, group: "3_ttvm@1" } },
    palette: IS_ASSEMBLY,
  },
  "ttvm.showFlowChart": {
    title: "Show Control-Flow Graph",
    icon: "$(type-hierarchy)",
    menus: { "editor/title": { when: `${IS_ASSEMBLY} && !isInDiffEditor`, group: "3_ttvm@2" } },
    palette: IS_ASSEMBLY,
  },
  "ttvm.showPasses": {
    title: "Show Passes",
    menus: { "editor/title": { when: `${IS_ASSEMBLY} && !isInDiffEditor`, group: "3_ttvm@3" } },
    palette: IS_ASSEMBLY,
  },
  "ttvm.showAssembly": {
    title: "Show Assembly",
    icon: "$(list-flat)",
    enablement: IS_LISP,
    menus: { "editor/title": { when: `${IS_LISP} && !isInDiffEditor`, group: "3_ttvm@4" } },
    palette: IS_LISP,
  },
  "ttvm.restartServer": { title: "Restart Language Server" },
  "ttvm.showLog": { title: "Show Log" },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandId = keyof typeof COMMANDS;

/** `contributes.commands` of package.json. */
export function commandContributions(): readonly object[] {
  return Object.entries<Command>(COMMANDS).map(([command, { title, icon, enablement }]) => ({
    command,
    category: "TinyTotVM",
    title,
    ...(icon !== undefined && { icon }),
    ...(enablement !== undefined && { enablement }),
  }));
}

/** `contributes.menus` of package.json. */
export function menuContributions(): Readonly<Record<string, readonly object[]>> {
  const commands = Object.entries<Command>(COMMANDS);
  const entriesOf = (menu: Menu) =>
    commands.flatMap(([command, { menus }]) => {
      const entry = menus?.[menu];
      return entry === undefined ? [] : [{ command, ...entry }];
    });
  return {
    "editor/title/run": entriesOf("editor/title/run"),
    "editor/title": entriesOf("editor/title"),
    commandPalette: commands.flatMap(([command, { palette }]) =>
      palette === undefined ? [] : [{ command, when: palette }],
    ),
  };
}
