/** One execution environment of a function: a worker thread that takes one event at a time. */
import { Worker } from "node:worker_threads";
import { TRUST_MODULE, type LocalTrust } from "../../certificate";

/**
 * What runs inside the thread before the function's own code: the loop that takes events and returns answers. JavaScript,
 * since a worker thread does not know of TypeScript. The handler's module is imported at once, as in a cold start.
 */
const BOOTSTRAP = `
const { parentPort, workerData } = require("node:worker_threads");
if (workerData.trust) require(workerData.trustModule).trustLocally(workerData.trust);
const loading = import(workerData.url).then((module) => {
  const handler = module[workerData.exportName] ?? module.default?.[workerData.exportName];
  if (typeof handler !== "function") throw new Error(workerData.exportName + " is undefined or not exported");
  return handler;
});
const describe = (error) => ({ type: error?.name ?? "Error", message: String(error?.message ?? error) });
loading.then(
  () => parentPort.postMessage({ ready: true }),
  (error) => parentPort.postMessage({ ready: false, error: describe(error) }),
);
parentPort.on("message", async ({ event, context, deadline }) => {
  try {
    const handler = await loading;
    const answer = await handler(event, { ...context, getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) });
    parentPort.postMessage({ answer: JSON.stringify(answer) ?? "null" });
  } catch (error) {
    parentPort.postMessage({ error: describe(error) });
  }
});
`;

/** Lambda gives the code outside the handler ten seconds. */
export const INIT_TIMEOUT_MS = 10_000;

/** Bytes of an answer. Source: recorded, LocalStack's test_lambda_too_large_response. */
const ANSWER_MAX = 6_291_556;

const tooLarge = (text: string) =>
  `Function.ResponseSizeTooLarge: Response payload size (${Buffer.byteLength(text)} bytes) exceeded maximum allowed payload size (${ANSWER_MAX} bytes).`;

export interface WorkerSpec {
  /** `file:` URL of the handler's module. */
  readonly url: string;
  readonly exportName: string;
  /** The whole environment: nothing of this process's own gets in. */
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  /** An authority whose certificates are taken besides the known ones, as an extra file of them in a real function does it. */
  readonly trust?: LocalTrust;
  readonly log: (line: string) => void;
}

/** An error of the function's own or of its life; the gateway shows neither to a caller. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
}

interface Message {
  ready?: boolean;
  answer?: string;
  error?: { type: string; message: string };
}

export class FunctionWorker {
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  #settle: ((message: Message) => void) | undefined;
  /** Once over, it takes no further event. */
  over = false;

  constructor(spec: WorkerSpec) {
    this.#worker = new Worker(BOOTSTRAP, {
      eval: true,
      workerData: { url: spec.url, exportName: spec.exportName, trust: spec.trust, trustModule: TRUST_MODULE },
      env: { ...spec.env },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMegabytes },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) forLines(stream, spec.log);
    this.#worker.on("message", (message: Message) => this.#settle?.(message));
    this.#worker.on("error", ({ name, message }) => this.#end(`${name}: ${message}`));
    this.#worker.on("exit", (code) => this.#end(`the runtime exited with status ${code}`));
    this.#ready = this.#next(INIT_TIMEOUT_MS).then(() => undefined);
    // Whoever runs the first event gets the error; until then it must not count as unhandled.
    this.#ready.catch(() => undefined);
  }

  /** @throws FunctionError where the function throws, crashes or takes longer than `timeoutMs`. */
  async run(event: unknown, context: object, timeoutMs: number): Promise<unknown> {
    await this.#ready;
    const answer = this.#next(timeoutMs);
    this.#worker.postMessage({ event, context, deadline: Date.now() + timeoutMs }, []);
    const text = (await answer).answer ?? "null";
    if (Buffer.byteLength(text) > ANSWER_MAX) throw new FunctionError(tooLarge(text));
    return JSON.parse(text);
  }

  async close(): Promise<void> {
    this.over = true;
    await this.#worker.terminate();
  }

  #end(reason: string): void {
    this.over = true;
    this.#settle?.({ error: { type: "Runtime.ExitError", message: reason } });
  }

  #next(timeoutMs: number): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(`Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`);
        void this.#worker.terminate();
      }, timeoutMs);
      this.#settle = (message) => {
        clearTimeout(timer);
        this.#settle = undefined;
        if (message.error) reject(new FunctionError(`${message.error.type}: ${message.error.message}`));
        else resolve(message);
      };
      if (this.over) this.#settle({ error: { type: "Runtime.ExitError", message: "the runtime has ended" } });
    });
  }
}

function forLines(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.filter((line) => line !== "").forEach(take);
  });
  stream.on("end", () => rest !== "" && take(rest));
}
