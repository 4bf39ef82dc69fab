/**
 * What package.json contributes to the editor, but for the settings, which the server reads.
 *
 * Invariant: data alone; the build reads it outside of the editor.
 */
import { colorContributions } from "./colors.ts";
import { commandContributions, menuContributions } from "./commands.ts";
import { debuggerContributions } from "./debuggers.ts";
import { keybindingContributions } from "./keybindings.ts";
import {
  breakpointContributions,
  configurationDefaults,
  grammarContributions,
  languageContributions,
} from "./languages.ts";
import { walkthroughContributions } from "./walkthrough.ts";

/** What other parts say of themselves. */
interface ContributionSources {
  /** The endings of the files of each language, by its identifier in the editor. */
  readonly extensions: Readonly<Record<string, readonly string[]>>;
  /** What a launch configuration can say. */
  readonly launch: object;
}

/** The values of `contributes` by their names there. */
export function contributions({
  extensions,
  launch,
}: ContributionSources): Readonly<Record<string, unknown>> {
  return {
    languages: languageContributions(extensions),
    grammars: grammarContributions(),
    configurationDefaults: configurationDefaults(),
    breakpoints: breakpointContributions(),
    debuggers: debuggerContributions(Object.keys(extensions), launch),
    commands: commandContributions(),
    menus: menuContributions(),
    keybindings: keybindingContributions(),
    colors: colorContributions(),
    walkthroughs: walkthroughContributions(),
  };
}
