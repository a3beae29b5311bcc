/**
 * Spares the SDK what it does for every resource and nobody reads. Import it before any resource is declared.
 *
 * - Stack traces of promises, mapped to the sources, which are printed when promises leak: about 20 ms per resource under
 *   ts-node. Stacks of real errors stay as they are.
 * - Debug messages: several requests to the engine per resource, a fifth of the program's time, which the engine drops
 *   unless it runs with `--debug`. Keep them with `PULUMI_SDK_DEBUG=true`.
 */
import * as pulumi from "@pulumi/pulumi";

type Debug = typeof pulumi.log.debug;

/** Takes the debug messages away from a log, unless the environment asks for them. */
export function quieten(log: { debug: Debug }, environment: Readonly<Record<string, string | undefined>>): void {
  if (environment["PULUMI_SDK_DEBUG"] !== "true") log.debug = () => Promise.resolve();
}

interface Debuggable {
  debuggablePromise<T>(promise: Promise<T>, context: unknown): Promise<T>;
}

/** Takes the stack traces away from the SDK's watch over promises, which goes on. */
export function withoutStacks(debuggable: Debuggable): void {
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}

const mapped = Error.prepareStackTrace;

if (mapped) {
  Error.prepareStackTrace = (error, frames) =>
    error.message === "" && error.constructor === Error ? "Error" : mapped(error, frames);
}

// The SDK's own modules ask for both at each call, of these very objects; an `import *` would give a copy.
quieten(pulumi.log as { debug: Debug }, process.env);
withoutStacks(require("@pulumi/pulumi/runtime/debuggable") as Debuggable);
