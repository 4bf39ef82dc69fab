/**
 * The colours that the extension adds to those of a theme.
 *
 * Invariant: data alone; the build reads it outside of the editor.
 */

interface Color {
  readonly description: string;
  /** A colour, or the name of another one, for each kind of theme. */
  readonly defaults: Readonly<Record<"dark" | "light" | "highContrast" | "highContrastLight", string>>;
}

const COLORS = {
  "ttvm.linkedBackground": {
    description:
      "Background of what belongs to the place of the cursor in the other editor: assembly to Lisp, Lisp to assembly. It must not be opaque, so as not to hide what is below it.",
    defaults: {
      dark: "editor.selectionHighlightBackground",
      light: "editor.wordHighlightBackground",
      highContrast: "#ffffff40",
      highContrastLight: "#0f4a8533",
    },
  },
  "ttvm.replResultForeground": {
    description: "The result of a form that was sent to the REPL, beside it.",
    defaults: {
      dark: "#4ec9b0",
      light: "#00664f",
      highContrast: "#4ec9b0",
      highContrastLight: "#00563f",
    },
  },
  "ttvm.replErrorForeground": {
    description: "What is wrong with a form that was sent to the REPL, beside it.",
    defaults: {
      dark: "#f48771",
      light: "#b01011",
      highContrast: "#f48771",
      highContrastLight: "#b5200d",
    },
  },
} as const satisfies Readonly<Record<string, Color>>;

export type ColorId = keyof typeof COLORS;

/** `contributes.colors` of package.json. */
export function colorContributions(): object[] {
  return Object.entries<Color>(COLORS).map(([id, color]) => ({ id, ...color }));
}
