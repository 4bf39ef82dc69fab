/** What a special form is to the analyser. */
import type { Analyser } from "./analyser.ts";
import type { ListDatum } from "./datum.ts";
import type { Node } from "./nodes.ts";
import type { Place } from "./scope.ts";

export type FormAnalyser = (analyser: Analyser, form: ListDatum, place: Place) => Node;

export type FormTable = Readonly<Record<string, FormAnalyser>>;
