/** Which names a query of workspace symbols means, and the names that a document has for it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import fc from "fast-check";
import { analyze, distanceOf, languageOfName, namedPlaces, namedPlacesIn } from "../../vm-core/index.ts";
import { lispFiles } from "../lisp/files.ts";

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
    namedPlaces(snapshot).places.map(({ name, container }) => [name, container]),
    [
      ["outer", undefined],
      ["inner", "outer"],
    ],
  );
  const broken = analyze("file:///a.ttvm", 1, "LABEL f\n    FROB\nLABEL\n");
  assert.deepEqual(
    namedPlaces(broken).places.map(({ name, kind }) => [name, kind]),
    [["f", "label"]],
  );
});

it("a text by itself has the names that the snapshot of its syntax has", () => {
  const check = (uri: string, text: string) => {
    const { lines: _, ...whole } = namedPlaces(languageOfName(uri).analyzeSyntax(uri, 0, text, "size"));
    const { lines, ...alone } = namedPlacesIn(uri, text);
    assert.deepEqual(alone, whole);
    assert.ok(lines.lineCount > 0);
    return whole.places.length;
  };
  const programs = lispFiles("test/fixtures/lisp").map((file) => readFileSync(file, "utf8"));
  const counts = programs.map((text) => check("file:///a.lisp", text));
  assert.ok(counts.filter((count) => count > 0).length > 50);
  check("file:///a.ttvm", "    CALL f x y\nLABEL f\n    RET\nLABEL\nLABEL g");
  const places = fc.tuple(
    fc.constantFrom(...programs),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(places, places, ([text, from, to], [other, cut]) => {
      const [start, end] = [from, to].map((part) => Math.floor(part * text.length));
      check(
        "file:///a.lisp",
        text.slice(0, start) + other.slice(Math.floor(cut * other.length)).slice(0, 40) + text.slice(end),
      );
    }),
    { numRuns: 60 },
  );
});
