/**
 * The row of a special form: everything that is known about it, in one place.
 *
 * The analyser, hover, completion, signature help, the reference and the grammar of the editor read the same row.
 */
import type { Analyser } from "./analyser.ts";
import type { ListDatum } from "./datum.ts";
import type { Node } from "./nodes.ts";
import type { Environment, Expand } from "./scope.ts";

export type FormAnalyser = (analyser: Analyser, form: ListDatum, environment: Environment) => Node;

/** Titles of the sections of the reference, in its order. */
export const FORM_GROUPS = {
  definitions: "Definitions and functions",
  control: "Control",
  data: "Data",
  modules: "Modules",
  processes: "Processes",
} as const;

export interface FormDoc {
  /** How the form is written: `…` follows what may come any number of times. */
  readonly shapes: readonly string[];
  /** Markdown. */
  readonly doc: string;
  readonly example?: string;
}

export type FormRow = FormFacts &
  (
    | { readonly analyse: FormAnalyser; readonly expand?: undefined }
    /** A form that is made of others: what a use stands for. */
    | { readonly expand: Expand; readonly analyse?: undefined }
  );

interface FormFacts extends FormDoc {
  readonly group: keyof typeof FORM_GROUPS;
  /** How the editor colours its name: as a keyword of control, or as one that makes or stores something. */
  readonly colour: "control" | "storage";
  /** Words that have a meaning inside the form only, each with its documentation. */
  readonly words?: Readonly<Record<string, string>>;
  /** Only other forms use it: its name has a blank, which no program can write. */
  readonly hidden?: true;
}

export type FormTable = Readonly<Record<string, FormRow>>;
