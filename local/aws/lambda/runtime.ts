/** Runs a function's code: files on disk for the module loader, and up to a few worker threads. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LocalTrust } from "../../certificate";
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
  readonly trust?: LocalTrust;
  readonly log: (line: string) => void;
}

/** A call for which no environment is free. */
interface Waiting {
  readonly serve: (worker: FunctionWorker) => void;
  readonly refuse: (error: FunctionError) => void;
}

export class FunctionRuntime {
  readonly #spec: RuntimeSpec;
  readonly #workers = new Set<FunctionWorker>();
  readonly #idle: FunctionWorker[] = [];
  /** In the order in which they came. */
  readonly #waiting: Waiting[] = [];
  #folder: Promise<string> | undefined;
  #url = "";
  #closed = false;

  constructor(spec: RuntimeSpec) {
    this.#spec = spec;
  }

  /**
   * @param signal aborted when nobody waits for the answer any more: a call that has not begun by then never does
   * @throws FunctionError where the function does not answer.
   */
  async invoke(event: unknown, context: object, signal?: AbortSignal): Promise<unknown> {
    if (this.#spec.maxConcurrency === 0) throw new FunctionError("TooManyRequestsException: Rate Exceeded.");
    const worker = await this.#take(signal);
    try {
      return await worker.run(event, context, this.#spec.timeoutSeconds * 1000);
    } finally {
      this.#giveBack(worker);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.splice(0).forEach(({ refuse }) => refuse(closed()));
    await Promise.all([...this.#workers].map((worker) => worker.close()));
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  /** A free environment. Whoever waits already goes first. */
  async #take(signal: AbortSignal | undefined): Promise<FunctionWorker> {
    this.#url = await this.#moduleUrl();
    if (this.#closed) throw closed();
    const free = this.#waiting.length === 0 ? this.#free() : undefined;
    return free ?? this.#wait(signal);
  }

  /** An idle environment that still lives, or a new one, as long as there may be one more. */
  #free(): FunctionWorker | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.over) return idle;
      this.#workers.delete(idle);
    }
    const limit = Math.min(this.#spec.maxConcurrency, WORKERS_MAX);
    return this.#workers.size < limit ? this.#start(this.#url) : undefined;
  }

  #wait(signal: AbortSignal | undefined): Promise<FunctionWorker> {
    return new Promise((serve, refuse) => {
      const waiting = { serve, refuse };
      this.#waiting.push(waiting);
      const leave = () => {
        const at = this.#waiting.indexOf(waiting);
        if (at !== -1) this.#waiting.splice(at, 1);
        refuse(new FunctionError("nobody waits for the answer any more"));
      };
      if (signal?.aborted) leave();
      else signal?.addEventListener("abort", leave, { once: true });
    });
  }

  #start(url: string): FunctionWorker {
    const { env, memoryMegabytes, trust, log, handler } = this.#spec;
    const exportName = handler.slice(handler.lastIndexOf(".") + 1);
    const worker = new FunctionWorker({ url, exportName, env, memoryMegabytes, trust, log });
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
    for (let free = this.#next(); free !== undefined; free = this.#next()) this.#waiting.shift()!.serve(free);
  }

  /** An environment for the first of those that wait, if somebody does. */
  #next(): FunctionWorker | undefined {
    return this.#waiting.length > 0 ? this.#free() : undefined;
  }

  async #moduleUrl(): Promise<string> {
    this.#folder ??= writeFiles(this.#spec.files);
    const base = this.#spec.handler.slice(0, this.#spec.handler.lastIndexOf("."));
    const file = [".mjs", ".js", ".cjs"].map((ending) => base + ending).find((name) => name in this.#spec.files);
    if (file === undefined) throw new FunctionError(`Runtime.ImportModuleError: Cannot find module '${base}'`);
    return pathToFileURL(join(await this.#folder, file)).href;
  }
}

const closed = () => new FunctionError("the function was deleted or changed");

async function writeFiles(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "okta-api-access-lambda-"));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return folder;
}
