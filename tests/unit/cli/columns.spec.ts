/** Text in columns: aligned as a terminal shows it. */
import assert from "node:assert/strict";
import { columns, widthOf } from "../../../local/columns";

describe("columns", () => {
  it("pad every text but the last to the widest above and below it", () => {
    assert.deepEqual(
      columns([
        ["a", "bb", "c"],
        ["aaa", "b", "ccc"],
        ["", "", ""],
      ]),
      ["a    bb  c", "aaa  b   ccc", ""],
    );
    assert.deepEqual(columns([]), []);
  });

  it("count what a letter takes in a terminal", () => {
    const widths: [string, number][] = [
      ["", 0],
      ["é", 1],
      ["e\u0301", 1],
      ["組織", 4],
      ["관리", 4],
      ["🔑", 2],
      ["\u200bx", 1],
    ];
    for (const [text, width] of widths) assert.equal(widthOf(text), width, text);
    assert.deepEqual(
      columns([
        ["組", "x"],
        ["abc", "x"],
      ]),
      ["組   x", "abc  x"],
    );
  });
});
