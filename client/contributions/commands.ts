/**
 * The commands of the extension, and the menus that have them: package.json is written from this table
 * (`tools/generate.mjs`), and what registers commands takes their names from here.
 *
 * Invariant: data alone; the build reads it outside of the editor.
 */
import { DEBUG, PREVIEW_OPTIMIZED, RUN } from "../../server/protocol.ts";

interface CommandRow {
  readonly title: string;
  /** What the palette shows in front of the title; TinyTotVM where it is left out. */
  readonly category?: string;
  /** What a menu shows whose heading already says what the title begins with. */
  readonly shortTitle?: string;
  /** An icon of the editor's own. */
  readonly icon: string;
  /** When it can be called. */
  readonly enablement: string;
  /** The menus that have it, besides the palette. */
  readonly menus?: Readonly<Partial<Record<Menu, MenuEntry>>>;
  /** When the palette has it. */
  readonly palette: string;
}

/** The title of the editor, the button that runs in it, the menu in a text, and what *New File…* offers. */
type Menu = "editor/title" | "editor/title/run" | "editor/context" | "file/newFile";

interface MenuEntry {
  readonly when?: string;
  /** The part of the menu, and the place in it. */
  readonly group: string;
}

/** A condition that always holds; package.json does without it. */
const ALWAYS = "true";
/** Set while the extension runs: before that there is no server to restart and no log to show. */
export const IS_ACTIVE = "ttvm.isActive";

const ON_DISK = "resourceScheme =~ /^(file|vscode-remote|untitled)$/";
const IS_PROGRAM = "=~ /^ttvm(-lisp)?$/";
const IS_ASSEMBLY = "resourceLangId == ttvm && resourceScheme != ttvm-optimized";
const IS_LISP = "resourceLangId == ttvm-lisp";
/** What the server has an analysis of. */
const HAS_PROGRAM = `resourceLangId ${IS_PROGRAM} && !(resourceScheme =~ /^ttvm-(optimized|assembly)$/)`;
const RUNNABLE = `resourceLangId ${IS_PROGRAM} && ${ON_DISK} && !isInDiffEditor`;

export const COMMANDS = {
  [RUN]: {
    title: "Run File",
    icon: "$(play)",
    enablement: "!inDebugMode",
    menus: { "editor/title/run": { when: RUNNABLE, group: "navigation@1" } },
    palette: `editorLangId ${IS_PROGRAM} && ${ON_DISK}`,
  },
  [DEBUG]: {
    title: "Debug File",
    icon: "$(debug-alt)",
    enablement: "!inDebugMode",
    menus: { "editor/title/run": { when: RUNNABLE, group: "navigation@2" } },
    palette: `editorLangId ${IS_PROGRAM} && ${ON_DISK}`,
  },
  [PREVIEW_OPTIMIZED]: {
    title: "Preview Optimized Program",
    icon: "$(diff)",
    // Also called by a code lens and from the walkthrough, with the document as its argument.
    enablement: ALWAYS,
    menus: { "editor/title": { when: `${IS_ASSEMBLY} && !isInDiffEditor`, group: "3_ttvm@1" } },
    palette: IS_ASSEMBLY,
  },
  "ttvm.showFlowChart": {
    title: "Show Control-Flow Graph",
    icon: "$(type-hierarchy)",
    enablement: IS_ASSEMBLY,
    menus: { "editor/title": { when: `${IS_ASSEMBLY} && !isInDiffEditor`, group: "3_ttvm@2" } },
    palette: IS_ASSEMBLY,
  },
  "ttvm.showPasses": {
    title: "Show Passes",
    icon: "$(layers)",
    enablement: IS_ASSEMBLY,
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
  "ttvm.showRegisterIr": {
    title: "Show Register IR",
    icon: "$(circuit-board)",
    enablement: HAS_PROGRAM,
    menus: { "editor/title": { when: `${HAS_PROGRAM} && !isInDiffEditor`, group: "3_ttvm@6" } },
    palette: HAS_PROGRAM,
  },
  "ttvm.openRepl": {
    title: "Open REPL",
    category: "Lisp",
    icon: "$(terminal)",
    // It needs a process on a disk.
    enablement: "!virtualWorkspace",
    menus: { "editor/title": { when: `${IS_LISP} && !isInDiffEditor`, group: "3_ttvm@5" } },
    palette: "!virtualWorkspace",
  },
  "ttvm.sendForm": {
    title: "Send Form",
    category: "Lisp",
    icon: "$(debug-line-by-line)",
    enablement: "editorLangId == ttvm-lisp && !virtualWorkspace",
    menus: { "editor/context": { when: "editorLangId == ttvm-lisp", group: "1_ttvm@1" } },
    palette: "editorLangId == ttvm-lisp && !virtualWorkspace",
  },
  "ttvm.getStarted": {
    title: "Get Started",
    icon: "$(rocket)",
    enablement: ALWAYS,
    palette: ALWAYS,
  },
  "ttvm.openExample": {
    title: "Open Example…",
    icon: "$(library)",
    enablement: ALWAYS,
    palette: ALWAYS,
  },
  "ttvm.openDocumentation": {
    title: "Open Documentation…",
    icon: "$(book)",
    enablement: ALWAYS,
    palette: ALWAYS,
  },
  "ttvm.newAssembly": {
    title: "New Assembly File",
    shortTitle: "TinyTotVM Assembly",
    icon: "$(new-file)",
    enablement: ALWAYS,
    menus: { "file/newFile": { group: "file@1" } },
    palette: ALWAYS,
  },
  "ttvm.newLisp": {
    title: "New Lisp File",
    shortTitle: "TinyTotVM Lisp",
    icon: "$(new-file)",
    enablement: ALWAYS,
    menus: { "file/newFile": { group: "file@2" } },
    palette: ALWAYS,
  },
  "ttvm.restartServer": {
    title: "Restart Language Server",
    icon: "$(debug-restart)",
    enablement: IS_ACTIVE,
    palette: IS_ACTIVE,
  },
  "ttvm.showLog": { title: "Show Log", icon: "$(output)", enablement: IS_ACTIVE, palette: IS_ACTIVE },
} as const satisfies Readonly<Record<string, CommandRow>>;

export type CommandId = keyof typeof COMMANDS;

/** `contributes.commands` of package.json. */
export function commandContributions(): readonly object[] {
  return Object.entries<CommandRow>(COMMANDS).map(
    ([command, { title, category = "TinyTotVM", shortTitle, icon, enablement }]) => ({
      command,
      category,
      title,
      ...(shortTitle !== undefined && { shortTitle }),
      icon,
      ...(enablement !== ALWAYS && { enablement }),
    }),
  );
}

/** `contributes.menus` of package.json. */
export function menuContributions(): Readonly<Record<string, readonly object[]>> {
  const commands = Object.entries<CommandRow>(COMMANDS);
  const entriesOf = (menu: Menu) =>
    commands.flatMap(([command, { menus }]) => {
      const entry = menus?.[menu];
      return entry === undefined ? [] : [{ command, ...entry }];
    });
  return {
    "editor/title/run": entriesOf("editor/title/run"),
    "editor/title": entriesOf("editor/title"),
    "editor/context": entriesOf("editor/context"),
    "file/newFile": entriesOf("file/newFile"),
    commandPalette: commands.flatMap(([command, { palette }]) =>
      palette === ALWAYS ? [] : [{ command, when: palette }],
    ),
  };
}
