/**
 * The two languages as the editor knows them: names, icons, grammars, defaults of settings.
 *
 * Invariant: data alone; the build reads it outside of the editor. Which files are of a language is said by its record
 * in vm-core.
 */

/** What the editor shows of a language, by the identifier that it has there. */
const LANGUAGES = {
  ttvm: {
    aliases: ["TinyTotVM Assembly", "ttvm"],
    defaults: { "editor.insertSpaces": true, "editor.tabSize": 4, "editor.wordBasedSuggestions": "off" },
  },
  "ttvm-lisp": {
    aliases: ["TinyTotVM Lisp"],
    defaults: {
      "editor.insertSpaces": true,
      "editor.tabSize": 2,
      "editor.wordBasedSuggestions": "off",
      "editor.semanticHighlighting.enabled": true,
    },
  },
};

type LanguageId = keyof typeof LANGUAGES;
const IDS = Object.keys(LANGUAGES) as LanguageId[];

/** `contributes.languages` of package.json, given the extensions of each language's files. */
export function languageContributions(extensions: Readonly<Record<string, readonly string[]>>): object[] {
  return IDS.map((id) => ({
    id,
    aliases: LANGUAGES[id].aliases,
    extensions: extensions[id],
    configuration: `./syntaxes/${id}.language-configuration.json`,
    icon: { light: `./client/icons/${id}-light.svg`, dark: `./client/icons/${id}-dark.svg` },
  }));
}

/** `contributes.grammars`: both grammars are generated in the build. */
export function grammarContributions(): object[] {
  return IDS.map((language) => ({
    language,
    scopeName: `source.${language}`,
    path: `./dist/${language}.tmLanguage.json`,
  }));
}

/** `contributes.configurationDefaults`. */
export function configurationDefaults(): object {
  return Object.fromEntries(IDS.map((id) => [`[${id}]`, LANGUAGES[id].defaults]));
}

/** `contributes.breakpoints`. */
export function breakpointContributions(): object[] {
  return IDS.map((language) => ({ language }));
}
