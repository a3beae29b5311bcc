/** What the types of `defineAccess` refuse: each marked line of the files in `tests/types/refused`, and no other. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const FOLDER = path.join(__dirname, "../../types/refused");
const FILES = readdirSync(FOLDER).map((name) => path.join(FOLDER, name));

/** Nothing but these files and what they import, with the strictness of the project. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es5.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

interface Marked {
  readonly line: number;
  readonly text: string;
}

/** The lines that must be refused: the one after each `// refused: text`, with a part of the compiler's message. */
function marked(file: string): Marked[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index) => {
      const text = /^\s*\/\/ refused: (.*)$/.exec(line)?.[1];
      return text === undefined ? [] : [{ line: index + 2, text }];
    });
}

function refused(program: ts.Program, file: string): Marked[] {
  const source = program.getSourceFile(file)!;
  return program.getSemanticDiagnostics(source).map(({ start, messageText }) => ({
    line: source.getLineAndCharacterOfPosition(start!).line + 1,
    text: ts.flattenDiagnosticMessageText(messageText, "\n"),
  }));
}

describe("defineAccess: what its types refuse", () => {
  let program: ts.Program;
  before(() => {
    // The compiler reads the library of the language and the schema first.
    program = ts.createProgram(FILES, OPTIONS);
    program.getSemanticDiagnostics(program.getSourceFile(FILES[0]!));
  });

  for (const file of FILES) {
    it(`refuses the marked lines of ${path.basename(file)}, and no other`, () => {
      const expected = marked(file);
      const found = refused(program, file);
      assert.deepEqual(
        found.map(({ line }) => line),
        expected.map(({ line }) => line),
      );
      for (const [index, { line, text }] of expected.entries()) {
        assert.equal(found[index]!.text.includes(text), true, `line ${line}: ${found[index]!.text}`);
      }
      assert.equal(expected.length > 0, true);
    });
  }
});
