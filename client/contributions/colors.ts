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
} as const satisfies Readonly<Record<string, Color>>;

export type ColorId = keyof typeof COLORS;

/** `contributes.colors` of package.json. */
export function colorContributions(): object[] {
  return Object.entries<Color>(COLORS).map(([id, color]) => ({ id, ...color }));
}
