/** Copies of values with cells, which processes are sent. */
import assert from "node:assert/strict";
import test from "node:test";
import { Cell } from "../../vm-core/value/cell.ts";
import { CellCopier } from "../../vm-core/value/cell-copier.ts";
import { List } from "../../vm-core/value/list.ts";
import { ObjectValue } from "../../vm-core/value/object.ts";

const cells = (count: number): List => List.of(Array.from({ length: count }, (_, index) => new Cell(index)));

test("what has no cells stays the same, and takes nothing", () => {
  const value = List.of([1, List.of(["a"]), ObjectValue.from([["b", null]])]);
  const copier = new CellCopier();
  assert.equal(copier.copy(value), value);
  assert.equal(copier.bytes, 0);
});

test("what is shared stays shared, and a cell may lead back to itself", () => {
  const cell = new Cell(null);
  const value = List.of([cell, ObjectValue.from([["same", cell]])]);
  cell.value = value;
  const copy = new CellCopier().copy(value) as List;
  const own = copy.at(0) as Cell;
  assert.notEqual(own, cell);
  assert.equal((copy.at(1) as ObjectValue).get("same"), own);
  assert.equal(own.value, copy);
  assert.equal(cell.value, value);
});

test("a copy counts what it takes", () => {
  const copier = new CellCopier();
  copier.copy(cells(1_000));
  assert.ok(copier.bytes >= 40_000, `${copier.bytes} bytes`);
});

test("a large copy is made in portions", () => {
  let portions = 0;
  for (const bytes of new CellCopier().copying(cells(200_000))) {
    assert.ok(bytes > 0);
    portions++;
  }
  assert.ok(portions >= 4, `${portions} portions`);
});
