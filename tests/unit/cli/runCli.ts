/** Runs a command line in this process, and keeps what it says. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { paintFor } from "../../../cli/io";
import { run } from "../../../cli/run";
import { orders } from "../model/orders";

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export async function runCli(...argv: readonly string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await run(argv, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    paint: paintFor(false),
  });
  return { status, out: out.join("\n"), err: err.join("\n") };
}

/** Files for the tests of one `describe`: removed after it. */
export class Files {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "access-cli-"));

  write(name: string, text: string): string {
    const file = path.join(this.#folder, name);
    writeFileSync(file, text);
    return file;
  }

  /** The orders file, changed, as JSON. */
  orders(name: string, change: (file: ReturnType<typeof orders>) => void = () => undefined): string {
    const value = orders();
    change(value);
    return this.write(`${name}.json`, JSON.stringify(value));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
