/** Runs a function's code: files on disk for the module loader, and up to a few worker threads. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { FunctionError, FunctionWorker } from "./functionWorker";

/** Environments of one function at once; AWS has a thousand for the whole account. */
export const WORKERS_MAX = 4;

export interface RuntimeSpec {
  readonly files: Readonly<Record<string, string>>;
  /** `index.handler`: the module's name without its ending, and what it exports. */
  readonly handler: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly maxConcurrency: number;
  readonly log: (line: string) => void;
}

export class FunctionRuntime {
  readonly #spec: RuntimeSpec;
  readonly #workers = new Set<FunctionWorker>();
  readonly #idle: FunctionWorker[] = [];
  readonly #waiting: (() => void)[] = [];
  #folder: Promise<string> | undefined;
  #closed = false;

  constructor(spec: RuntimeSpec) {
    this.#spec = spec;
  }

  /** @throws FunctionError where the function does not answer. */
  async invoke(event: unknown, context: object): Promise<unknown> {
    if (this.#spec.maxConcurrency === 0) throw new FunctionError("TooManyRequestsException: Rate Exceeded.");
    const worker = await this.#take();
    try {
      return await worker.run(event, context, this.#spec.timeoutSeconds * 1000);
    } finally {
      this.#giveBack(worker);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.splice(0).forEach((wake) => wake());
    await Promise.all([...this.#workers].map((worker) => worker.close()));
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #take(): Promise<FunctionWorker> {
    const url = await this.#moduleUrl();
    const limit = Math.min(this.#spec.maxConcurrency, WORKERS_MAX);
    while (this.#idle.length === 0 && this.#workers.size >= limit && !this.#closed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#closed) throw new FunctionError("the function was deleted or changed");
    return this.#idle.pop() ?? this.#start(url);
  }

  #start(url: string): FunctionWorker {
    const { env, memoryMegabytes, log, handler } = this.#spec;
    const exportName = handler.slice(handler.lastIndexOf(".") + 1);
    const worker = new FunctionWorker({ url, exportName, env, memoryMegabytes, log });
    this.#workers.add(worker);
    return worker;
  }

  #giveBack(worker: FunctionWorker): void {
    if (worker.over) {
      this.#workers.delete(worker);
      void worker.close();
    } else {
      this.#idle.push(worker);
    }
    this.#waiting.shift()?.();
  }

  async #moduleUrl(): Promise<string> {
    this.#folder ??= writeFiles(this.#spec.files);
    const base = this.#spec.handler.slice(0, this.#spec.handler.lastIndexOf("."));
    const file = [".mjs", ".js", ".cjs"].map((ending) => base + ending).find((name) => name in this.#spec.files);
    if (file === undefined) throw new FunctionError(`Runtime.ImportModuleError: Cannot find module '${base}'`);
    return pathToFileURL(join(await this.#folder, file)).href;
  }
}

async function writeFiles(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "okta-api-access-lambda-"));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return folder;
}
