/** All special forms. A form is one row of one of these tables, and nothing else. */
import { ASSERT_FORM } from "./assert-form.ts";
import { BINDING_FORMS } from "./binding-forms.ts";
import { CONTROL_FORMS } from "./control-forms.ts";
import { DATA_FORMS } from "./data-forms.ts";
import type { FormRow, FormTable } from "./form.ts";
import { MACRO_FORMS } from "./macro-forms.ts";
import { MODULE_FORMS } from "./modules-forms.ts";
import { PROCESS_FORMS } from "./processes-forms.ts";
import { SCHEME_FORMS } from "./scheme-forms.ts";

export const FORMS: FormTable = {
  ...BINDING_FORMS,
  ...CONTROL_FORMS,
  ...ASSERT_FORM,
  ...DATA_FORMS,
  ...MODULE_FORMS,
  ...PROCESS_FORMS,
  ...MACRO_FORMS,
  ...SCHEME_FORMS,
};

/** The forms that programs can write, with their names. */
export const WRITTEN_FORMS: readonly (readonly [string, FormRow])[] = Object.entries(FORMS).filter(
  ([, { hidden }]) => hidden !== true,
);

/** Words that have a meaning inside a form only, with their documentation. */
export const FORM_WORDS: Readonly<Record<string, string>> = Object.assign(
  {},
  ...Object.values(FORMS).map(({ words }) => words ?? {}),
);

/** The row of a form that programs can write. */
export function formRow(name: string): FormRow | undefined {
  const row = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  return row?.hidden === true ? undefined : row;
}
