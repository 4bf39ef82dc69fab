/** Which names a query of workspace symbols means, and the names that a document has for it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { analyze, distanceOf, namedPlaces } from "../../vm-core/index.ts";

it("a query means names that have its characters in order, whole names and beginnings first", () => {
  const distances = ["area", "area_of", "the_area", "a_really_eager_atom", "are"].map((name) =>
    distanceOf("Area", name),
  );
  assert.deepEqual(distances, [0, 1, 2, 3, undefined]);
  assert.equal(distanceOf("", "anything"), 1);
});

it("names within others are told with what they are in", () => {
  const snapshot = analyze("file:///a.lisp", 1, "(define (outer)\n  (define (inner) 1)\n  (inner))\n");
  assert.deepEqual(
    namedPlaces(snapshot).map(({ name, container }) => [name, container]),
    [
      ["outer", undefined],
      ["inner", "outer"],
    ],
  );
  const broken = analyze("file:///a.ttvm", 1, "LABEL f\n    FROB\nLABEL\n");
  assert.deepEqual(
    namedPlaces(broken).map(({ name, kind }) => [name, kind]),
    [["f", "label"]],
  );
});
